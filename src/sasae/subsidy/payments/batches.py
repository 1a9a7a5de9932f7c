"""The letters and printed lists of a run, made in the background: killed anywhere and run again, each is made once."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sasae.foundation.batch import Item, ItemRefused, register
from sasae.foundation.printing import CannotPrint
from sasae.subsidy.payments.actions.letters import LETTERS, write_letters
from sasae.subsidy.payments.actions.papers import PAPERS, make_paper
from sasae.subsidy.payments.models import FileKind, LetterKind, Payment, PaymentRun, PaymentState
from sasae.subsidy.payments.outputs import papers

_WHOSE = {
    LetterKind.NOTICE: (PaymentState.SENT, PaymentState.PAID, PaymentState.FAILED, PaymentState.RETURNED),
    LetterKind.REQUEST: (PaymentState.FAILED, PaymentState.RETURNED),
}


@register(PAPERS)
class Papers:
    """One item a list, a volume of a long one an item."""

    title = "支払の帳票の作成"
    chunk_size = 4  # volumes in one commit

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The lists of the run: kind and part."""
        run = PaymentRun.objects.get(number=params["run"])
        return ((f"{kind.value}/{part}", None) for kind, part in papers(run))

    def work(self, item: Item) -> str:
        """Make one."""
        kind, _, part = item.key.partition("/")
        try:
            return make_paper(
                item.params["run"], FileKind(kind), int(part), on=date.fromisoformat(item.params["on"])
            )
        except CannotPrint as refused:
            raise ItemRefused(refused.findings) from refused


@register(LETTERS)
class Letters:
    """One item a payment, by its serial number."""

    title = "支払の手紙の作成"
    chunk_size = 100  # what typst remembers of ten chunks stays in memory

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The payments of the run the letter is for."""
        rows = Payment.objects.filter(run__number=params["run"], state__in=_WHOSE[LetterKind(params["kind"])])
        if "serials" in params:
            rows = rows.filter(serial__in=params["serials"])
        serials = rows.order_by("serial").values_list("serial", flat=True)
        return ((serial, None) for serial in serials.iterator(chunk_size=5000))

    def work_many(self, items: Sequence[Item]) -> Sequence[str | ItemRefused]:
        """Write to these payees."""
        params, serials = items[0].params, [item.key for item in items]
        outcomes = write_letters(
            serials, LetterKind(params["kind"]), by=items[0].actor, on=date.fromisoformat(params["on"])
        )
        told = (outcomes[serial] for serial in serials)
        return [ItemRefused(one.findings) if isinstance(one, CannotPrint) else one for one in told]

    def persons(self, key: str) -> list[str]:
        """To whom the letter goes."""
        return list(Payment.objects.filter(serial=key).values_list("payee__atena_no", flat=True))
