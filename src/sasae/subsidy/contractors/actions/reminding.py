"""What is overdue stands in the journal each morning."""

from datetime import date

from sasae.foundation.history import Actor, Line, record_each
from sasae.subsidy.contractors.models import Contract
from sasae.subsidy.contractors.queries import OVERDUE, due


def remind(on: date, *, by: Actor) -> int:
    """One line a contract and kind of thing that is overdue. Returns how many."""
    lines = [
        Line(number, detail={"due": words})
        for key, words in OVERDUE.items()
        for number in due(Contract.objects.all(), key, on).values_list("number", flat=True)
    ]
    record_each(by, "contractors.reminded", lines)
    return len(lines)
