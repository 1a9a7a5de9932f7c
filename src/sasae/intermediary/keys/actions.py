"""A key's life: made by one person, taken into use by another, revoked at once by anybody who may, retired when empty."""

import secrets
from datetime import datetime

from django.db import transaction

from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.two_persons import Pair
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.client import AgentAway, open_sealed
from sasae.intermediary.keys.envelope import CannotOpen, encrypt, thumbprint
from sasae.intermediary.keys.joining import last_day
from sasae.intermediary.keys.models import ALLOWED_MOVES, KeyVersion, State
from sasae.intermediary.keys.resealing import left_of
from sasae.kernel.findings import Refusal

CONFIRMATION = Pair("keys.confirm", thing="団体の鍵", first="作成", second="使い始めの確認")
RETIREMENT = Pair("keys.retire", thing="団体の鍵", first="使い始めの確認", second="廃止")


class CannotUseKey(Refusal):
    """The key cannot be made, used or ended so; the text says why, in Japanese."""


def next_number(body_code: str) -> int:
    """The number of the version to be made. Raises CannotUseKey while one waits for its confirmation."""
    every = KeyVersion.objects.filter(body=body_code)
    if every.filter(state=State.PROPOSED).exists():
        raise CannotUseKey("確認を待っている版があります。先に確認するか、失効させてください。", id="I-711")
    return 1 + max(every.values_list("number", flat=True), default=0)


@transaction.atomic
def propose(body_code: str, number: int, public_key: str, *, by: Actor, now: datetime) -> KeyVersion:
    """The custodian has made a version. It is used when another person has confirmed it."""
    body = _held(body_code)
    if number != next_number(body_code):
        raise CannotUseKey("この番号の版は、いま作れません。一覧を確かめてください。", id="I-712")
    made = KeyVersion.objects.create(
        body=body, number=number, thumbprint=thumbprint(public_key), public_key=public_key, state=State.PROPOSED,
        made_by=by.id, made_at=now, expires_on=last_day(now.date()),
    )  # fmt: skip
    record(by, "key.made", body_code, number=number)
    return made


def confirm(body_code: str, number: int, *, by: Actor, now: datetime) -> None:
    """The second person takes a version into use, once the agent has shown that it holds it."""
    waiting = _version(body_code, number, State.CURRENT)
    refusal = CannotUseKey("鍵を作成した人は、確認できません。別の人が確かめてください。", id="I-713")
    CONFIRMATION.by_another_than(waiting.made_by, by, about=f"{body_code} {number}", refusal=refusal)
    _agent_holds(waiting)
    with transaction.atomic():
        body = _held(body_code)
        KeyVersion.objects.filter(body=body, state=State.CURRENT).update(state=State.OLD)
        moved = KeyVersion.objects.filter(pk=waiting.pk, state=State.PROPOSED).update(
            state=State.CURRENT, confirmed_by=by.id, confirmed_at=now
        )
        if not moved:
            raise CannotUseKey("別の人がすでに扱いました。", id="I-714")
        body.public_key = waiting.public_key
        body.save(update_fields=["public_key"])
        record(by, "key.confirmed", body_code, number=number)


@transaction.atomic
def revoke(body_code: str, number: int, *, reason: str, by: Actor, now: datetime) -> None:
    """At once, and by one person: from now on nothing new is sealed to it."""
    if not reason.strip():
        raise CannotUseKey("失効の理由を入れてください。", id="I-715", at="reason")
    body = _held(body_code)
    found = _version(body_code, number, State.REVOKED)
    KeyVersion.objects.filter(pk=found.pk).update(
        state=State.REVOKED, ended_by=by.id, ended_at=now, reason=reason.strip()[:300]
    )
    if found.public_key == body.public_key:
        body.public_key = ""
        body.save(update_fields=["public_key"])
    record(by, "key.revoked", body_code, number=number, why=reason.strip()[:300])


@transaction.atomic
def retire(body_code: str, number: int, *, by: Actor, now: datetime) -> None:
    """Nothing is sealed to it any more: its private part may be destroyed."""
    body = _held(body_code)
    found = _version(body_code, number, State.RETIRED)
    refusal = CannotUseKey("使い始めを確認した人は、廃止できません。別の人が行ってください。", id="I-716")
    RETIREMENT.by_another_than(found.confirmed_by, by, about=f"{body_code} {number}", refusal=refusal)
    left = left_of(body, found.thumbprint)
    if any(left.values()):
        raise CannotUseKey(
            f"この版でなければ開けないものが{sum(left.values()):,}件残っています。封じ直してから廃止してください。",
            id="I-717",
        )
    KeyVersion.objects.filter(pk=found.pk).update(state=State.RETIRED, ended_by=by.id, ended_at=now)
    record(by, "key.retired", body_code, number=number)


def note_resealed(body: Body, count: int) -> None:
    """A run of the re-sealing did this many."""
    if count:
        record(SYSTEM("intermediary"), "key.resealed", body.code, count=count)


def _held(body_code: str) -> Body:
    return Body.objects.select_for_update().get(code=body_code)


def _version(body_code: str, number: int, wanted: State) -> KeyVersion:
    """The version, when it may move there."""
    found = KeyVersion.objects.filter(body=body_code, number=number).first()
    if found is None or wanted not in ALLOWED_MOVES[State(found.state)]:
        raise CannotUseKey("この版は、いまその扱いができません。一覧を確かめてください。", id="I-718")
    return found


def _agent_holds(version: KeyVersion) -> None:
    """The agent opens what is sealed to the version: whoever made it holds its private part, and the agent has it."""
    probe = secrets.token_bytes(16)
    try:
        opened = open_sealed(version.body_id, f"key-check-{version.number}", encrypt(version.public_key, probe))
    except AgentAway as away:
        raise CannotUseKey(str(away), id="I-719") from away
    except CannotOpen as refusal:
        message = "鍵代理がこの版をまだ持っていません。鍵管理者が鍵代理に読み直させて（SIGHUP）から確認してください。"
        raise CannotUseKey(message, id="I-720") from refusal
    if opened != probe:
        raise CannotUseKey("鍵代理の返事が違います。", id="I-720")
