"""The questions asked of certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from sasae.foundation.printing import missing_glyphs
from sasae.reference.closed_days import office_days_after
from sasae.subsidy.certificates.models import Certificate, Recall, RecallState, State
from sasae.subsidy.certificates.office import DEADLINES
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import within
from sasae.subsidy.wordings.closures import CLOSURES

OUTSTANDING = (RecallState.ASKED, RecallState.REMINDED)


def valid_with_language(code: str, on: date) -> int:
    """How many certificates that are valid on a day carry a language."""
    return Certificate.objects.filter(state=State.VALID, valid_to__gte=on, language=code).count()


def latest_languages(recipients: Sequence[int]) -> dict[int, str]:
    """The language of each recipient's latest certificate."""
    rows = Certificate.objects.filter(recipient__in=recipients).order_by("recipient", "-pk").distinct("recipient")
    return dict(rows.values_list("recipient", "language"))


def awaited() -> QuerySet[Recall]:
    """Void certificates that are to come back and have not, with whom a letter about them goes to."""
    rows = Recall.objects.filter(state__in=OUTSTANDING)
    return rows.select_related(
        "certificate__recipient__person", "certificate__entitlement__family__applicant", "letter"
    )


def remind_from(due_on: date, on: date) -> date:
    """The first day to remind of what was due on a day, by the office days in force."""
    return office_days_after(due_on, DEADLINES.on(on)["recall_reminder"], CLOSURES.on(on))


def letter_due(on: date) -> Q:
    """Recalls that wait for a letter: the first one, or a reminder of one that brought nothing."""
    last = on
    while remind_from(last, on) > on:
        last -= timedelta(days=1)
    return Q(state__in=OUTSTANDING) & (Q(letter=None) | Q(due_on__lte=last))


@dataclass(frozen=True)
class Unprintable:
    """A person whose name, or that of their reading, holds signs no font at hand shows."""

    person: Person
    signs: tuple[str, ...]

    @property
    def points(self) -> str:
        """The signs by their code points, as the register names them."""
        return "、".join(" ".join(f"U+{ord(part):04X}" for part in sign) for sign in self.signs)


def unprintable_people(on: date, wards: Sequence[str] | None = None) -> list[Unprintable]:
    """Everybody covered on this day or later, and their applicants, whose name cannot be printed as it stands; of these
    wards, or of all."""
    reached = within(Person.objects.all(), wards)
    covered = reached.filter(recipient__entitlements__valid_to__gte=on)
    applicants = reached.filter(family__entitlements__valid_to__gte=on)
    people = covered.union(applicants).order_by("name_kana", "pk")
    return [
        Unprintable(person, tuple(signs))
        for person in people.iterator(chunk_size=2000)
        if (signs := missing_glyphs(person.name + person.name_kana))
    ]
