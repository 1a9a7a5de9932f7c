"""The ledger of a file's lines, a chunk a transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from sasae.foundation.batch import Item, ItemRefused, register
from sasae.kernel import clock
from sasae.linkage.inquiry_files.actions import KIND
from sasae.linkage.inquiry_files.actions.asking import ask
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine, LineState

AT_ONCE = 500  # of one message to the intermediary


@register(KIND)
class AskLines:
    """Every waiting line of a file."""

    title = "一括照会の送信"
    chunk_size = AT_ONCE

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The lines by number."""
        waiting = InquiryLine.objects.filter(file=params["file"], state=LineState.WAITING).order_by("number")
        numbers = waiting.values_list("number", flat=True)
        return ((f"{number:06d}", None) for number in numbers.iterator(chunk_size=10_000))

    def work_many(self, items: Sequence[Item]) -> list[str | ItemRefused]:
        """One outcome a line; those that may be asked go to the intermediary in one message."""
        file = InquiryFile.objects.get(pk=items[0].params["file"])
        found = ask(file, [int(item.key) for item in items], on=clock.today(), by=items[0].actor)
        return [ItemRefused(against) if against else "照会した" for against in found]
