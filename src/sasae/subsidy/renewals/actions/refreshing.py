"""Asking linkage anew for every family of a renewal: household, income of the year that counts, other schemes.

A chunk is asked outside of any transaction and kept in one; killed anywhere, the next worker goes on with who is left.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sasae.contracts.people import Person
from sasae.contracts.tax import Income
from sasae.foundation.history import Actor, record
from sasae.foundation.patience import patiently
from sasae.kernel import clock
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy import office
from sasae.subsidy.entitlements import inquiries
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.renewals.actions.steps import end_step
from sasae.subsidy.renewals.models import Gathered, Step, StepState, Target

CHUNK = 25  # families; their persons fit into one question
AFFAIR = "一斉更新"
_TOLD = {"atena_no", "birth_date", "sex", "relation", "resident_since", "moved_out_on", "died_on", "moved_in_from"}


def refresh(step_id: int, *, by: Actor) -> int:
    """Ask for every target not yet asked for in this turn. Returns how many. Raises Unreachable, Refused."""
    step = Step.objects.select_related("renewal").get(pk=step_id)
    asked = 0
    while step.state == StepState.RUNNING and (chunk := list(left(step)[:CHUNK])):
        year = income_year(step.renewal.judged_on)
        gathered, people = _ask(chunk, year, by)
        _keep(step, chunk, gathered, people, year, by=by, at=clock.now())
        _ask_elsewhere(chunk, gathered, year, by)
        asked += len(chunk)
    end_step(step_id, at=clock.now(), by=by)
    return asked


def left(step: Step) -> QuerySet[Target]:
    """Targets not asked for in this turn."""
    done = Gathered.objects.filter(applicant=OuterRef("applicant"), step=step)
    rows = Target.objects.filter(~Exists(done), renewal=step.renewal)
    return rows.select_related("applicant", "application").order_by("pk")


def _ask(chunk: Sequence[Target], year: int, by: Actor) -> tuple[dict[int, dict[str, Any]], list[Person]]:
    """One question a household, one for the persons elsewhere, one for everybody's circumstances."""
    why = office.purpose(AFFAIR, by, case=f"renewal-{chunk[0].renewal_id}")
    households = {target.pk: office.household(target.applicant.atena_no, why) for target in chunk}
    known = {person.atena_no: person for people in households.values() for person in people}
    named = {one for target in chunk for one in target.application.form["persons"].values()}
    known |= {person.atena_no: person for person in office.people(sorted(named - set(known)), why)}
    circumstances = office.circumstances(sorted(known), year, why)
    answers = inquiries.answers_of([target.application_id for target in chunk], year)
    found = {}
    for target in chunk:
        household = [person.atena_no for person in households[target.pk]]
        elsewhere = [one for one in target.application.form["persons"].values() if one in known]
        here = list(dict.fromkeys([*household, *elsewhere]))
        told = [_whole(answer) for answer in answers.get(target.application_id, [])]
        found[target.pk] = {
            "at": circumstances.asked_at.isoformat(),
            "income_year": year,
            "household": household,
            "people": [known[one].model_dump(mode="json", include=_TOLD) for one in here],
            "incomes": _latest([*_of(circumstances.incomes, here), *told]),
            "unknown_incomes": _of(circumstances.unknown_incomes, here),
            "enrolments": _of(circumstances.enrolments, here),
        }
    return found, list(known.values())


def _of(rows: Sequence[Any], here: list[str]) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") for row in rows if row.atena_no in here]


def _latest(incomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({row["atena_no"]: row for row in incomes}.values())


def _whole(told: dict[str, Any]) -> dict[str, Any]:
    """An income another body told of, with what it did not tell as 0, and its source."""
    source = told.pop("source")
    return {**Income.model_validate(told).model_dump(mode="json"), "source": source}


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
                gathered_by=by.id,
            )
            for target in chunk
        ]
    )  # fmt: skip
    persons = [person.atena_no for person in people]
    record(by, "renewal.gathered", str(step.renewal), persons, count=len(chunk))


def _ask_elsewhere(chunk: Sequence[Target], gathered: dict[int, dict[str, Any]], year: int, by: Actor) -> None:
    """Who lived elsewhere on 1 January is asked for over the network, once, with the family's consent."""
    for target in chunk:
        answered = {row["atena_no"] for row in gathered[target.pk]["incomes"]}
        for unknown in gathered[target.pk]["unknown_incomes"]:
            wanted = unknown["lived_in"] and unknown["atena_no"] not in answered
            if wanted and target.application.form["consent_to_inquiries"]:
                with patiently(f"所得の照会（{target.application.receipt_number}）"):
                    inquiries.request(
                        target.application, unknown["atena_no"], year=year, provider=unknown["lived_in"], by=by
                    )


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
