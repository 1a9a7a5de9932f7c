"""A negative line of the body, and the lines it may cancel that were never paid: held, or returned."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from sasae.subsidy.receipts.adjudication import NO_ORIGINAL, is_correction
from sasae.subsidy.receipts.models import LineState, ReceiptLine

UNPAID = (LineState.HELD, LineState.RETURNED)
Rows = QuerySet[ReceiptLine]


def unpaid_originals(line: ReceiptLine) -> Rows:
    """What a line that waits for its original may cancel: the same treatment and amount, asked for and not paid."""
    if (
        line.state != LineState.HELD
        or line.reason != NO_ORIGINAL
        or not is_correction(line.in_kind_yen, line.self_pay_yen)
    ):
        return ReceiptLine.objects.none()
    return _alike(line).filter(state__in=UNPAID, in_kind_yen__gt=0)


def cancelling(line: ReceiptLine) -> Iterator[ReceiptLine]:
    """The other way round: the negative lines that wait for this one."""
    if line.state not in UNPAID or (line.in_kind_yen or 0) <= 0:
        return iter(())
    rows = _alike(line).filter(state=LineState.HELD, reason=NO_ORIGINAL)
    return (row for row in rows if is_correction(row.in_kind_yen, row.self_pay_yen))


def _alike(line: ReceiptLine) -> Rows:
    """Lines of the opposite amount for the same treatment; in- and outpatient are two where both say it."""
    rows = ReceiptLine.objects.filter(
        recipient_number=line.recipient_number, treatment_month=line.treatment_month, provider=line.provider,
        point_table=line.point_table, in_kind_yen=-(line.in_kind_yen or 0),
    )  # fmt: skip
    if line.setting:
        rows = rows.filter(Q(setting=line.setting) | Q(setting=""))
    return rows.select_related("file").order_by("id")
