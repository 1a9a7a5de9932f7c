"""Asking linkage anew for the families of a renewal: household of the day that counts, income of the year, other schemes.

A chunk is asked outside of any transaction and kept in one; killed anywhere, the next worker goes on with who is left.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sasae.contracts.people import Person
from sasae.contracts.person_index import Circumstances, Purpose
from sasae.contracts.tax import Income
from sasae.foundation.history import Actor, record
from sasae.kernel import clock
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy import office
from sasae.subsidy.entitlements import inquiries
from sasae.subsidy.entitlements.addresses import at_same_address
from sasae.subsidy.entitlements.changes import known as known_facts
from sasae.subsidy.entitlements.elsewhere import told_of
from sasae.subsidy.entitlements.kinship import Rows, changed
from sasae.subsidy.entitlements.models import FactKind, FamilyFact
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.renewals.actions.elsewhere import AFFAIR, ask_elsewhere, incomes_known, lived_elsewhere
from sasae.subsidy.renewals.actions.steps import end_step
from sasae.subsidy.renewals.base_days import ASKED_ABOUT, base_days
from sasae.subsidy.renewals.models import Gathered, Step, StepState, Target

CHUNK = 200  # families; asked about in a few questions, kept in one commit
_TOLD = {"atena_no", "birth_date", "sex", "relation", "resident_since", "moved_out_on", "died_on", "moved_in_from"}


def refresh(step_id: int, *, by: Actor) -> int:
    """Ask for every target not yet asked for in this turn and not decided. Returns how many. Raises Unreachable, Refused."""
    step = Step.objects.select_related("renewal").get(pk=step_id)
    asked = 0
    while step.state == StepState.RUNNING and (chunk := list(left(step)[:CHUNK])):
        year = income_year(step.renewal.judged_on)
        gathered, people = _ask(chunk, year, by)
        ask_elsewhere(chunk, gathered, year, by)  # before it counts as asked: a worker killed here asks again, to no effect
        _keep(step, chunk, gathered, people, year, by=by, at=clock.now())
        asked += len(chunk)
    end_step(step_id, at=clock.now(), by=by)
    return asked


def left(step: Step) -> QuerySet[Target]:
    """Targets not asked for in this turn. About a family whose renewal is decided nobody is asked any more."""
    done = Gathered.objects.filter(applicant=OuterRef("applicant"), step=step)
    rows = Target.objects.filter(~Exists(done), renewal=step.renewal, state__in=ASKED_ABOUT)
    return rows.select_related("applicant", "application", "renewal").order_by("pk")


def _ask(chunk: Sequence[Target], year: int, by: Actor) -> tuple[dict[int, dict[str, Any]], list[Person]]:
    """One question about the households of each day that counts, one for the persons elsewhere, one for everybody's
    circumstances. The persons are as they are now."""
    why = office.purpose(AFFAIR, by, case=f"renewal-{chunk[0].renewal_id}")
    homes, known = _households(chunk, clock.today(), why)
    named = {one for target in chunk for one in target.application.form["persons"].values()}
    joined = _joined_later([target.applicant_id for target in chunk])
    named |= {one for later in joined.values() for one in later}
    named |= {one for home in homes.values() for one in home.people}
    known |= {person.atena_no: person for person in office.many_people(sorted(named - set(known)), why)}
    told = _Told(office.circumstances_of_many(sorted(known), year, why))
    answers = inquiries.answers_of([target.application_id for target in chunk], year)
    elsewhere_told = told_of([target.application_id for target in chunk], year)
    kinship = {day: changed(day or told.on) for day in {home.day for home in homes.values()}}
    found = {}
    for target in chunk:
        home = homes[target.pk]
        elsewhere = [*target.application.form["persons"].values(), *joined.get(target.applicant_id, ())]
        here = [one for one in dict.fromkeys([*home.members, *elsewhere]) if one in known]
        people = known | home.people
        answered = [_whole(answer) for answer in answers.get(target.application_id, [])]
        on, rows = home.day or told.on, kinship[home.day]
        found[target.pk] = {
            "at": told.asked_at,
            "income_year": year,
            "household": [one for one in home.members if one in known],
            "household_on": on.isoformat(),
            "people": [people[one].model_dump(mode="json", include=_TOLD) for one in here],
            "incomes": _latest([*_of(told.incomes, here), *answered]),
            "unknown_incomes": _of(told.unknown_incomes, here),
            "enrolments": _of(told.enrolments, here),
            "same_address": _same_address(target.applicant.atena_no, home.members, people, on, rows),
            **({} if rows is None else {"kinship": rows}),
            "told_elsewhere": elsewhere_told.get(target.application_id, []),
        }
    return found, list(known.values())


@dataclass(frozen=True)
class _Home:
    """A family's household: of a day that is over, with the persons as they were then, or of now."""

    day: date | None
    members: list[str]
    people: dict[str, Person]


