"""Asking, signing, handing to intake, keeping the sealed answer, letting it end."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from sasae.contracts.resident_questions import Asked, statement
from sasae.foundation.history import BATCH, Actor, record
from sasae.foundation.own_keys import seal_text
from sasae.portal.looks.models import Kind, Question, State
from sasae.portal.signatures.models import Resident

UNSIGNED = timedelta(minutes=15)
UNANSWERED = timedelta(hours=24)
READABLE = timedelta(hours=1)
KEPT = timedelta(days=396)  # that it was asked: word of the office may still come
OPEN_AT_ONCE = 5  # questions one resident may have open
MUNICIPALITY = "intake"


class CannotAsk(ValueError):
    """Not now; the text says why, in Japanese."""


@transaction.atomic
def ask(resident: Resident, kind: Kind, asked: Asked, recipient: str, *, by: Actor, now: datetime) -> Question:
    """Keep a question, sealed to the municipality, until the card has signed it. Raises CannotAsk."""
    Resident.objects.select_for_update().get(pk=resident.pk)
    open_still = Question.objects.filter(
        resident=resident, state__in=[State.ASKED, State.QUEUED], expires_at__gt=now
    ).count()
    if open_still >= OPEN_AT_ONCE:
        raise CannotAsk("まだ答えの届いていない照会が5件あります。しばらく待ってから、もう一度お試しください。")
    question = Question(
        resident=resident, kind=kind, asked_at=now, recipient=recipient, expires_at=now + UNSIGNED,
        content=seal_text(MUNICIPALITY, asked.model_dump_json()),
    )  # fmt: skip
    said = statement(str(question.id), kind.value, now, recipient, question.content)
    question.digest = hashlib.sha256(said).hexdigest()
    question.save()
    record(by, "question.asked", str(question.id), kind=kind.label)
    return question


@transaction.atomic
def sign(question_id: str, digest: str, signature: bytes, certificate: bytes, *, serial: str, now: datetime) -> Question:
    """The card has signed: the question waits for intake. Raises CannotAsk."""
    question = Question.objects.select_for_update().select_related("resident").filter(pk=question_id).first()
    if question is None or question.digest != digest or question.state != State.ASKED or question.expires_at <= now:
        raise CannotAsk("この照会の受付時間を過ぎました。もう一度お試しください。")
    if question.resident.serial != serial:
        raise CannotAsk("ログインしたカードとは別のカードで署名しました。同じカードでお試しください。")
    question.signature, question.certificate = signature, certificate
    question.state, question.expires_at = State.QUEUED, now + UNANSWERED
    question.save()
    by = Actor(str(question.resident_id), "住民", "resident")
    record(by, "question.signed", str(question.id), kind=Kind(question.kind).label)
    return question


@transaction.atomic
def keep_answer(question_id: str, sealed: bytes, *, by: Actor, now: datetime) -> bool:
    """Keep the sealed answer for an hour. False when the question is no longer waited for, or was answered already."""
    question = Question.objects.select_for_update().filter(pk=question_id).first()
    if question is None or question.state != State.QUEUED or question.expires_at <= now:
        record(by, "question.reply_refused", question_id)
        return False
    question.answer, question.answered_at = sealed, now
    question.state, question.expires_at, question.content = State.ANSWERED, now + READABLE, ""
    question.save()
    record(by, "question.reply_kept", question_id)
    return True


@transaction.atomic
def note_news(question_id: str, *, by: Actor) -> bool:
    """Something about this question waits at the office. False for a question nobody knows any more."""
    known = Question.objects.filter(pk=question_id).update(news=True)
    record(by, "question.news", question_id)
    return bool(known)


@transaction.atomic
def note_read(question: Question, *, by: Actor) -> None:
    """The resident opened the answer; what it brought is no news any more."""
    if question.kind == Kind.COLLECT:
        Question.objects.filter(resident=question.resident_id, news=True).update(news=False)
    record(by, "question.read", str(question.id), kind=Kind(question.kind).label)


@transaction.atomic
def end_what_is_over(now: datetime) -> int:
    """Forget the bytes of questions and answers whose time is over; that there was a question, after a year and a month."""
    Question.objects.filter(state=State.EXPIRED, asked_at__lt=now - KEPT).delete()
    over = Question.objects.filter(expires_at__lte=now).exclude(state=State.EXPIRED)
    ended = over.update(state=State.EXPIRED, content="", answer=None, signature=None, certificate=None)
    if ended:
        record(BATCH("looks", "照会の期限"), "question.expired", "looks", count_of=ended)
    return ended
