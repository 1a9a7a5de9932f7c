"""Telling the core of queries. What is no judgement of a query leaves it as it is, to be tried again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from django.db.models import F

from sasae.contracts import information_network
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.partners import ask
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.codes.models import Code
from sasae.intermediary.inquiries.actions import exchange_of
from sasae.intermediary.inquiries.models import Inquiry, State
from sasae.intermediary.masters.queries import bases
from sasae.intermediary.operation import maintenance
from sasae.intermediary.records.actions import keep
from sasae.wire.client import Refused, Unreachable

AT_ONCE = 200  # queries in one message
NOT_A_JUDGEMENT = {401, 403, 409}  # our clock, certificate or line: says nothing of the query


class Held(Unreachable):
    """Maintenance: nothing leaves. The queries stay as they are and go when it has ended."""


def submit(body_code: str, processing_nos: Iterable[str], *, now: datetime) -> None:
    """Tell the core of these queries, one or many. Idempotent: the core knows the processing numbers.

    Raises Unreachable when the core is away or did not believe the line, and Held during maintenance; the queries
    then wait.
    """
    questions = _questions(body_code, processing_nos)
    if not questions:
        return
    if closed := maintenance.in_force():
        held = f"保守のため送らずに待っています（{closed.message}）。保守が終わると、自動で送ります。"
        _note_problem(body_code, [each.processing_no for each in questions], held, tried=0)
        raise Held(held)
    try:
        answers = _ask(questions)
    except (Unreachable, Refused) as trouble:
        _note_problem(body_code, [each.processing_no for each in questions], str(trouble))
        raise Unreachable(str(trouble)) from trouble
    basis = bases()
    with acting_for(body_code):
        _hold(each.processing_no for each in answers)
        accepted = [each.processing_no for each in answers if each.accepted]
        Inquiry.objects.filter(processing_no__in=accepted).update(submitted_at=now, problem="")
        refused = _refuse({each.processing_no: each.message for each in answers if not each.accepted}, basis, now)
    for each in refused:
        record(
            SYSTEM("network_core"), "inquiry.not_accepted", each.processing_no, [f"{body_code}:{each.unified_no}"],
            why=each.message,
        )  # fmt: skip


def submit_waiting(body_code: str, processing_no: str, *, now: datetime) -> None:
    """Tell the core of this query and of whatever else of the body waits to be told: in one message where it is many."""
    with acting_for(body_code):
        waiting = Inquiry.objects.filter(state=State.REQUESTED, submitted_at__isnull=True).order_by("processing_no")
        numbers = list(waiting.values_list("processing_no", flat=True)[:AT_ONCE])
    submit(body_code, dict.fromkeys([processing_no, *numbers]), now=now)


def _questions(body_code: str, processing_nos: Iterable[str]) -> list[information_network.Inquiry]:
    """Of those that still wait: one that was answered or given up meanwhile is not asked again."""
    with acting_for(body_code):
        waiting = list(
            Inquiry.objects.filter(
                processing_no__in=list(processing_nos), state=State.REQUESTED, submitted_at__isnull=True
            ).order_by("processing_no")
        )
        codes = dict(
            Code.objects.filter(unified_no__in={each.unified_no for each in waiting}).values_list("unified_no", "code")
        )
    names = set(information_network.Inquiry.model_fields) - {"inquirer", "code"}
    return [
        information_network.Inquiry(
            inquirer=body_code, code=codes.get(each.unified_no) or "", **{name: getattr(each, name) for name in names}
        )
        for each in waiting
    ]


def _ask(questions: list[information_network.Inquiry]) -> list[information_network.AcceptedOf]:
    """The core's word on each. Raises Unreachable, and Refused for what is no judgement."""
    if len(questions) == 1:
        return [_ask_one(questions[0])]
    message = information_network.Inquiries(inquiries=questions)
    mark = sha256(",".join(each.processing_no for each in questions).encode()).hexdigest()[:32]
    try:
        return ask(information_network.SUBMIT_BULK, message, idempotency_key=f"submit-{mark}").each
    except Refused as refusal:
        if refusal.status in NOT_A_JUDGEMENT:
            raise
    return [_ask_one(each) for each in questions]  # one of them is refused: it shall stop no other


def _ask_one(question: information_network.Inquiry) -> information_network.AcceptedOf:
    number = question.processing_no
    try:
        answer = ask(information_network.SUBMIT, question, idempotency_key=f"submit-{number}")
    except Refused as refusal:
        if refusal.status in NOT_A_JUDGEMENT:
            raise
        message = " ".join(finding.message for finding in refusal.findings)
        return information_network.AcceptedOf(processing_no=number, accepted=False, message=message)
    return information_network.AcceptedOf(processing_no=number, accepted=answer.accepted, message=answer.message)


def _hold(processing_nos: Iterable[str]) -> None:
    """In the order in which answers hold theirs, which may arrive in this moment: nobody waits for the other."""
    rows = Inquiry.objects.select_for_update().filter(processing_no__in=list(processing_nos))
    list(rows.order_by("processing_no").values_list("processing_no"))


def _refuse(messages: dict[str, str], basis: dict[str, str], now: datetime) -> list[Inquiry]:
    """End the queries the core does not accept; one that has an answer already keeps it. Their rows are held."""
    refused = list(Inquiry.objects.filter(processing_no__in=messages, state=State.REQUESTED))
    for inquiry in refused:
        inquiry.state, inquiry.submitted_at, inquiry.closed_at = State.REFUSED, now, now
        inquiry.message = messages[inquiry.processing_no][:500]
    Inquiry.objects.bulk_update(refused, ["state", "submitted_at", "closed_at", "message"])
    keep([exchange_of(each, basis, message=each.message) for each in refused], on=now.date())
    return refused


def _note_problem(body_code: str, processing_nos: Sequence[str], problem: str, *, tried: int = 1) -> None:
    with acting_for(body_code):
        _hold(processing_nos)
        Inquiry.objects.filter(processing_no__in=processing_nos).update(
            attempts=F("attempts") + tried, problem=problem[:300]
        )