def _households(
    chunk: Sequence[Target], today: date, why: Purpose
) -> tuple[dict[int, _Home], dict[str, Person]]:  # fmt: skip
    """By target; and those told of as they are now. A question a day that counts: of late families these are few."""
    days = base_days(chunk, today)
    by_day: dict[date | None, list[Target]] = defaultdict(list)
    for target in chunk:
        by_day[days[target.pk] if days[target.pk] < today else None].append(target)
    homes: dict[int, _Home] = {}
    now: dict[str, Person] = {}
    for day, targets in by_day.items():
        members, people = office.households([target.applicant.atena_no for target in targets], why, day)
        for target in targets:
            here = members.get(target.applicant.atena_no, [])
            then = {one: people[one] for one in here if one in people} if day else {}
            homes[target.pk] = _Home(day, here, then)
        if day is None:
            now = people
    return homes, now


class _Told:
    """What the offices told of everybody of a chunk, by 宛名番号."""

    def __init__(self, answers: Sequence[Circumstances]) -> None:
        first = min((one.asked_at for one in answers), default=clock.now())  # nobody of a chunk may be known any more
        first = first.astimezone(clock.TOKYO)
        self.asked_at, self.on = first.isoformat(), first.date()
        self.incomes = _by_person(row for answer in answers for row in answer.incomes)
        self.unknown_incomes = _by_person(row for answer in answers for row in answer.unknown_incomes)
        self.enrolments = _by_person(row for answer in answers for row in answer.enrolments)


def _by_person(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.atena_no].append(row)
    return found


def _of(rows: dict[str, list[Any]], here: list[str]) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") for one in here for row in rows.get(one, ())]


def _joined_later(applicants: Sequence[int]) -> dict[int, list[str]]:
    """Who a notification added to these families, by applicant."""
    found: dict[int, list[str]] = defaultdict(list)
    added = known_facts(FamilyFact.objects.filter(family__applicant__in=applicants, kind=FactKind.CHILD_ADDED))
    for applicant, atena_no in added.order_by("pk").values_list("family__applicant_id", "person__atena_no"):
        found[applicant].append(atena_no)
    return found


def _same_address(
    applicant: str, household: Sequence[str], known: dict[str, Person], on: date, kinship: Rows | None
) -> list[str]:
    if applicant not in known:
        return []
    return at_same_address(known[applicant], [known[one] for one in household if one in known], on, kinship)


def _latest(incomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({row["atena_no"]: row for row in incomes}.values())


def _whole(told: dict[str, Any]) -> dict[str, Any]:
    """An income another body told of, with what it did not tell as 0, its source and when it was told."""
    about = {name: told.pop(name) for name in ("source", "told_at") if name in told}
    return {**Income.model_validate(told).model_dump(mode="json"), **about}


@transaction.atomic
def _keep(
    step: Step, chunk: Sequence[Target], gathered: dict[int, dict[str, Any]], people: list[Person], year: int, *,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    keep_people(people, by=by, affair=AFFAIR, fetched_at=at)
    Gathered.objects.bulk_create(
        [
            Gathered(
                applicant=target.applicant, income_year=year, facts=gathered[target.pk], gathered_at=at, step=step,
                gathered_by=by.id, **_counts(target, gathered[target.pk]),
            )
            for target in chunk
        ]
    )  # fmt: skip
    persons = [person.atena_no for person in people]
    record(by, "renewal.gathered", str(step.renewal), persons, count=len(chunk))


def _counts(target: Target, facts: dict[str, Any]) -> dict[str, int]:
    """How many the tax office cannot know because they lived elsewhere, and of how many another body has told."""
    elsewhere = lived_elsewhere(target, facts).keys()
    return {"elsewhere": len(elsewhere), "told": len(elsewhere & incomes_known(facts))}


def covered_by_allowance(facts: dict[str, Any] | None, applicant: str, on: date) -> bool:
    """Whether the allowance's 現況届 of the year tells what ours would."""
    rows = (facts or {}).get("enrolments", ())
    return any(
        row["scheme"] == "A"
        and row["atena_no"] == applicant
        and date.fromisoformat(row["since"]) <= on
        and (row["until"] is None or date.fromisoformat(row["until"]) >= on)
        for row in rows
    )
