"""A medium's life, and what leaves on it. Who asks never approves; what leaves is sealed and leaves once."""

import hashlib
from datetime import date, datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from sasae.foundation import sealing
from sasae.foundation.accounts.models import User
from sasae.foundation.custody import containers
from sasae.foundation.custody.actions import cabinets
from sasae.foundation.custody.containers import CannotTakeOut
from sasae.foundation.custody.models import (
    MEDIUM_MOVES,
    TAKING_MOVES,
    Medium,
    MediumState,
    Sealing,
    TakingOut,
    TakingState,
)
from sasae.foundation.history import BATCH, Actor, record
from sasae.foundation.places.models import LockedPlace
from sasae.foundation.two_persons import Pair
from sasae.kernel.wareki import to_wareki

MOST_ITEMS = 200  # of one taking-out: what leaves is looked through by a person
BY = BATCH("custody", "媒体の返却の知らせ")


DISPOSAL = Pair("custody.dispose", thing="記録媒体", first="廃棄の求め", second="廃棄の承認")
LEAVING = Pair("custody.approve", thing="媒体への書き出し", first="書き出しの求め", second="承認・不許可")


def source() -> Any:
    """The service's own module of what may leave: `missing(items, user)`, `bundle(items, actor)` and `NOTE`."""
    return import_module(settings.SASAE_CUSTODY_SOURCE)


@transaction.atomic
def register(
    code: str, kind: str, recipient: str, sealing: str = Sealing.AGE, cabinet: LockedPlace | None = None, *, by: Actor,
    at: datetime,
) -> Medium:  # fmt: skip
    """A new medium with the public key of who will open it; without one where a password seals it. It lies in a cabinet."""
    if sealing == Sealing.AGE:
        containers.check_recipient(recipient.strip())
    elif recipient.strip():
        raise CannotTakeOut("ZIPの方式では、公開鍵を空にしてください。", id="MC-118", at="recipient")
    if Medium.objects.filter(code=code.strip()).exists():
        raise CannotTakeOut("この番号の媒体は登録されています。", id="MC-102", at="code")
    made = Medium.objects.create(
        code=code.strip(), kind=kind.strip(), recipient=recipient.strip(), sealing=sealing, registered_by=by.id,
        registered_at=at,
    )  # fmt: skip
    record(by, "medium.registered", made.code, kind=made.kind)
    if cabinet is not None:
        cabinets.put_away(made.code, cabinet, by=by, at=at)
    return made


@transaction.atomic
def inspect(code: str, result: str, *, by: Actor, on: date) -> None:
    """Somebody looked whether data no longer needed lies on a medium."""
    medium = _medium(code)
    if medium.state == MediumState.DISPOSED:
        raise CannotTakeOut("廃棄した媒体は点検できません。", id="MC-103")
    if not result.strip():
        raise CannotTakeOut("点検の結果を入れてください。", id="MC-104", at="result")
    medium.inspected_by, medium.inspected_on, medium.inspection = by.id, on, result.strip()[:200]
    medium.save()
    record(by, "medium.inspected", code, result=medium.inspection)


@transaction.atomic
def ask_disposal(code: str, *, by: Actor) -> None:
    """A medium is to be disposed of; nothing may be out on it."""
    medium = _medium(code)
    if TakingOut.objects.filter(medium=medium).exclude(state__in=[TakingState.ERASED, TakingState.REFUSED]).exists():
        raise CannotTakeOut("終わっていない書き出しがあります。消去を確かめてから廃棄してください。", id="MC-105")
    _move_medium(medium, MediumState.DISPOSAL_ASKED, disposal_asked_by=by.id)
    record(by, "medium.disposal_asked", code)


@transaction.atomic
def dispose(code: str, *, by: Actor, at: datetime) -> None:
    """Another person approves the disposal."""
    medium = _medium(code)
    refusal = CannotTakeOut("廃棄を求めた人は、承認できません。別の職員が承認してください。", id="MC-106")
    DISPOSAL.by_another_than(medium.disposal_asked_by, by, about=code, refusal=refusal)
    _move_medium(medium, MediumState.DISPOSED, disposed_by=by.id, disposed_at=at)
    record(by, "medium.disposed", code)


@transaction.atomic
def ask(
    code: str, items: list[str], purpose: str, receiver: str, due_on: date, *, user: Any, by: Actor, at: datetime
) -> TakingOut:
    """Ask for something to leave on a medium. `user` reaches what is asked for, or it is refused."""
    medium = _medium(code)
    if medium.state != MediumState.IN_USE:
        raise CannotTakeOut("この媒体は使えません。", id="MC-107", at="medium")
    wanted = sorted(set(items))
    if not wanted or len(wanted) > MOST_ITEMS:
        raise CannotTakeOut(f"書き出すものを1件から{MOST_ITEMS}件までで指定してください。", id="MC-108", at="items")
    if missing := source().missing(wanted, user):
        raise CannotTakeOut(f"書き出せないものがあります：{'、'.join(missing)}", id="MC-109", at="items")
    try:
        with transaction.atomic():
            made = TakingOut.objects.create(
                medium=medium, items=wanted, purpose=purpose.strip(), receiver=receiver.strip(), due_on=due_on,
                asked_by=by.id, asked_at=at,
            )  # fmt: skip
    except IntegrityError as busy:
        raise CannotTakeOut("この媒体には、終わっていない書き出しがあります。", id="MC-110", at="medium") from busy
    record(by, "taking.asked", str(made.pk), wanted, medium=code, count=len(wanted), due=to_wareki(due_on))
    return made


