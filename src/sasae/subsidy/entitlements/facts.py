"""Gathering the facts of an examination: the register, the tax office, other schemes, other bodies' answers.

What is gathered is stored whole; the case is built from it and from nothing else, so that it can be built again.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sasae.contracts.people import Person
from sasae.contracts.person_index import Purpose
from sasae.contracts.tax import Income
from sasae.foundation.history import Actor
from sasae.kernel.clock import TOKYO
from sasae.law import Loss
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy import office
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.addresses import at_same_address, wards_of
from sasae.subsidy.entitlements.changes import incomes_told, since_application
from sasae.subsidy.entitlements.contradictions import refuse_contradictions
from sasae.subsidy.entitlements.inquiries import answered_incomes, told_elsewhere
from sasae.subsidy.entitlements.kinship import Rows, changed
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Insurance
from sasae.subsidy.recognitions.queries import facts_of as recognised

_TOLD = {"atena_no", "birth_date", "sex", "relation", "resident_since", "moved_out_on", "died_on", "moved_in_from"}


def gather(
    application: Application, *, on: date, by: Actor, at: datetime, affair: str = "資格審査"
) -> tuple[dict[str, Any], list[Person]]:
    """The facts as JSON, and the persons as linkage tells of them now, to be kept. Calls linkage; no transaction.

    Decided for a day that is over, a family is decided with the household of that day.
    What changed since the application is among them, so that a family is examined again the same way. Raises
    ValueError: nobody is known as the applicant, or the household cannot be as it is told (ContradictoryHousehold).
    """
    if application.applicant is None:
        raise ValueError("申請者が特定されていません。先に申請者を宛名番号に結び付けてください。")
    changes = since_application(application)
    why = office.purpose(affair, by, case=application.receipt_number)
    named = set(application.form["persons"].values()) | {change["atena_no"] for change in changes}
    past = on if on < at.astimezone(TOKYO).date() else None
    household, now, elsewhere = _asked(application.applicant.atena_no, named, why, past)
    people = [*household, *elsewhere]
    kinship = changed(on)
    refuse_contradictions(application.form, household, people, kinship)
    year = income_year(on)
    circumstances = office.circumstances([person.atena_no for person in people], year, why)
    told = [_whole(row) for row in answered_incomes(application, year)]
    proved = [_whole(row) for row in incomes_told(changes, year)]
    facts: dict[str, Any] = {
        "at": at.isoformat(),
        "income_year": year,
        "household": [person.atena_no for person in household],
        "people": [person.model_dump(mode="json", include=_TOLD) for person in people],
        "incomes": _latest([*(income.model_dump(mode="json") for income in circumstances.incomes), *told, *proved]),
        "unknown_incomes": [income.model_dump(mode="json") for income in circumstances.unknown_incomes],
        "enrolments": [enrolment.model_dump(mode="json") for enrolment in circumstances.enrolments],
        "insurances": _insurances(named),
    }
    if kinship is not None:
        facts["kinship"] = kinship
    facts |= recognised(application)
    if left := _left(application):
        facts["left"] = left
    if changes:
        facts["changes"] = changes
    if others := told_elsewhere(application, year):
        facts["told_elsewhere"] = others
    facts |= _addresses(application, household, now, on, kinship)
    return facts, [*now, *elsewhere]


def _asked(
    applicant: str, named: set[str], why: Purpose, past: date | None
) -> tuple[list[Person], list[Person], list[Person]]:
    """The household, of a day that is over or of now; the same persons as they are now; and who is named beside them."""
    household = office.household(applicant, why, past)
    numbers = [person.atena_no for person in household]
    now = office.people(numbers, why) if past else household
    return household, now, office.people(sorted(named - set(numbers)), why)


def _addresses(
    application: Application, household: Sequence[Person], now: Sequence[Person], on: date, kinship: Rows | None
) -> dict[str, Any]:
    """Wards, as told `now`, and who lived at the same address on the day, where that may be asked."""
    wards = wards_of(application.applicant, _his(application, now), on)
    then = _his(application, household)
    same = at_same_address(then, household, on, kinship) if then else []
    return {**({"wards": wards} if wards else {}), **({"same_address": same} if same else {})}


def _his(application: Application, people: Sequence[Person]) -> Person | None:
    """The applicant among these."""
    assert application.applicant is not None  # asked by `gather`
    return next((one for one in people if one.atena_no == application.applicant.atena_no), None)


def _left(application: Application) -> list[dict[str, str]]:
    """Who lost cover of this application by moving out: the last day. The register tells of the last move in alone."""
    rows = Entitlement.objects.filter(
        family__applicant=application.applicant, loss_reason=Loss.MOVED_OUT, annulled=False,
        valid_to__gte=application.received_on,
    )  # fmt: skip
    ended = rows.order_by("valid_to").values_list("recipient__person__atena_no", "valid_to")
    return [{"atena_no": atena_no, "last": last.isoformat()} for atena_no, last in ended]


def _latest(incomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One income a person: what came later in the list was told later and takes the place of what was before."""
    return list({row["atena_no"]: row for row in incomes}.values())


def _whole(told: dict[str, Any]) -> dict[str, Any]:
    """An income another body told of, with what it did not tell as 0, its source and when it was told."""
    about = {name: told.pop(name) for name in ("source", "told_at") if name in told}
    return {**Income.model_validate(told).model_dump(mode="json"), **about}


def _insurances(atena_nos: set[str]) -> list[dict[str, Any]]:
    rows = Insurance.objects.filter(person__atena_no__in=atena_nos).select_related("person").order_by("since")
    return [
        {
            "atena_no": row.person.atena_no,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
        }
        for row in rows
    ]
