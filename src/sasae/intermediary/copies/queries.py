"""The copy that answers a query. Called inside `acting_for`."""

from datetime import date

from sasae.intermediary.copies.models import Copy


def newest(unified_no: str, information: str, period_from: date, period_to: date) -> list[Copy]:
    """The newest version of each record of the person that touches the period, oldest record first."""
    found = Copy.objects.filter(
        unified_no=unified_no, information=information, period_from__lte=period_to, period_to__gte=period_from
    ).order_by("record_id", "-version")
    newest_of: dict[str, Copy] = {}
    for copy in found:
        newest_of.setdefault(copy.record_id, copy)
    return list(newest_of.values())
