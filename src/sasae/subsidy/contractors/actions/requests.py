"""再委託: the contractor's written request first, then the written answer of another person than received it."""

from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.subsidy.contractors.actions.refusals import CannotRegister, locked, next_number, not_later, said
from sasae.subsidy.contractors.models import REQUEST_MOVES, Request, RequestState, State

ANSWER = Pair("contractors.answer", thing="再委託の申請", first="受付", second="判断")


@transaction.atomic
def receive(
    number: str, *, contractor: str, work: str, need: str, measures: str, document: str, written_on: date,
    received_on: date, by: Actor, on: date, at: datetime,
) -> Request:  # fmt: skip
    """Take in a written request of the contractor of this contract. Raises CannotRegister."""
    one = locked(number)
    if one.state != State.IN_FORCE:
        raise CannotRegister("有効な契約の委託先からだけ、申請を受けられます。", id="OC-301")
    not_later(received_on, on, "received_on")
    if received_on < written_on:
        raise CannotRegister("申請書の日付が受付日より後です。", id="OC-302", at="written_on")
    words = {
        "contractor": said(contractor, "再委託先の名称を入れてください。", "contractor", 100),
        "work": said(work, "再委託する業務を入れてください。", "work", 300),
        "need": said(need, "再委託の理由を入れてください。", "need", 300),
        "measures": said(measures, "委託先と同等のリスク対策を入れてください。", "measures", 500),
        "document": said(document, "書面の文書番号を入れてください。", "document", 60),
    }
    made = Request.objects.create(
        number=next_number("SR"), contract=one, **words, written_on=written_on, received_on=received_on,
        received_by=by.id, received_at=at,
    )  # fmt: skip
    record(by, "contractors.request_received", number, request=made.number, contractor=made.contractor)
    return made


@transaction.atomic
def permit(number: str, *, answer: str, reason: str, by: Actor, on: date, at: datetime) -> Request:
    """Permit in writing, as another person. Raises CannotRegister."""
    one = _decided(number, RequestState.PERMITTED, answer, reason, by, on, at)
    if one.contract.state != State.IN_FORCE:
        raise CannotRegister("委託元の契約が有効ではありません。", id="OC-204")
    one.save()
    told = {"request": one.number, "answer": one.answer, "reason": one.reason}
    record(by, "contractors.request_permitted", one.contract.number, **told)
    return one


@transaction.atomic
def refuse_request(number: str, *, answer: str, reason: str, by: Actor, on: date, at: datetime) -> Request:
    """Do not permit, in writing, as another person. Raises CannotRegister."""
    one = _decided(number, RequestState.REFUSED, answer, reason, by, on, at)
    one.save()
    told = {"request": one.number, "answer": one.answer, "reason": one.reason}
    record(by, "contractors.request_refused", one.contract.number, **told)
    return one


def _decided(number: str, state: RequestState, answer: str, reason: str, by: Actor, on: date, at: datetime) -> Request:
    one = Request.objects.select_for_update(of=("self",)).select_related("contract").get(number=number)
    if state not in REQUEST_MOVES[RequestState(one.state)]:
        raise CannotRegister(f"この申請は「{one.get_state_display()}」です。", id="OC-303")
    refusal = CannotRegister("申請を受け付けた人とは別の人が判断してください。", id="OC-304")
    ANSWER.by_another_than(one.received_by, by, about=number, refusal=refusal)
    one.answer = said(answer, "回答する書面の文書番号を入れてください。", "answer", 60)
    one.reason = said(reason, "判断の理由を入れてください。", "reason", 300)
    one.state = state
    one.decided_by, one.decided_at, one.decided_on = by.id, at, on
    return one
