"""Letters that arrive and are read, replies that are sealed, signed and sent, corrections begun, and what is forgotten."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from sasae.contracts import portal_letters as contract
from sasae.contracts.forms.definitions import in_force
from sasae.contracts.portal_letters import LetterKind, ReplyKind
from sasae.formats.application_zip.sealed_papers import sealed_papers
from sasae.foundation import own_keys, sealing
from sasae.foundation.history import Actor, record
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusal
from sasae.kernel.numbers import individual
from sasae.portal.inbox import queries
from sasae.portal.inbox.earlier import data_of
from sasae.portal.inbox.models import LETTER_KINDS, REPLY_KINDS, REPLY_MOVES, Letter, Reply, ReplyState, WrongLooks
from sasae.portal.inbox.wording import PERIODS
from sasae.portal.submissions import drafts
from sasae.portal.submissions.models import Draft, DraftAttachment, Submission

MUNICIPALITY = "intake"
MOST_WAITING = 10  # replies about one application intake has not taken
STATEMENT = "上の受付番号の申請を取り下げます。"


class CannotReply(Refusal):
    """The reply is not taken; the text says why, in Japanese."""


class CannotRead(ValueError):
    """A letter nobody could open here."""


class CannotMove(ValueError):
    """The reply is not in a state that allows this."""


@transaction.atomic
def take_letter(told: contract.Letter, *, by: Actor, now: datetime) -> Letter:
    """A letter of the office arrives, once. Raises Submission.DoesNotExist, CannotRead."""
    try:
        queries.words_of(told.sealed)
    except ValueError as unread:
        raise CannotRead(told.receipt_number) from unread
    submission = queries.sent_one(told.receipt_number)
    letter, new = Letter.objects.get_or_create(
        number=told.number,
        defaults={
            "submission": submission, "kind": told.kind.value, "sealed": told.sealed, "due_on": told.due_on,
            "expires_on": told.expires_on, "arrived_at": now,
        },
    )  # fmt: skip
    if new:
        record(by, "letter.arrived", told.receipt_number, kind=LETTER_KINDS[told.kind])
    return letter


@transaction.atomic
def note_read(letter: Letter, *, by: Actor, now: datetime) -> None:
    """The resident opens a letter; the first time is kept."""
    Letter.objects.filter(pk=letter.pk, read_at=None).update(read_at=now)
    number = str(letter.submission.receipt_number)
    record(by, "letter.read", number, kind=LETTER_KINDS[LetterKind(letter.kind)])


def without_numbers(text: str, at: str) -> str:
    """What is written, without an individual number. Raises CannotReply."""
    if individual.stands_in(text):
        raise CannotReply("個人番号と思われる数字があります。ここには書かないでください。", id="T-011", at=at)
    return text.strip()


@transaction.atomic
def answer(submission: Submission, text: str, papers: Sequence[contract.Paper], *, by: Actor, now: datetime) -> Reply:
    """Send an answer, sealed to the municipality. Raises CannotReply."""
    held = Submission.objects.select_for_update().defer("archive").get(pk=submission.pk)
    said = without_numbers(text, "text")
    if not said and not papers:
        raise CannotReply("文を書くか、ファイルを選んでください。", id="T-012", at="text")
    _require(queries.why_no_answer(held))
    if held.replies.filter(state=ReplyState.SENT).count() >= MOST_WAITING:
        raise CannotReply("前に送ったものを、市がまだ受け取っていません。少し待ってから送ってください。", id="T-013")
    content = contract.ReplyContent(text=said, papers=list(papers))
    reply = _reply(held, ReplyKind.ANSWER, content, said, len(papers), now)
    return _send(reply, by=by, now=now)


@transaction.atomic
def seal_withdrawal(submission: Submission, reason: str, *, by: Actor, now: datetime) -> Reply:
    """Write down that the application is taken back, for the card to sign. One that was not signed gives way."""
    held = Submission.objects.select_for_update().defer("archive").get(pk=submission.pk)
    said = without_numbers(reason, "reason")
    _require(queries.why_no_withdrawal(held))
    held.replies.filter(kind=ReplyKind.WITHDRAWAL, state=ReplyState.SEALED).delete()
    told = {
        "form": "withdrawal", "receipt_number": held.receipt_number, "statement": STATEMENT, "reason": said,
        "signed_on": now.astimezone(TOKYO).date().isoformat(), "reply": "",
    }  # fmt: skip
    reply = Reply(submission=held, kind=ReplyKind.WITHDRAWAL, made_at=now)
    told["reply"] = reply.id.hex  # what was signed once cannot be sent as another withdrawal
    payload = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    reply.digest = hashlib.sha256(payload.encode()).hexdigest()
    _fill(reply, contract.ReplyContent(text=said, payload=payload), said, 0, now)
    record(by, "reply.sealed", str(held.receipt_number), kind=REPLY_KINDS[ReplyKind.WITHDRAWAL])
    return reply


@transaction.atomic
def send_withdrawal(reply_id: Any, signature: bytes, certificate: bytes, *, by: Actor, now: datetime) -> Reply:
    """The signature is there: the withdrawal goes. Sent again, nothing changes. Raises CannotReply."""
    reply = Reply.objects.select_for_update().filter(pk=reply_id, kind=ReplyKind.WITHDRAWAL).first()
    if reply is None:
        raise CannotReply("署名を頼んだあとに、取下げの内容が新しくなりました。もう一度お試しください。", id="T-015")
    if reply.state != ReplyState.SEALED:
        return reply
    _require(queries.why_no_withdrawal(reply.submission))
    reply.signature, reply.certificate = signature, certificate
    return _send(reply, by=by, now=now)


@transaction.atomic
def tell_new_version(submission: Submission, *, by: Actor, now: datetime) -> None:
    """A corrected application was sent: intake learns which one it stands for. Part of the sending."""
    if submission.corrects is None:
        return
    content = contract.ReplyContent(newer=str(submission.receipt_number))
    _send(_reply(submission.corrects, ReplyKind.NEW_VERSION, content, "", 0, now), by=by, now=now)


def _require(why: str) -> None:
    if why:
        raise CannotReply(why, id="T-014")


def _reply(
    submission: Submission, kind: ReplyKind, content: contract.ReplyContent, said: str, papers: int, now: datetime
) -> Reply:
    return _fill(Reply(submission=submission, kind=kind, made_at=now), content, said, papers, now)


def _fill(reply: Reply, content: contract.ReplyContent, said: str, papers: int, now: datetime) -> Reply:
    today = now.astimezone(TOKYO).date()
    reply.state = ReplyState.SEALED
    reply.sealed = own_keys.seal_text(MUNICIPALITY, content.model_dump_json())
    reply.copy_cipher = sealing.encrypt(said.encode(), queries.copy_context(reply)) if said else None
    reply.papers = papers
    reply.expires_on = today + timedelta(days=PERIODS.on(today)["copy_days"])
    reply.save()
    return reply


def _send(reply: Reply, *, by: Actor, now: datetime) -> Reply:
    _move(reply, ReplyState.SENT)
    reply.sent_at = now
    reply.save()
    record(by, "reply.sent", str(reply.submission.receipt_number), kind=REPLY_KINDS[ReplyKind(reply.kind)])
    return reply


def _move(reply: Reply, state: ReplyState) -> None:
    if state not in REPLY_MOVES[ReplyState(reply.state)]:
        raise CannotMove(f"「{ReplyState(reply.state).label}」から「{state.label}」には変えられません。")
    reply.state = state


@transaction.atomic
def note_taken(reply_id: str, *, by: Actor) -> Reply:
    """Intake has it: what was sealed is gone from here. Again, nothing changes. Raises Reply.DoesNotExist."""
    reply = Reply.objects.select_for_update().exclude(state=ReplyState.SEALED).get(pk=reply_id)
    if reply.state == ReplyState.TAKEN:
        return reply
    _move(reply, ReplyState.TAKEN)
    reply.sealed, reply.signature, reply.certificate = "", None, None
    reply.save()
    record(by, "reply.taken", str(reply.submission.receipt_number), kind=REPLY_KINDS[ReplyKind(reply.kind)])
    return reply


@transaction.atomic
def begin_correction(submission: Submission, *, by: Actor, on: date) -> Draft:
    """The draft of a new version: the earlier answers as the office sent them, the earlier papers as they lie sealed.

    Begun already, it goes on. Raises CannotReply.
    """
    held = Submission.objects.select_for_update().get(pk=submission.pk)
    _require(queries.why_no_correction(held))
    known = Draft.objects.filter(corrects=held, resident=held.resident).first()
    if known is not None:
        return known
    form = queries.earlier_form(held, on)
    data = data_of(in_force(held.procedure, on), form) if form else drafts.EMPTY
    draft = drafts.save(Draft(resident=held.resident, procedure=held.procedure, corrects=held), data)
    papers = sealed_papers(bytes(held.archive or b""))
    DraftAttachment.objects.bulk_create(
        DraftAttachment(
            draft=draft, number=number, kind=one.kind, name=one.name, media_type=one.media_type, size=one.size,
            sha256=one.sha256, sealed=one.sealed,
        )
        for number, one in enumerate(papers, 1)
    )  # fmt: skip
    record(by, "correction.begun", str(held.receipt_number))
    return draft


@transaction.atomic
def note_wrong_look(*, now: datetime) -> int:
    """Somebody tried to read without a card and was wrong: how often that was within this hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    WrongLooks.objects.get_or_create(hour=hour)
    WrongLooks.objects.filter(hour=hour).update(tries=F("tries") + 1)
    return WrongLooks.objects.get(hour=hour).tries


@transaction.atomic
def tidy(*, by: Actor, now: datetime) -> int:
    """Forget the words of letters and copies after their day, withdrawals nobody signed, and what was counted."""
    today = now.astimezone(TOKYO).date()
    told = PERIODS.on(today)
    gone = Letter.objects.filter(expires_on__lt=today).exclude(sealed="").update(sealed="")
    gone += Reply.objects.filter(expires_on__lt=today, copy_cipher__isnull=False).update(copy_cipher=None)
    unsigned = Reply.objects.filter(state=ReplyState.SEALED, made_at__lt=now - timedelta(hours=told["unsigned_hours"]))
    gone += unsigned.delete()[0]
    WrongLooks.objects.filter(hour__lt=now - timedelta(hours=1)).delete()
    if gone:
        record(by, "inbox.tidied", "inbox", count=gone)
    return gone


def paper_of(file: Any) -> contract.Paper:
    """An uploaded file as a reply carries it; its kind was told by its first bytes."""
    name = "".join(sign for sign in file.name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    content = base64.b64encode(file.read()).decode()
    return contract.Paper(name=name[-100:] or "file", media_type=file.media_type, content_base64=content)
