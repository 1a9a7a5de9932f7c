"""The copy that answers a query. Called inside `acting_for`."""

from datetime import date

from sasae.intermediary.copies.models import Copy


def newest(unified_no: str, information: str, period_from: date, period_to: date) -> list[Copy]:
    """The newest version of each record of the person, where it touches the period; an older version never counts."""
    found = Copy.objects.filter(unified_no=unified_no, information=information).order_by("record_id", "-version")
    newest_of: dict[str, Copy] = {}
    for copy in found:
        newest_of.setdefault(copy.record_id, copy)
    return [copy for copy in newest_of.values() if copy.period_from <= period_to and copy.period_to >= period_from]
