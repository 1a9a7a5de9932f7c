"""One time line of a person or a family: what was done about them, from the journal, with the notes between."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from sasae.foundation.history.as_of import AsOf, as_known
from sasae.foundation.history.models import HistoryEntry, Outcome
from sasae.foundation.history.sentences import sentence_of
from sasae.foundation.release import GuardedText
from sasae.subsidy.desk.models import CaseNote

LENGTH = 200  # lines of one page
NOTES = ("note.written", "note.corrected")  # told by the notes themselves

Freed = Callable[[str, GuardedText], str]  # 宛名番号 and text, through the release point


def time_line_of(
    numbers: Sequence[str], names: dict[str, str], freed: Freed, then: AsOf | None = None
) -> list[dict[str, Any]]:
    """The newest first; of a past, what had been done and written by its moment. `freed` lets a note's text out, or gives
    its mask."""
    found = HistoryEntry.objects.filter(persons__overlap=list(numbers), outcome=Outcome.DONE).exclude(event__in=NOTES)
    entries = (found.filter(at__lte=then.known_at) if then else found).order_by("-pk")[:LENGTH]
    lines = [
        {
            "at": entry.at,
            "text": f"{sentence_of(entry.event, entry.subject, entry.actor_name, len(entry.persons), entry.detail)}"
            f"{_whose(entry.persons, names)}",
            "by": entry.actor_name,
        }
        for entry in entries
    ]
    notes = CaseNote.objects.filter(person__atena_no__in=numbers).select_related("person").order_by("-pk")
    lines += [_line(note, names, freed) for note in (notes_then(notes, then) if then else notes)[:LENGTH]]
    return sorted(lines, key=lambda line: line["at"], reverse=True)[:LENGTH]


def notes_then(notes: QuerySet[CaseNote], then: AsOf) -> list[CaseNote]:
    """Notes of what had happened by the day, as they read then."""
    return [note for note in as_known(notes, then.known_at) if note.happened_on <= then.on]


def _line(note: CaseNote, names: dict[str, str], freed: Freed) -> dict[str, Any]:
    who = f"（{note.counterpart}）" if note.counterpart else ""
    number = note.person.atena_no
    return {
        "at": note.written_at,
        "text": f"{note.get_kind_display()}{who}：{freed(number, note.text)}{_whose([number], names)}",
        "by": note.written_by,
    }


def _whose(persons: Sequence[str], names: dict[str, str]) -> str:
    """Whom of the family a line speaks of, where it is not all of it."""
    meant = [names[person] for person in persons if person in names]
    return f"【{'・'.join(meant)}】" if 0 < len(meant) < len(names) else ""
