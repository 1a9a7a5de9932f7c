"""What the calendar does to certificates, and the letters that call many back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from procrastinate.contrib.django import app

from sasae.foundation.batch import Item, ItemRefused, register
from sasae.foundation.history import BATCH
from sasae.foundation.printing import CannotPrint
from sasae.kernel import clock
from sasae.subsidy.certificates import actions
from sasae.subsidy.certificates.actions.recall_letters import LETTERS
from sasae.subsidy.certificates.queries import awaited


@register(LETTERS)
class RecallLetters:
    """One item a household, by its applicant's 宛名番号."""

    title = "医療証の返還のお願いの作成"
    chunk_size = 50

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The households of what was chosen."""
        rows = awaited().filter(pk__in=params["recalls"])
        column = "certificate__entitlement__family__applicant"
        pairs = rows.order_by(f"{column}__atena_no").values_list(f"{column}__atena_no", column).distinct()
        return ((number, {"applicant": applicant}) for number, applicant in pairs.iterator(chunk_size=2000))

    def work_many(self, items: Sequence[Item]) -> Sequence[str | ItemRefused]:
        """Write to these households."""
        params = items[0].params
        applicants = [item.payload["applicant"] for item in items]
        outcomes = actions.write_letters(
            applicants, by=items[0].actor, on=date.fromisoformat(params["on"]), only=params["recalls"]
        )
        return [self._told(outcomes.get(applicant, [])) for applicant in applicants]

    @staticmethod
    def _told(outcome: Any) -> str | ItemRefused:
        if isinstance(outcome, CannotPrint):
            return ItemRefused(outcome.findings)
        return f"手紙 {'、'.join(letter.number for letter in outcome)}" if outcome else "求めるものなし"

    def persons(self, key: str) -> list[str]:
        """To whom the letter goes."""
        return [key]


@app.periodic(cron="5 0 * * *")
@app.task(name="subsidy.certificates_expire", queueing_lock="subsidy.certificates_expire")
def expire(timestamp: int) -> None:
    """Just after midnight: certificates past their day are void."""
    actions.expire(by=BATCH("certificates.expire", "医療証の期限切れ"), on=clock.today())


@app.periodic(cron="*/15 * * * *")
@app.task(name="subsidy.certificates_revocations", queueing_lock="subsidy.certificates_revocations")
def publish_revocations(timestamp: int) -> None:
    """Every quarter of an hour: the signed list of void certificates."""
    by = BATCH("certificates.revocations", "医療証の失効の一覧")
    actions.publish_revocations(by=by, at=clock.now())
