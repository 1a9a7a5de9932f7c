"""A disclosure packet: prepared by one, approved by another, handed to the person it is about and to nobody else."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from sasae.foundation import sealing
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.release import GuardedText, release
from sasae.foundation.two_persons import Pair
from sasae.intake.questions import terms
from sasae.intake.questions.actions import CannotMove, tell_news
from sasae.intake.questions.models import REQUEST_MOVES, DisclosureRequest, RequestState
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki

DECISION = Pair("disclosing.decide", thing="開示の請求", first="開示文書の作成", second="決定・差戻し")


@transaction.atomic
def keep_packet(
    number: str, content: bytes, masks: dict[str, int], *, hidden: bool, by: Actor, at: datetime
) -> DisclosureRequest:
    """The packet as it was made, encrypted. Raises CannotMove."""
    one = _moved(number, RequestState.PREPARED)
    one.packet_cipher = sealing.encrypt(content, _context(number))
    one.packet_sha256 = hashlib.sha256(content).hexdigest()
    one.masks, one.hidden, one.prepared_by, one.prepared_at = masks, hidden, by.id, at
    one.decided_by, one.decided_at, one.note = "", None, ""
    one.save()
    record(by, "disclosure.prepared", number, [one.atena_no], masks=sum(masks.values()))
    return one


def packet_of(one: DisclosureRequest) -> bytes:
    """The packet's bytes."""
    return sealing.decrypt(one.packet_cipher, _context(one.number))


def _context(number: str) -> str:
    return f"intake_questions_packet/{number}"


@transaction.atomic
def approve(number: str, *, by: Actor, at: datetime) -> DisclosureRequest:
    """Another than who prepared it decides to disclose. Raises CannotMove."""
    one = _decided(number, RequestState.APPROVED, by, at)
    one.save()
    tell_news(one.question, f"{number}-{at:%Y%m%d%H%M%S%f}")
    record(by, "disclosure.approved", number, [one.atena_no])
    return one


@transaction.atomic
def send_back(number: str, reason: str, *, by: Actor, at: datetime) -> DisclosureRequest:
    """The packet is to be made anew. Raises CannotMove."""
    one = _decided(number, RequestState.RECEIVED, by, at)
    one.note = _said(reason)
    one.save()
    record(by, "disclosure.returned", number, [one.atena_no], reason=one.note)
    return one


@transaction.atomic
def decline(number: str, reason: str, *, by: Actor, at: datetime) -> DisclosureRequest:
    """Nothing is disclosed; the person reads the reason. Raises CannotMove."""
    one = _decided(number, RequestState.DECLINED, by, at)
    one.note = _said(reason)
    one.save()
    tell_news(one.question, f"{number}-{at:%Y%m%d%H%M%S%f}")
    record(by, "disclosure.declined", number, [one.atena_no], reason=one.note)
    return one


@transaction.atomic
def extend(number: str, reason: str, *, by: Actor, at: datetime) -> DisclosureRequest:
    """The deadline is put off, once, and the person reads why. Raises CannotMove."""
    one = DisclosureRequest.objects.select_for_update().get(number=number)
    if one.extended_for:
        raise CannotMove("期限は、すでに一度延ばしています。")
    if one.state not in (RequestState.RECEIVED, RequestState.PREPARED) or one.late(at.astimezone(TOKYO).date()):
        raise CannotMove("決定したもの、期限を過ぎたものは、延ばせません。")
    one.extended_for = _said(reason, 300)
    one.due_on = terms.extended(one.due_on, one.requested_on)
    one.save()
    tell_news(one.question, f"{number}-extended")
    record(
        by, "disclosure.extended", number, [one.atena_no], due=to_wareki(one.due_on), reason=one.extended_for
    )
    return one


@transaction.atomic
def hand_over(number: str, *, hidden_now: bool, at: datetime) -> str:
    """The packet for the person, base64; empty when it must be made anew, the person being under 支援措置 since.

    What was handed over once is handed over again as long as the person asks: an answer may have expired unread.
    """
    one = DisclosureRequest.objects.select_for_update().get(number=number)
    to = SYSTEM("portal")
    if hidden_now and not one.hidden:
        if one.state == RequestState.APPROVED:
            one.state, one.note = RequestState.RECEIVED, "作成の後に支援措置が始まったため、作り直しが必要です。"
            one.decided_by, one.decided_at = "", None
            one.save()
            record(to, "disclosure.returned", number, [one.atena_no], reason=one.note)
        return ""
    if one.state == RequestState.APPROVED:
        one.state, one.handed_at = RequestState.HANDED, at
        one.save()
    record(to, "disclosure.handed", number, [one.atena_no])
    return release(
        GuardedText(base64.b64encode(packet_of(one)).decode("ascii")), actor=to, way="contract", person=one.atena_no,
        protected=hidden_now, reason=f"本人への開示（{number}）",
    )  # fmt: skip


@transaction.atomic
def note_seen(one: DisclosureRequest, *, by: Actor) -> None:
    """A member of staff opens the packet."""
    record(by, "disclosure.seen", one.number, [one.atena_no])


def _decided(number: str, state: RequestState, by: Actor, at: datetime) -> DisclosureRequest:
    one = _moved(number, state)
    refusal = CannotMove("開示文書を作った人は決定できません。別の職員が確かめてください。")
    DECISION.by_another_than(one.prepared_by, by, about=number, refusal=refusal)
    one.decided_by, one.decided_at = by.id, at
    return one


def _moved(number: str, state: RequestState) -> DisclosureRequest:
    one = DisclosureRequest.objects.select_for_update().get(number=number)
    if state not in REQUEST_MOVES[RequestState(one.state)]:
        raise CannotMove(f"「{RequestState(one.state).label}」のため、「{state.label}」にできません。")
    one.state = state
    return one


def _said(reason: str, most: int = 500) -> str:
    """A reason the person reads, or the maker: never cut."""
    said = reason.strip()
    if not said:
        raise CannotMove("理由を入れてください。")
    if len(said) > most:
        raise CannotMove(f"理由は{most}文字までにしてください。")
    return said


def counted(masked: list[Any]) -> dict[str, int]:
    """How often each rule was applied, over all systems."""
    counts: dict[str, int] = {}
    for one in masked:
        counts[one.rule] = counts.get(one.rule, 0) + one.count
    return counts
