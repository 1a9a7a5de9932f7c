"""Persons and their households as of one day, as known on another; protection is that of now, whatever past is looked at."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sasae.foundation.history.as_of import AsOf, as_known, as_stood, row_of, standing, versions
from sasae.law import Outcome
from sasae.subsidy.certificates.past import certificates_then
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.past import claims_then
from sasae.subsidy.duplicates.models import Merge, State
from sasae.subsidy.entitlements.changes import known
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, FamilyFact, FamilyMember, Recipient
from sasae.subsidy.notifications.labels import words_of
from sasae.subsidy.people.models import BankAccount, Insurance, Person

HOME = ("postal_code", "address", "ward_code", "telephone", "household_no", "relation")  # told without a day of their own


def persons_then(people: Iterable[Person], then: AsOf) -> list[Person]:
    """These persons as they were known; where they lived is what had been told by the day, or what was told first."""
    present = {one.pk: one for one in people}
    return [row_of(one, present[one.pk], "protected_until") for one in as_stood(present.values(), then, *HOME)]


def household_then(person: Person, then: AsOf) -> list[Person]:
    """Everybody of the person's household of that day as the register had told, the person included. `person`: as then."""
    if not person.household_no:
        return []
    ever = Person.pgh_event_model.objects.filter(household_no=person.household_no)  # type: ignore[attr-defined]
    there = persons_then(Person.objects.filter(pk__in=ever.values("pgh_obj_id")), then)
    return sorted(
        (one for one in there if one.household_no == person.household_no and not _gone(one, then)),
        key=lambda one: (one.birth_date, one.pk),
    )


def _gone(person: Person, then: AsOf) -> bool:
    """Dead or moved away by the day, or not come yet."""
    if any(day is not None and day <= then.on for day in (person.moved_out_on, person.died_on)):
        return True
    return person.resident_since is not None and person.resident_since > then.on


def one_with_then(person: Person, at: datetime) -> list[int]:
    """Everybody this person was known to be one with at a moment, the person included."""
    own = versions(Merge, at, pgh_obj_id__in=Merge.objects.filter(Q(kept=person) | Q(other=person)).values("pk"))
    kept = {row.kept_id for row in own if row.state == State.MERGED}
    others = versions(Merge, at, kept_id__in=kept)
    return sorted({person.pk, *kept, *(row.other_id for row in others if row.state == State.MERGED)})


def members_then(families: Iterable[int], then: AsOf) -> list[FamilyMember]:
    """Who was of these families on the day, the applicant first; each with the person as then."""
    rows = FamilyMember.objects.filter(family__in=list(families)).select_related("person")
    there = [row for row in as_known(rows, then.known_at) if then.covers(row.since, row.until)]
    people = {one.pk: one for one in persons_then((row.person for row in there), then)}
    for row in there:
        row.person = people.get(row.person_id, row.person)
    return sorted(there, key=lambda row: (row.role, row.person.birth_date, row.pk))


def families_then(ones: Iterable[int], then: AsOf) -> set[int]:
    """The families these persons were of on the day."""
    rows = versions(FamilyMember, then.known_at, person_id__in=list(ones))
    return {row.family_id for row in rows if then.covers(row.since, row.until)}


def of_person(person: Person, then: AsOf) -> dict[str, Any]:
    """What a person's page shows of that day. `one` is None where nothing was known yet."""
    ones, at = one_with_then(person, then.known_at), then.known_at
    there = families_then(ones, then)
    ever = {row.family_id for row in versions(FamilyMember, at, person_id__in=ones)}
    recipients = Recipient.objects.filter(person__in=ones)
    return {
        "one": next(iter(persons_then([person], then)), None),
        "leads_to": None,
        "merged": Person.objects.filter(pk__in=ones).exclude(pk=person.pk),
        "family": members_then(there, then),
        "insurances": [row for row in as_known(Insurance.objects.filter(person__in=ones).order_by("-since"), at) if then.covers(row.since, row.until)],
        "account": _account(ones, then),
        "entitlements": entitlements_then(recipients, then),
        "certificates": [row for row in certificates_then(recipients, then) if then.covers(row.valid_from, row.valid_to)],
        "claims": claims_then(Claim.objects.filter(person__in=ones).order_by("-id")[:50], then),
        "facts": [{"fact": fact, "words": words_of(fact)} for fact in facts_then(Family.objects.filter(pk__in=ever), then)],
        "decisions": [_decision(row, person) for row in decisions_then(ever, then)],
    }  # fmt: skip


def entitlements_then(recipients: QuerySet[Recipient], then: AsOf) -> list[Entitlement]:
    """The cover in force on the day."""
    rows = as_known(Entitlement.ever.filter(recipient__in=recipients).select_related("recipient"), then.known_at)
    return [row for row in rows if not row.annulled and then.covers(row.valid_from, row.valid_to)]


def facts_then(families: QuerySet[Family], then: AsOf) -> list[FamilyFact]:
    """What the office held true of the day."""
    rows = known(FamilyFact.objects.filter(family__in=families), then.known_at).filter(valid_from__lte=then.on)
    return list(rows.exclude(valid_to__lt=then.on).select_related("person").order_by("valid_from", "id"))


def decisions_then(families: Iterable[int], then: AsOf) -> list[Examination]:
    """Decisions that stood, newest day first; each keeps its facts, the incomes among them, whole."""
    rows = Examination.objects.filter(application__applicant__family__in=list(families)).defer("decision")
    stood = [row for row in as_known(rows, then.known_at) if row.state == "approved" and row.on <= then.on]
    return sorted(stood, key=lambda row: (row.on, row.pk), reverse=True)


def _decision(row: Examination, person: Person) -> dict[str, Any]:
    incomes = [income for income in row.facts["incomes"] if income["atena_no"] == person.atena_no]
    return {"pk": row.pk, "on": row.on, "outcome": Outcome(row.outcome).label, "incomes": incomes}


def _account(ones: Iterable[int], then: AsOf) -> BankAccount | None:
    rows = BankAccount.objects.filter(person__in=list(ones), since__lte=then.told_by)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=then.told_by)).order_by("-since").first()


def recipients_then(then: AsOf) -> QuerySet[Any]:
    """Every person known at the moment as rows of a list, each with the number and the cover of the day, if any."""
    cover = standing(Entitlement, then.known_at).filter(
        recipient__person=OuterRef("pgh_obj_id"), annulled=False, valid_from__lte=then.on, valid_to__gte=then.on
    )
    number = Recipient.objects.filter(person=OuterRef("pgh_obj_id"), numbered_at__lte=then.known_at)
    # `covered` is asked for by a filter alone: looked up for every row, it would take longer than the list
    return standing(Person, then.known_at).alias(covered=Exists(cover)).annotate(
        recipient_number=Subquery(number.values("number")[:1]),
        cover_from=Subquery(cover.values("valid_from")[:1]), cover_to=Subquery(cover.values("valid_to")[:1]),
    )  # fmt: skip
