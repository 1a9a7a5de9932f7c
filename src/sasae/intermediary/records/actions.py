"""Writing the records. Called inside `acting_for`, in the transaction of what they tell of."""

from datetime import date, datetime

from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel.dated import load_dated

KEEP_YEARS = load_dated(__package__, "retention.yaml", int)


def keep(
    *, side: str, processing_no: str, unified_no: str, inquirer: str, provider: str, affair: str, procedure: str,
    information: str, items: list[str], permit_no: str, requested_at: datetime, provided_at: datetime | None,
    result: str, not_disclosed: bool, on: date,
) -> None:  # fmt: skip
    """One record of one side; the same result of the same query is recorded once."""
    ProvisionRecord.objects.bulk_create(
        [
            ProvisionRecord(
                side=side,
                processing_no=processing_no,
                unified_no=unified_no,
                inquirer=inquirer,
                provider=provider,
                affair=affair,
                procedure=procedure,
                information=information,
                items=items,
                permit_no=permit_no,
                requested_at=requested_at,
                provided_at=provided_at,
                result=result,
                not_disclosed=not_disclosed,
                keep_until=date(on.year + KEEP_YEARS.on(on), 12, 31),
            )
        ],
        ignore_conflicts=True,
    )
