"""Inquiries: taken by whichever way, noted meanwhile, answered once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.numbering import next_of_year
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusal, one_line
from sasae.subsidy.inquiries.models import About, Inquiry, State, Way
from sasae.subsidy.people.models import Person


class CannotAnswer(Refusal):
    """The step is not allowed now; the text says why, in Japanese."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to know."""

    way: str
    received_on: date
    about: str
    question: str
    asker: str
    contact: str
    owner: str
    due_on: date


@transaction.atomic
def receive(asked: Asked, person: Person | None, *, by: Actor, at: datetime) -> Inquiry:
    """A question is in; who asks need not say who they are."""
    on = at.astimezone(TOKYO).date()
    if asked.received_on > on:
        raise CannotAnswer("受付日は、今日までの日を入れてください。", id="QA-101", at="received_on")
    if asked.due_on < asked.received_on:
        raise CannotAnswer("回答の期限は、受付日からの日を入れてください。", id="QA-102", at="due_on")
    made = Inquiry.objects.create(
        number=next_of_year(Inquiry, "TA", asked.received_on), way=Way(asked.way), received_on=asked.received_on, about=About(asked.about),
        question=asked.question.strip(), person=person, asker=asked.asker.strip(), contact=asked.contact.strip(),
        owner=asked.owner.strip(), due_on=asked.due_on, entered_by=by.id, entered_at=at,
    )  # fmt: skip
    record(by, "inquiry.received", made.number, [person.atena_no] if person else [], way=made.get_way_display())
    return made


@transaction.atomic
def note(number: str, text: str, *, by: Actor, at: datetime) -> None:
    """What was done meanwhile."""
    one = _open(number)
    said = one_line(text, CannotAnswer, missing="経過を入れてください。", at="text", most=300)
    one.notes = [*one.notes, {"at": at.isoformat(), "by": by.id, "text": said}]
    one.save()
    record(by, "inquiry.noted", number, [one.person.atena_no] if one.person else [])


@transaction.atomic
def answer(number: str, text: str, way: str, *, by: Actor, at: datetime) -> None:
    """The answer that was given, and by which way."""
    one = _open(number)
    if way not in Way.values:
        raise CannotAnswer("回答の方法を選んでください。", id="QA-103", at="way")
    one.answer = one_line(text, CannotAnswer, missing="回答を入れてください。", at="answer", most=2000)
    one.answered_way, one.answered_on, one.answered_by = way, at.astimezone(TOKYO).date(), by.id
    one.state = State.ANSWERED
    one.save()
    record(by, "inquiry.answered", number, [one.person.atena_no] if one.person else [], way=one.get_answered_way_display())


def _open(number: str) -> Inquiry:
    one = Inquiry.objects.select_for_update(of=("self",)).select_related("person").get(number=number)
    if one.state != State.OPEN:
        raise CannotAnswer("この問合せには、もう答えています。", id="QA-104")
    return one
