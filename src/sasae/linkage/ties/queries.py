"""The questions asked of ties."""

from datetime import date

from django.db.models import QuerySet

from sasae.foundation.history import Actor
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.ties.judging import ATTRIBUTES, agreement, names_agree
from sasae.linkage.ties.models import Correction, CorrectionState, TieCase

WORDS = {True: "一致", False: "不一致", None: "比べていない"}
MOST = 10


def cases() -> QuerySet[TieCase]:
    """With the persons they are about."""
    return TieCase.objects.select_related("person", "holder", "likely")


def candidates(person: RegisteredPerson) -> list[RegisteredPerson]:
    """Persons the index ties already and who look like this one, by shrunken name or by reading, born the same day."""
    born = RegisteredPerson.objects.filter(birth_date=person.birth_date, unified__isnull=False)
    rows = born.exclude(pk=person.pk).select_related("unified").order_by("atena_no")
    return [row for row in rows[:500] if names_agree(person, row)][:MOST]


def compared(person: RegisteredPerson, others: list[RegisteredPerson], on: date) -> list[dict[str, object]]:
    """Each of them with what agrees, in words. Addresses are compared and not shown."""
    return [
        {"row": row, "marks": [WORDS[agreement(person, row, on)[name]] for name in ATTRIBUTES]} for row in others
    ]  # fmt: skip


def waiting_for(system: str) -> QuerySet[Correction]:
    """Corrections that wait for this system's report."""
    return Correction.objects.filter(
        state=CorrectionState.DONE, reports__system=system, reports__reported_at=None
    ).order_by("number")


def may_approve(correction: Correction, actor: Actor) -> bool:
    """Whether this person could carry it out: somebody else proposed it."""
    return correction.state == CorrectionState.PROPOSED and correction.proposed_by != actor.id
