"""Fetching published applications through linkage."""

from procrastinate.contrib.django import app

from sasae.contracts import published_applications as published
from sasae.contracts.forms.certificate_application import PROCEDURE
from sasae.contracts.people import Person
from sasae.foundation.history import BATCH
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.kernel import clock
from sasae.subsidy import office
from sasae.subsidy.applications.actions import register_from_portal

BY = BATCH("applications", "申請データの取込")
PROCEDURES = [PROCEDURE]


def fetch_applications() -> int:
    """Fetch what is published and not yet here. Returns how many were registered."""
    entries = ask(published.RELAY_LIST, published.ListRequest(procedures=PROCEDURES)).entries
    for entry in entries:
        told = ask(published.RELAY_FETCH, published.FetchRequest(receipt_number=entry.receipt_number))
        register_from_portal(told, find_people(told), by=BY, at=clock.now())
    return len(entries)


def find_people(told: published.Application) -> dict[str, Person]:
    """Whom the application speaks of, by place in the form: the applicant by number, the children by the household.

    A child who is not of the household, or not plainly to be told, is left for staff to find.
    """
    why = office.purpose("資格審査", BY, case=told.receipt_number)
    if told.applicant is None:
        return {}
    household = office.household(told.applicant, why)
    by_birth = {(person.birth_date.isoformat(), person.sex.value): [] for person in household}
    for person in household:
        by_birth[(person.birth_date.isoformat(), person.sex.value)].append(person)
    found: dict[str, Person] = {}
    for person in household:
        if person.atena_no == told.applicant:
            found["applicant"] = person
    for index, child in enumerate(told.form["children"]):  # type: ignore[arg-type,call-overload]
        candidates = by_birth.get((child["birth_date"], child["sex"]), [])
        named = [one for one in candidates if one.name_kana.replace(" ", "").replace("　", "") == _kana(child)]
        if len(named) == 1:
            found[f"children.{index}"] = named[0]
    return found


def _kana(child: dict[str, str]) -> str:
    return child["name_kana"].replace(" ", "").replace("　", "")


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="subsidy.applications", lock="subsidy.applications")
def applications(timestamp: int) -> None:
    """New applications appear on the office's list within seconds."""
    with patiently("申請データの取込み"):
        fetch_applications()
