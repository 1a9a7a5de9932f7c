"""Putting an answer together and sealing it to the key the question came with. Partner calls sit outside transactions."""

import base64
from datetime import datetime
from typing import Any

import pyrage

from sasae.contracts import evidence
from sasae.contracts.evidence import Evidence, Line, Want
from sasae.contracts.resident_questions import Case, Content, Disclosure, Kind, Outcome, Question
from sasae.foundation.evidence.rules import office_of
from sasae.foundation.history import BATCH
from sasae.foundation.partners import ask
from sasae.intake.questions import actions, terms
from sasae.intake.questions.actions import disclosing
from sasae.intake.questions.asker import Asker, asker_of, purpose
from sasae.intake.questions.models import CaseState, DisclosureRequest, RequestState, ResidentQuestion, StrangeCase
from sasae.intake.questions.own import own_lines
from sasae.kernel.clock import TOKYO

BY = BATCH("questions", "本人からの照会への回答")
MOST = 500  # lines in one answer


class CannotSeal(ValueError):
    """The question names no key an answer could be sealed to: it is left lying, and keeps no other waiting."""


def answer_one(question: Question, at: datetime) -> ResidentQuestion | None:
    """Check who asks, gather, seal, send. Raises CannotSeal, CannotCheckNow, wire's Unreachable, Refused: tried again."""
    recipient = _recipient(question)
    asker = asker_of(question, at)
    if asker.doubt:
        content = Content(question_id=question.question_id, outcome=Outcome.OFFICE)
        taken = actions.take(question, asker, told=0, line=None, by=BY, at=at)
    else:
        told = _lines(question, asker, at) if question.kind in (Kind.LOOKS, Kind.STRANGE) else Evidence()
        line = _strange(question, asker, told)
        shown = told if question.kind is Kind.LOOKS else Evidence()
        taken = actions.take(question, asker, told=len(shown.lines), line=line, by=BY, at=at)
        content = _content(question, asker, shown, at)
    actions.send_answer(question.question_id, _sealed(recipient, content))
    return taken


def _recipient(question: Question) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(question.recipient)
    except pyrage.RecipientError as broken:
        raise CannotSeal(question.question_id) from broken


def _sealed(recipient: Any, content: Content) -> str:
    sealed = pyrage.encrypt(content.model_dump_json().encode(), [recipient])
    return base64.b64encode(sealed).decode("ascii")


def gathered(atena_no: str, case: str, want: Want, *, since: Any, operator: str, limit: int = MOST) -> Evidence:
    """The other systems' part."""
    return ask(
        evidence.OF_CITY,
        evidence.Question(
            purpose=purpose(case, operator), atena_no=atena_no, want=want, since=since, limit=limit
        ),
    )


def with_own(told: Evidence, atena_no: str, *, since: Any, on: Any, limit: int = MOST) -> Evidence:
    """Together with this system's lines, newest first."""
    own, more = own_lines(atena_no, since=since, limit=limit, on=on, hidden=told.hidden)
    lines = sorted([*told.lines, *own], key=lambda line: line.at, reverse=True)
    return told.model_copy(update={"lines": lines[:limit], "more": told.more or more or len(lines) > limit})


def _lines(question: Question, asker: Asker, at: datetime) -> Evidence:
    on = at.astimezone(TOKYO).date()
    since = terms.looks_since(on, asker.asked.since)
    told = gathered(asker.atena_no, question.question_id, Want.LOOKS, since=since, operator="questions")
    return with_own(told, asker.atena_no, since=since, on=on)


def _strange(question: Question, asker: Asker, told: Evidence) -> Line | None:
    """The line that is strange, found again among the person's own: what the portal says of it is not believed."""
    if question.kind is not Kind.STRANGE:
        return None
    return next((line for line in told.lines if line.reference == asker.asked.reference), None)


def _content(question: Question, asker: Asker, told: Evidence, at: datetime) -> Content:
    on = at.astimezone(TOKYO).date()
    packet = _packet(question, asker, at) if question.kind is Kind.COLLECT else ""
    return Content(
        question_id=question.question_id, outcome=Outcome.TOLD, lines=told.lines, more=told.more,
        since=terms.looks_since(on, asker.asked.since) if question.kind is Kind.LOOKS else None,
        away=[office_of(name) for name in told.away],
        cases=[_case(one) for one in StrangeCase.objects.filter(atena_no=asker.atena_no).order_by("-pk")[:50]],
        disclosures=[
            _disclosure(one) for one in DisclosureRequest.objects.filter(atena_no=asker.atena_no).order_by("-pk")[:20]
        ],
        packet=packet,
    )  # fmt: skip


def _packet(question: Question, asker: Asker, at: datetime) -> str:
    ready = DisclosureRequest.objects.filter(
        atena_no=asker.atena_no, state__in=[RequestState.APPROVED, RequestState.HANDED]
    ).order_by("-pk")
    one = ready.first()
    if one is None:
        return ""
    on = at.astimezone(TOKYO).date()
    now = gathered(asker.atena_no, question.question_id, Want.LOOKS, since=on, operator="questions", limit=1)
    return disclosing.hand_over(one.number, hidden_now=now.hidden, at=at)


def _case(one: StrangeCase) -> Case:
    return Case(
        number=one.number, state=CaseState(one.state).label, opened_on=one.opened_on, what=one.what,
        answer=one.answer if one.state == CaseState.ANSWERED else "",
    )  # fmt: skip


def _disclosure(one: DisclosureRequest) -> Disclosure:
    said = one.note if one.state == RequestState.DECLINED else one.extended_for
    return Disclosure(
        number=one.number, state=RequestState(one.state).label, requested_on=one.requested_on, due_on=one.due_on,
        fee_yen=one.fee_yen, answer=said, ready=one.state in (RequestState.APPROVED, RequestState.HANDED),
    )  # fmt: skip


