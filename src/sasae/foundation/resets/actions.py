"""Asking, granting and using: a supervisor has seen the person, an ID manager grants, the person sets what was lost anew.

Who may not is told so, and it stands in the journal, whatever becomes of the request.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NoReturn

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.history import Actor, record, refuse
from sasae.foundation.resets.models import OPEN, RESET_MOVES, Reset, ResetState, What
from sasae.foundation.resets.queries import of_my_office, untold
from sasae.foundation.two_persons import Pair
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Refusal, one_line

HOURS = load_dated(__package__, "code_hours.yaml", int)
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
_GROUPS, _IN_GROUP = 4, 4
ASKED_FOR_ANOTHER = Pair("resets.ask", thing="利用者IDの再設定", first="利用", second="申請")
GRANTED_TO_ANOTHER = Pair("resets.grant_own", thing="再設定", first="利用", second="許可")
GRANTED_BY_ANOTHER = Pair("resets.grant", thing="再設定", first="申請", second="許可")


class CannotReset(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def hashed(code: str) -> str:
    """What is stored of a code, however it was typed."""
    plain = code.strip().upper().replace("-", "").replace(" ", "").replace("　", "")
    return hashlib.sha256(plain.encode()).hexdigest()


def ask(asker: User, login_id: str, what: str, identity: str, reason: str, *, at: datetime) -> Reset:
    """A supervisor asks for somebody of their office whom they have before them. Raises CannotReset."""
    said = one_line(reason, CannotReset, missing="再設定の要る理由を入れてください。", at="reason")
    seen = one_line(identity, CannotReset, missing="対面で本人をどう確かめたかを入れてください。", at="identity")
    user = reach_of(asker).of(User.objects.filter(login_id=login_id.strip().lower())).first()
    if user is None or not user.usable(at.astimezone(TOKYO).date()):
        known = user.login_id if user else "登録のないID"
        _refuse(asker.actor, known, "RS-101", "有効な利用者IDではありません。入れ直してください。", "login_id")
    own = CannotReset("自分の再設定は申請できません。所属の別の責任者に頼んでください。", id="RS-102", at="login_id")
    ASKED_FOR_ANOTHER.by_another_than(user.login_id, asker.actor, about=user.login_id, refusal=own)
    if not of_my_office(asker).filter(pk=user.pk).exists():
        _refuse(asker.actor, user.login_id, "RS-103", "自分の所属の職員だけを申請できます。その人の所属の責任者に頼んでください。", "login_id")
    return _asked(asker, user, What(what), seen, said, at)


@transaction.atomic
def _asked(asker: User, user: User, what: What, identity: str, reason: str, at: datetime) -> Reset:
    User.objects.select_for_update().get(pk=user.pk)
    Reset.objects.filter(login_id=user.login_id, state=ResetState.GRANTED, code_until__lte=at).update(
        state=ResetState.EXPIRED, code_sha256=""
    )
    if Reset.objects.filter(login_id=user.login_id, state__in=OPEN).exists():
        raise CannotReset("この人の再設定は、もう申請されています。先に取り下げてください。", id="RS-104", at="login_id")
    made = Reset.objects.create(
        login_id=user.login_id, what=what, identity=identity, reason=reason, asked_by=asker.login_id, asked_at=at
    )
    record(asker.actor, "resets.asked", user.login_id, what=what.label, reason=reason, identity=identity, reset=made.pk)
    return made


@transaction.atomic
def grant(pk: int, *, by: Actor, at: datetime) -> tuple[Reset, str]:
    """An ID manager grants what another asked for a third. Returns the code, told once; sessions of the ID end at once."""
    one = Reset.objects.select_for_update().get(pk=pk)
    own = CannotReset("自分の再設定は許可できません。別のID管理者に頼んでください。", id="RS-105")
    GRANTED_TO_ANOTHER.by_another_than(one.login_id, by, about=str(pk), refusal=own)
    asked = CannotReset("申請した人は許可できません。別のID管理者に頼んでください。", id="RS-106")
    GRANTED_BY_ANOTHER.by_another_than(one.asked_by, by, about=str(pk), refusal=asked)
    _must_be(one, ResetState.GRANTED)
    user, on = User.objects.select_for_update().get(login_id=one.login_id), at.astimezone(TOKYO).date()
    if not user.usable(on):
        _refuse(by, one.login_id, "RS-107", "この人のIDは、いまは使えません。IDを確かめてください。")
    code = "".join(secrets.choice(_SIGNS) for _ in range(_GROUPS * _IN_GROUP))
    one.state, one.granted_by, one.granted_at = ResetState.GRANTED, by.id, at
    one.code_sha256, one.code_until = hashed(code), at + timedelta(hours=HOURS.on(on))
    one.save()
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()  # whoever was shown its key may not be who was lost
    user.session_mark = ""
    user.save(update_fields=["session_mark"])
    record(by, "resets.granted", one.login_id, what=one.get_what_display(), asked_by=one.asked_by, reset=pk)
    return one, "-".join(code[place : place + _IN_GROUP] for place in range(0, len(code), _IN_GROUP))


@transaction.atomic
def decline(pk: int, why: str, *, by: Actor, at: datetime) -> Reset:
    """The ID manager does not grant it, or takes a code back. Raises CannotReset."""
    one = Reset.objects.select_for_update().get(pk=pk)
    said = one_line(why, CannotReset, missing="許可しない理由を入れてください。")
    return _ended(one, ResetState.REFUSED if one.state == ResetState.ASKED else ResetState.WITHDRAWN, said, by, at)


@transaction.atomic
def withdraw(pk: int, why: str, *, by: Actor, at: datetime) -> Reset:
    """Whoever asked needs it no longer: a code that was given is worth nothing from now on. Raises CannotReset."""
    one = Reset.objects.select_for_update().filter(pk=pk, asked_by=by.id).first()
    if one is None:
        _refuse(by, str(pk), "RS-108", "取り下げられるのは、申請した人だけです。ID管理者に頼んでください。")
    said = one_line(why, CannotReset, missing="取り下げる理由を入れてください。")
    return _ended(one, ResetState.WITHDRAWN, said, by, at)


def _ended(one: Reset, state: ResetState, why: str, by: Actor, at: datetime) -> Reset:
    _must_be(one, state)
    one.state, one.code_sha256, one.why, one.ended_by, one.ended_at = state, "", why, by.id, at
    one.save()
    event = "resets.declined" if state == ResetState.REFUSED else "resets.withdrawn"
    record(by, event, one.login_id, what=one.get_what_display(), reason=why, reset=one.pk)
    return one


@transaction.atomic
def use(pk: int, *, password: str, device: TOTPDevice | None, at: datetime) -> None:
    """The person sets anew what was lost: once. `password` is empty and `device` None where they stay. Raises CannotReset."""
    one = Reset.objects.select_for_update().get(pk=pk)
    user = User.objects.select_for_update().get(login_id=one.login_id)
    if not one.live(at) or not user.usable(at.astimezone(TOKYO).date()):
        raise CannotReset("このコードは、もう使えません。所属の責任者に、もう一度申請してもらってください。", id="RS-109")
    if password:
        user.set_password(password)
        user.must_change_password = False
    if device is not None:
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    user.session_mark = ""
    user.save(update_fields=["password", "must_change_password", "session_mark"])
    one.state, one.code_sha256, one.ended_at = ResetState.USED, "", at
    one.save()
    record(user.actor, "resets.used", user.login_id, what=one.get_what_display(), reset=pk)


@transaction.atomic
def tell(user: User, *, at: datetime) -> None:
    """The person has read who asked and who granted. A code still to be used is told of again."""
    count = untold(user.login_id).exclude(state=ResetState.GRANTED, code_until__gt=at).update(told_at=at)
    if count:
        record(user.actor, "resets.told", user.login_id, count=count)


def _must_be(one: Reset, state: ResetState) -> None:
    if state not in RESET_MOVES[ResetState(one.state)]:
        raise CannotReset(f"この申請は「{one.get_state_display()}」です。画面を開き直してください。", id="RS-110")


def _refuse(by: Actor, login_id: str, id: str, why: str, at: str = "") -> NoReturn:
    refuse(by, "resets.refused", login_id, f"{why}（{id}）")
    raise CannotReset(why, id=id, at=at)
