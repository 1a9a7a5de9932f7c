"""Telling the core of queries. What is no judgement of a query leaves it as it is, to be tried again."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from sasae.contracts import information_network
from sasae.foundation.partners import ask
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.codes.models import Code
from sasae.intermediary.inquiries.actions import exchange_of
from sasae.intermediary.inquiries.models import Inquiry, State
from sasae.intermediary.masters.queries import bases
from sasae.intermediary.records.actions import keep
from sasae.wire.client import Refused, Unreachable

NOT_A_JUDGEMENT = {401, 403, 409}  # our clock, certificate or line: says nothing of the query


def submit(body_code: str, processing_nos: Sequence[str], *, now: datetime) -> None:
    """Tell the core of these queries, one or many. Idempotent: the core knows the processing numbers.

    Raises Unreachable when the core is away or did not believe the line; the queries then wait.
    """
    questions = _questions(body_code, processing_nos)
    if not questions:
        return
    try:
        answers = _ask(questions)
    except (Unreachable, Refused) as trouble:
        _note_problem(body_code, [each.processing_no for each in questions], str(trouble))
        raise Unreachable(str(trouble)) from trouble
    basis = bases()
    with acting_for(body_code):
        accepted = [each.processing_no for each in answers if each.accepted]
        Inquiry.objects.filter(processing_no__in=accepted).update(submitted_at=now, problem="")
        _refuse({each.processing_no: each.message for each in answers if not each.accepted}, basis, now)


def _questions(body_code: str, processing_nos: Sequence[str]) -> list[information_network.Inquiry]:
    """Of those that still wait: one that was answered or given up meanwhile is not asked again."""
    with acting_for(body_code):
        waiting = list(
            Inquiry.objects.filter(
                processing_no__in=processing_nos, state=State.REQUESTED, submitted_at__isnull=True
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
    if len(questions) > 1:
        numbers = [each.processing_no for each in questions]
        key = f"submit-{numbers[0]}-{numbers[-1]}-{len(numbers)}"
        return ask(information_network.SUBMIT_BULK, information_network.Inquiries(inquiries=questions), key).each
    number = questions[0].processing_no
    try:
        answer = ask(information_network.SUBMIT, questions[0], idempotency_key=f"submit-{number}")
    except Refused as refusal:
        if refusal.status in NOT_A_JUDGEMENT:
            raise
        message = " ".join(finding.message for finding in refusal.findings)
        return [information_network.AcceptedOf(processing_no=number, accepted=False, message=message)]
    return [information_network.AcceptedOf(processing_no=number, accepted=answer.accepted, message=answer.message)]


def _refuse(messages: dict[str, str], basis: dict[str, str], now: datetime) -> None:
    """End the queries the core does not accept; one that has an answer already keeps it."""
    refused = list(Inquiry.objects.select_for_update().filter(processing_no__in=messages, state=State.REQUESTED))
    for inquiry in refused:
        inquiry.state, inquiry.submitted_at, inquiry.closed_at = State.REFUSED, now, now
        inquiry.message = messages[inquiry.processing_no][:500]
    Inquiry.objects.bulk_update(refused, ["state", "submitted_at", "closed_at", "message"])
    keep([exchange_of(each, basis, message=each.message) for each in refused], on=now.date())


def _note_problem(body_code: str, processing_nos: Sequence[str], problem: str) -> None:
    with acting_for(body_code):
        Inquiry.objects.filter(processing_no__in=processing_nos).update(
            attempts=F("attempts") + 1, problem=problem[:300]
        )
