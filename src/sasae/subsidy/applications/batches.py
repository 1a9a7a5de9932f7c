"""Fetching published applications through linkage."""

import logging
from typing import Any

from procrastinate.contrib.django import app

from sasae.contracts import published_applications as published
from sasae.contracts.forms.certificate_application import PROCEDURE
from sasae.contracts.people import Person
from sasae.foundation.history import BATCH
from sasae.foundation.partners import ask
from sasae.foundation.patience import each_alone, patiently
from sasae.kernel import clock
from sasae.subsidy import office
from sasae.subsidy.applications.actions import register_from_portal
from sasae.subsidy.applications.comparison import same_reading
from sasae.subsidy.applications.endings import ask_for_endings
from sasae.wire.sealing import CannotOpen

log = logging.getLogger(__name__)
BY = BATCH("applications", "申請データの取込")
PROCEDURES = [PROCEDURE]


def fetch_applications() -> int:
    """Fetch what is published and not yet here. Returns how many were listed.

    One that cannot be taken in now does not keep the others waiting; it is listed again next time.
    """
    entries = ask(published.RELAY_LIST, published.ListRequest(procedures=PROCEDURES)).entries
    each_alone(entries, lambda entry: _fetch(entry.receipt_number), lambda entry: f"申請 {entry.receipt_number} の取込み")
    return len(entries)


def _fetch(receipt_number: str) -> None:
    try:
        _take(receipt_number)
    except CannotOpen as trouble:  # it stays with intake, not acknowledged, and is tried again
        log.warning("申請 %s の封を開けられません: %s", receipt_number, trouble)


def _take(receipt_number: str) -> None:
    told = ask(published.RELAY_FETCH, published.FetchRequest(receipt_number=receipt_number))
    household = household_of(told)
    register_from_portal(told, find_people(told, household), household, by=BY, at=clock.now())


def household_of(told: published.Application) -> list[Person]:
    """Everybody the applicant lives with; nobody where intake found no applicant."""
    if told.applicant is None:
        return []
    return office.household(told.applicant, office.purpose("資格審査", BY, case=told.receipt_number))


def find_people(told: published.Application, household: list[Person]) -> dict[str, Person]:
    """Whom the application speaks of, by place in the form: the applicant by number, the children by the household.

    A child who is not of the household, or not plainly to be told, is left for staff to find.
    """
    if told.applicant is None:
        return {}
    found = {"applicant": one for one in household if one.atena_no == told.applicant}  # noqa: B035 - one at most
    form: dict[str, Any] = told.form
    for index, child in enumerate(form["children"]):
        meant = [person for person in household if _is(person, child)]
        if len(meant) == 1:
            found[f"children.{index}"] = meant[0]
    return found


def _is(person: Person, child: dict[str, str]) -> bool:
    same_day_and_sex = (child["birth_date"], child["sex"]) == (person.birth_date.isoformat(), person.sex.value)
    return same_day_and_sex and same_reading(child["name_kana"], person.name_kana)


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="subsidy.applications", lock="subsidy.applications")
def applications(timestamp: int) -> None:
    """New applications appear on the office's list within seconds."""
    with patiently("申請データの取込み"):
        fetch_applications()


@app.periodic(cron="* * * * * */10")
@app.task(name="subsidy.endings", queueing_lock="subsidy.endings", lock="subsidy.endings")
def endings(timestamp: int) -> None:
    """An application that was taken back or sent anew leaves the office's list within seconds."""
    with patiently("取下げ・出し直しの確認"):
        ask_for_endings()
