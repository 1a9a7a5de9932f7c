"""従事者: named under a contract, with a pledge each; who leaves has no ID any more."""

from datetime import date, datetime

from django.db import transaction

from sasae.contracts.contractor_ends import Why
from sasae.foundation.accounts.actions import close_user
from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, record
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.contractors.actions.contracts import end_ids
from sasae.subsidy.contractors.actions.refusals import (
    CannotRegister,
    locked,
    next_number,
    not_later,
    require_running,
    said,
)
from sasae.subsidy.contractors.models import Worker
from sasae.subsidy.contractors.telling import tell


@transaction.atomic
def name_worker(
    number: str, *, name: str, duty: str, since: date, taught_on: date | None, by: Actor, on: date, at: datetime
) -> Worker:
    """Name a person who will work under the contract. Raises CannotRegister."""
    one = locked(number)
    require_running(one)
    if not one.since <= since <= one.until:
        raise CannotRegister("契約の期間に収めてください。", id="OC-401", at="since")
    if taught_on:
        not_later(taught_on, on, "taught_on")
    made = Worker.objects.create(
        number=next_number("W"), contract=one, name=said(name, "氏名を入れてください。", "name", 100),
        duty=said(duty, "担当を入れてください。", "duty", 100), since=since, taught_on=taught_on, entered_by=by.id, entered_at=at,
    )  # fmt: skip
    record(by, "contractors.worker_named", number, worker=made.number, name=made.name)
    return made


@transaction.atomic
def take_pledge(worker: str, *, pledged_on: date, pledge: str, by: Actor, on: date) -> Worker:
    """Take in the person's pledge of confidentiality; only then an ID can be issued. Raises CannotRegister."""
    one = _locked(worker)
    not_later(pledged_on, on, "pledged_on")
    if one.pledge:
        raise CannotRegister("誓約書は受け取ってあります。", id="OC-402")
    one.pledged_on, one.pledge_by = pledged_on, by.id
    one.pledge = said(pledge, "誓約書の文書番号を入れてください。", "pledge", 60)
    one.save()
    record(by, "contractors.pledged", one.contract.number, worker=one.number, pledge=one.pledge)
    return one


@transaction.atomic
def leave(worker: str, last: date, *, by: Actor, on: date) -> int:
    """The person works here until this day; the ID ends with it, now if the day has passed. Raises CannotRegister."""
    one = _locked(worker)
    if one.until is not None:
        raise CannotRegister("外れた日が登録してあります。", id="OC-403")
    if last < one.since:
        raise CannotRegister("従事の初日より前です。", id="OC-404", at="last")
    one.until = last
    one.save()
    ids = end_ids([one], max(last, on), by=by)
    tell([one], min(last, one.contract.until), Why.LEFT)
    if last < on:
        for user in User.objects.select_for_update().filter(contractor=True, staff_number=one.number, is_active=True):
            close_user(user, by=by, reason="従事者でなくなった")
    record(by, "contractors.worker_left", one.contract.number, worker=one.number, last=to_wareki(last), ids=ids)
    return ids


def _locked(worker: str) -> Worker:
    one = Worker.objects.select_for_update(of=("self",)).select_related("contract").get(number=worker)
    require_running(one.contract)
    return one
