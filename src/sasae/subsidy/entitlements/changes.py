"""Facts of a family since its application: recorded, ended, superseded, and read back as known at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Now

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Refusal, one_line
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.entitlements.models import Examination, ExaminationState, FactKind, Family, FamilyFact
from sasae.subsidy.entitlements.origins import lines_of
from sasae.subsidy.people.models import Person


class NoSuchFact(Refusal):
    """There is nothing to end or to correct; the text says what, in Japanese."""


def known(facts: QuerySet[FamilyFact], at: datetime | None = None) -> QuerySet[FamilyFact]:
    """Those the office held true at a time; without one, those it holds true now."""
    if at is None:
        return facts.filter(superseded_at__isnull=True)
    return facts.filter(recorded_at__lte=at).filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=at))


@dataclass(frozen=True)
class Basis:
    """What a family's cover is decided on: when its application came in and was first decided, and for which day.

    After a ruling both are those of the application it stands for.
    """

    registered_at: datetime
    received_on: date
    decided_at: datetime | None

    def followed_by(self, fact: FamilyFact) -> bool:
        """Whether a fact became known after the application and changes what was applied for.

        Who withdrew as of the very day of the application, before it was decided, gave up the cover that stood then: that
        is no withdrawal of what they applied for.
        """
        before_the_decision = self.decided_at is None or fact.recorded_at < self.decided_at
        same_day = fact.kind == FactKind.WITHDRAWN and fact.valid_from == self.received_on
        return fact.recorded_at >= self.registered_at and not (same_day and before_the_decision)


def bases_of(applications: Collection[int]) -> dict[int, Basis]:
    """By the application's key, with as many questions for many as for one."""
    if not applications:
        return {}
    lines = lines_of(applications)
    everybody = {one for line in lines.values() for one in line}
    came = {pk: told for pk, *told in Application.objects.filter(pk__in=everybody).values_list("pk", "registered_at", "received_on")}
    approved = Examination.objects.filter(application__in=everybody, state=ExaminationState.APPROVED)
    decided = dict(approved.values_list("application").annotate(first=Min("approved_at")))
    found = {}
    for one, line in lines.items():
        first = min((decided[each] for each in line if each in decided), default=None)
        found[one] = Basis(came[line[-1]][0], came[one][1], first)
    return found


def since_application(application: Application, at: datetime | None = None) -> list[dict[str, Any]]:
    """What became known after the application, as an examination's facts carry it."""
    facts = FamilyFact.objects.filter(family__applicant=application.applicant).select_related("person")
    basis = bases_of([application.pk])[application.pk]
    return [as_told(fact) for fact in known(facts, at).order_by("valid_from", "id") if basis.followed_by(fact)]


def as_told(fact: FamilyFact) -> dict[str, Any]:
    """A fact as the facts of an examination carry it."""
    return {
        "kind": fact.kind,
        "atena_no": fact.person.atena_no,
        "from": fact.valid_from.isoformat(),
        "to": fact.valid_to.isoformat() if fact.valid_to else None,
        "value": fact.value,
        "source": fact.source,
    }


def decided_application(family: Family) -> Application | None:
    """The application the family's cover stands on: the latest that gave any."""
    return (
        Application.objects.filter(
            applicant=family.applicant_id, state=ApplicationState.DECIDED, examinations__entitlements__isnull=False
        )
        .distinct()
        .select_related("applicant")
        .order_by("-received_on", "-id")
        .first()
    )


@transaction.atomic
def record_fact(
    family: Family, person: Person, kind: FactKind, *, valid_from: date, source: str, by: Actor,
    valid_to: date | None = None, value: dict[str, Any] | None = None,
) -> FamilyFact:  # fmt: skip
    """Record a fact, known from this moment. One of the same kind, person and first day is superseded; the same again changes nothing."""
    said = {"valid_to": valid_to, "value": value or {}}
    before = (
        known(FamilyFact.objects.filter(family=family, person=person, kind=kind, valid_from=valid_from))
        .select_for_update()
        .first()
    )
    if before is not None and (before.valid_to, before.value) == (valid_to, value or {}):
        return before
    if before is not None:
        FamilyFact.objects.filter(pk=before.pk).update(superseded_at=Now())
    fact = FamilyFact.objects.create(
        family=family, person=person, kind=kind, valid_from=valid_from, source=source, recorded_at=Now(),
        recorded_by=by.id, **said,
    )  # fmt: skip
    if before is not None:
        FamilyFact.objects.filter(pk=before.pk).update(superseded_by=fact)
    record(by, "family.fact_recorded", source, [person.atena_no], kind=kind.label, valid_from=valid_from.isoformat())
    return fact


def end_fact(family: Family, person: Person, kind: FactKind, *, last: date, source: str, by: Actor) -> FamilyFact:
    """A fact that went on is over. Raises NoSuchFact."""
    going_on = (
        known(FamilyFact.objects.filter(family=family, person=person, kind=kind, valid_to__isnull=True))
        .filter(valid_from__lte=last)
        .order_by("-valid_from")
        .first()
    )
    if going_on is None:
        raise NoSuchFact(f"「{kind.label}」の記録がないため、終わりを登録できません。")
    return record_fact(
        family, person, kind, valid_from=going_on.valid_from, valid_to=last, value=going_on.value, source=source,
        by=by,
    )  # fmt: skip


@transaction.atomic
def retract_fact(fact_id: int, *, why: str, by: Actor) -> FamilyFact:
    """A fact turned out wrong: the office holds it true no more, and it stays in the record. Raises NoSuchFact."""
    why = one_line(why, NoSuchFact, missing="取り消す理由を入れてください。")
    fact = (
        FamilyFact.objects.select_for_update(of=("self",)).select_related("family__applicant", "person").get(pk=fact_id)
    )
    if fact.superseded_at is not None:
        raise NoSuchFact("この記録は、すでに差し替えられています。")
    FamilyFact.objects.filter(pk=fact.pk).update(superseded_at=Now())
    record(
        by, "family.fact_retracted", fact.source, [fact.person.atena_no], kind=fact.get_kind_display(),
        valid_from=fact.valid_from.isoformat(), why=why,
    )  # fmt: skip
    return fact


def incomes_told(changes: Sequence[dict[str, Any]], year: int) -> list[dict[str, Any]]:
    """Incomes of one year a notification proved, one a person, the last one told."""
    told = {
        change["atena_no"]: change for change in changes
        if change["kind"] == FactKind.INCOME and change["value"]["year"] == year
    }  # fmt: skip
    return [
        {**change["value"], "atena_no": atena_no, "source": f"届出 {change['source']}"}
        for atena_no, change in told.items()
    ]
