"""Writing to residents, keeping what they write, and telling business systems what has ended."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.contracts import portal_letters as contract
from sasae.contracts.operation import Nothing
from sasae.contracts.portal_letters import LetterKind
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.own_keys import seal_text
from sasae.intake.applications.actions import persons_of
from sasae.intake.applications.models import Application
from sasae.intake.handover.models import Publication
from sasae.intake.handover.telling import form_for, sheltered, without_whereabouts
from sasae.intake.letters.models import (
    LETTER_KINDS,
    LETTER_MOVES,
    OUTCOME_MOVES,
    REPLY_KINDS,
    EndKind,
    EndNotice,
    Letter,
    LetterState,
    Outcome,
    Reply,
    ReplyPaper,
)
from sasae.intake.letters.received import Received
from sasae.intake.letters.wording import gaps
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Finding, Refusal
from sasae.kernel.numbers import individual

PORTAL = "portal"
BROUGHT = "sasae.intake.letters.actions.note_brought"
REFUSED = "sasae.intake.letters.actions.note_refused"


class CannotWrite(Refusal):
    """The letter is not written; the text says why, in Japanese."""


class CannotMove(ValueError):
    """The letter or reply is not in a state that allows this."""


@transaction.atomic
def write(
    application: Application, kind: LetterKind, subject: str, text: str, *, due_on: date | None = None,
    expires_on: date, by: Actor, at: datetime,
) -> Letter:  # fmt: skip
    """A letter to the applicant: kept here, sealed to the portal, gone there after its day. Raises CannotWrite."""
    said = _said(subject, "subject", 100), _said(text, "text", 2000)
    if left := gaps(said[1], at.astimezone(TOKYO).date()):
        raise CannotWrite(f"文例の「{left[0]}」のところを書いてください。", id="IK-527", at="text")
    letter = Letter.objects.create(
        application=application, kind=kind.value, subject=said[0], text=said[1], due_on=due_on,
        expires_on=expires_on, sent_by=by.id, sent_at=at,
    )  # fmt: skip
    form = _earlier(application, by) if kind == LetterKind.CORRECTION else None
    content = contract.LetterContent(subject=said[0], text=said[1], form=form)
    send_later(
        contract.BRING,
        contract.Letter(
            receipt_number=application.receipt_number, number=letter.pk, kind=kind, due_on=due_on,
            sealed=seal_text(PORTAL, content.model_dump_json()), expires_on=expires_on,
        ),
        key=f"letter-{application.receipt_number}-{letter.pk}", on_answer=BROUGHT, on_refused=REFUSED,
    )  # fmt: skip
    record(by, "letter.sent", application.receipt_number, persons_of(application), kind=LETTER_KINDS[kind])
    return letter


def _said(text: str, at: str, most: int) -> str:
    """What is said to a resident lies in the portal, and is read without a card: no individual number in it."""
    said = text.strip()
    if not said:
        raise CannotWrite("手紙の件名と本文を入れてください。", id="IK-521", at=at)
    if individual.stands_in(said):
        raise CannotWrite("個人番号と思われる数字があります。手紙には書けません。", id="IK-528", at=at)
    if len(said) > most:
        raise CannotWrite(f"{most}文字までです。短くしてください。", id="IK-522", at=at)
    return said


def _earlier(application: Application, by: Actor) -> dict[str, Any]:
    """The earlier answers, for the resident to go on with. Where somebody who may be protected lives is not sent out."""
    if sheltered(application):
        return without_whereabouts(application)
    return form_for(application, by, "補正のための申請内容の返送")


def note_brought(answer: Nothing, key: str) -> None:
    """The portal has it. Runs in the transaction that marks the message delivered."""
    _settle_letter(key, LetterState.BROUGHT)


def note_refused(findings: list[Finding], key: str) -> None:
    """The portal does not take it: staff see it on the page of the application."""
    letter = _settle_letter(key, LetterState.REFUSED)
    number = letter.application.receipt_number
    record(Actor(PORTAL, PORTAL, "system"), "letter.refused", number, kind=LETTER_KINDS[LetterKind(letter.kind)])


def _settle_letter(key: str, state: LetterState) -> Letter:
    letter = Letter.objects.select_for_update().get(pk=int(key.rpartition("-")[2]))
    if state not in LETTER_MOVES[LetterState(letter.state)]:
        raise CannotMove(f"手紙 {letter.pk} は {letter.state} から {state} に変えられません。")
    letter.state = state
    letter.save()
    return letter


@transaction.atomic
def keep(entry: contract.Entry, told: Received, *, by: Actor, at: datetime) -> Reply | None:
    """Keep what a resident wrote, once. None when it is here already."""
    application = Application.objects.defer("printed_form").filter(receipt_number=entry.receipt_number).first()
    reply, new = Reply.objects.get_or_create(
        reply_id=entry.id,
        defaults={
            "receipt_number": entry.receipt_number, "application": application, "kind": entry.kind.value,
            "text": told.text, "newer": told.newer, "payload": told.payload, "signature": told.signature or None,
            "certificate": told.certificate or None, "findings": [one.as_dict() for one in told.findings],
            "unopened": told.unopened, "sent_at": entry.sent_at, "taken_at": at,
        },
    )  # fmt: skip
    if not new:
        return None
    ReplyPaper.objects.bulk_create(
        ReplyPaper(
            reply=reply, number=number, name=one.name, media_type=one.media_type, size=one.size, sha256=one.sha256,
            content=one.content,
        )
        for number, one in enumerate(told.papers, 1)
    )  # fmt: skip
    event = "reply.unopened" if told.unopened else "reply.kept"
    persons = persons_of(application) if application else [entry.receipt_number]
    record(by, event, entry.receipt_number, persons, kind=REPLY_KINDS[entry.kind])
    return reply


@transaction.atomic
def note_read(replies: Sequence[Reply], *, by: Actor, at: datetime) -> None:
    """A clerk has read them."""
    for one in Reply.objects.select_for_update().filter(pk__in=[each.pk for each in replies], read_at=None):
        one.read_by, one.read_at = by.id, at
        one.save()
        kind = REPLY_KINDS[contract.ReplyKind(one.kind)]
        record(by, "reply.read", one.receipt_number, [one.receipt_number], kind=kind)


def settle_withdrawal(reply: Reply, outcome: Outcome, *, by: Actor) -> None:
    """What came of it. Part of the caller's transaction."""
    if outcome not in OUTCOME_MOVES[Outcome(reply.outcome)]:
        raise CannotMove(f"申出 {reply.reply_id} は {reply.outcome} から {outcome} に変えられません。")
    reply.outcome = outcome
    reply.save()
    record(by, "withdrawal.decided", reply.receipt_number, [reply.receipt_number], outcome=outcome.label)


def tell_business(
    application: Application, kind: EndKind, *, newer: str = "", reply: Reply | None = None, by: Actor, at: datetime
) -> EndNotice | None:
    """The business system that has registered it is to learn that it has ended; None when none has. Part of the caller's
    transaction, which holds the application's row."""
    registered = Publication.objects.filter(application=application, acknowledged_at__isnull=False)
    if not registered.exists():
        return None
    notice, new = EndNotice.objects.get_or_create(
        application=application, defaults={"kind": kind.value, "newer": newer, "reply": reply, "made_at": at}
    )
    if new:
        number = application.receipt_number
        record(by, "end.to_be_told", number, persons_of(application), kind=kind.label)
    return notice


def note_answered(notice: EndNotice, accepted: bool, message: str, *, by: Actor, at: datetime) -> None:
    """The business system's answer. Part of the caller's transaction."""
    notice.answered_at, notice.accepted, notice.message = at, accepted, message[:500]
    notice.save()
    number = notice.application.receipt_number
    answer = "審査をやめた" if accepted else "審査をやめられない"
    record(by, "end.answered", number, persons_of(notice.application), answer=answer)