@transaction.atomic
def approve(number: int, *, by: Actor, at: datetime) -> None:
    """Another person lets it leave."""
    taking = _taking(number)
    _by_another(taking, by)
    secret = containers.new_password() if taking.medium.sealing == Sealing.AES_ZIP else None
    cipher = sealing.encrypt(secret, _context(taking)) if secret else None
    _move(taking, TakingState.APPROVED, decided_by=by.id, decided_at=at, password_cipher=cipher)
    record(by, "taking.approved", str(number), taking.items)


@transaction.atomic
def refuse_taking(number: int, why: str, *, by: Actor, at: datetime) -> None:
    """It does not leave."""
    taking = _taking(number)
    _by_another(taking, by)
    if not why.strip():
        raise CannotTakeOut("不許可の理由を入れてください。", id="MC-112", at="why")
    _move(taking, TakingState.REFUSED, decided_by=by.id, decided_at=at, note=why.strip()[:200])
    record(by, "taking.refused", str(number), taking.items, why=taking.note)


@transaction.atomic
def hand_over(number: int, *, by: Actor, at: datetime) -> bytes:
    """The sealed container, once: what was approved, as it is at this moment. Kept are only its size and hash."""
    taking = _taking(number)
    _may_move(taking, TakingState.HANDED_OVER)
    asker = User.objects.get(login_id=taking.asked_by)
    if missing := source().missing(taking.items, asker):
        raise CannotTakeOut(f"今は書き出せないものがあります：{'、'.join(missing)}", id="MC-117")
    content: bytes = source().bundle(taking.items, by)
    sealed = containers.sealed(taking.medium, content, f"taking-out-{number}.zip", _password(taking))
    digest = hashlib.sha256(sealed).hexdigest()
    cabinets.leave_with(taking, by=by, at=at)
    _move(taking, TakingState.HANDED_OVER, handed_by=by.id, handed_at=at, size=len(sealed), sha256=digest)
    record(by, "taking.handed_over", str(number), taking.items, medium=taking.medium.code, sha256=digest)
    return sealed


@transaction.atomic
def take_back(number: int, *, by: Actor, at: datetime) -> None:
    """The medium is back."""
    taking = _taking(number)
    _move(taking, TakingState.RETURNED, returned_at=at)
    cabinets.come_back(taking, by=by, at=at)
    record(by, "taking.returned", str(number), taking.items)


@transaction.atomic
def attest_erased(number: int, how: str, *, by: Actor, at: datetime) -> None:
    """Somebody saw that the data is gone from the medium."""
    taking = _taking(number)
    if not how.strip():
        raise CannotTakeOut("消去の方法を入れてください。", id="MC-113", at="how")
    _move(taking, TakingState.ERASED, erased_by=by.id, erased_at=at, note=how.strip()[:200], password_cipher=None)
    record(by, "taking.erased", str(number), taking.items, how=taking.note)


@transaction.atomic
def tell_password(number: int, *, by: Actor) -> str:
    """The password of a ZIP, for who let it leave alone: told to the receiver by another way than the medium."""
    taking = _taking(number)
    if taking.decided_by != by.id:
        raise CannotTakeOut("パスワードは、承認した人だけが見られます。", id="MC-119")
    secret = _password(taking)
    if not secret:
        raise CannotTakeOut("この書き出しにはパスワードがありません。", id="MC-120")
    record(by, "taking.password_told", str(number), taking.items)
    return secret


@transaction.atomic
def remind(on: date) -> int:
    """Write down once a day which media should be back by now. Returns how many."""
    out = TakingOut.objects.select_for_update().filter(state=TakingState.HANDED_OVER, due_on__lt=on)
    late = list(out.exclude(reminded_on=on).values_list("pk", "items", "medium__code"))
    for number, items, code in late:
        record(BY, "taking.overdue", str(number), items, medium=code)
    TakingOut.objects.filter(pk__in=[number for number, _, _ in late]).update(reminded_on=on)
    return len(late)


def _context(taking: TakingOut) -> str:
    return f"custody_takingout/{taking.pk}"


def _password(taking: TakingOut) -> str:
    return sealing.decrypt(taking.password_cipher, _context(taking)).decode() if taking.password_cipher else ""


def _by_another(taking: TakingOut, by: Actor) -> None:
    refusal = CannotTakeOut("求めた人は、承認できません。別の職員が決めてください。", id="MC-111")
    LEAVING.by_another_than(taking.asked_by, by, about=str(taking.pk), refusal=refusal)


def _medium(code: str) -> Medium:
    medium = Medium.objects.select_for_update().filter(code=code).first()
    if medium is None:
        raise CannotTakeOut("この番号の媒体は登録されていません。", id="MC-114", at="medium")
    return medium


def _taking(number: int) -> TakingOut:
    return TakingOut.objects.select_for_update(of=("self",)).select_related("medium").get(pk=number)


def _move_medium(medium: Medium, state: MediumState, **changed: Any) -> None:
    if state not in MEDIUM_MOVES[MediumState(medium.state)]:
        raise CannotTakeOut(f"この媒体は「{medium.get_state_display()}」のため、できません。", id="MC-115")
    _set(medium, state=state, **changed)


def _may_move(taking: TakingOut, state: TakingState) -> None:
    if state not in TAKING_MOVES[TakingState(taking.state)]:
        raise CannotTakeOut(f"この書き出しは「{taking.get_state_display()}」のため、できません。", id="MC-116")


def _move(taking: TakingOut, state: TakingState, **changed: Any) -> None:
    _may_move(taking, state)
    _set(taking, state=state, **changed)


def _set(row: Medium | TakingOut, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
