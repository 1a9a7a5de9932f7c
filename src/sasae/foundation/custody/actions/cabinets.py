"""The cabinet each medium lies in: putting it there and taking it out, each written down."""

from datetime import datetime

from django.db import transaction

from sasae.foundation.custody.containers import CannotTakeOut
from sasae.foundation.custody.models import Medium, MediumMove, MediumState, MoveKind, TakingOut, TakingState
from sasae.foundation.history import Actor, record
from sasae.foundation.places.models import LockedPlace
from sasae.kernel.findings import one_line


@transaction.atomic
def put_away(code: str, cabinet: LockedPlace | None, *, by: Actor, at: datetime) -> None:
    """The medium lies in this cabinet from now on; without one, in its own again."""
    medium = _there(code)
    where = cabinet or medium.cabinet
    if where is None or where.ended_on is not None:
        raise CannotTakeOut("しまう場所を、使っている保管場所から選んでください。", id="MC-121", at="cabinet")
    if where.pk == medium.cabinet_id and not medium.holder:
        raise CannotTakeOut("この媒体は、もうその場所にあります。", id="MC-122", at="cabinet")
    _lay(medium, where, by=by, at=at)


@transaction.atomic
def take_out(code: str, why: str, *, by: Actor, at: datetime) -> None:
    """Somebody has the medium in hand."""
    medium = _there(code)
    said = one_line(why, CannotTakeOut, missing="取り出す目的を入れてください。")
    if medium.cabinet_id is None:
        raise CannotTakeOut("しまう場所が決まっていません。先に保管場所を決めてください。", id="MC-123")
    if medium.holder:
        raise CannotTakeOut("この媒体は、もう取り出されています。", id="MC-124")
    _take(medium, said, by=by, at=at)


def leave_with(taking: TakingOut, *, by: Actor, at: datetime) -> None:
    """What leaves on a medium leaves its cabinet, unless somebody holds it already. Part of the caller's transaction."""
    if not taking.medium.holder:
        _take(taking.medium, taking.purpose, by=by, at=at, taking=taking)


def come_back(taking: TakingOut, *, by: Actor, at: datetime) -> None:
    """A medium that is returned lies in its cabinet again. Part of the caller's transaction."""
    if taking.medium.holder and taking.medium.cabinet is not None:
        _lay(taking.medium, taking.medium.cabinet, by=by, at=at, taking=taking)


def _take(medium: Medium, why: str, *, by: Actor, at: datetime, taking: TakingOut | None = None) -> None:
    MediumMove.objects.create(
        medium=medium, kind=MoveKind.OUT, cabinet=medium.cabinet, taking=taking, why=why, by=by.id, at=at
    )
    Medium.objects.filter(pk=medium.pk).update(holder=by.id)
    record(by, "medium.taken_out", medium.code, cabinet=_name(medium.cabinet), why=why)


def _lay(medium: Medium, cabinet: LockedPlace, *, by: Actor, at: datetime, taking: TakingOut | None = None) -> None:
    MediumMove.objects.create(medium=medium, kind=MoveKind.PUT, cabinet=cabinet, taking=taking, by=by.id, at=at)
    Medium.objects.filter(pk=medium.pk).update(cabinet=cabinet, holder="")
    record(by, "medium.put_away", medium.code, cabinet=cabinet.name)


def _name(cabinet: LockedPlace | None) -> str:
    return cabinet.name if cabinet else "保管場所の定めなし"


def _there(code: str) -> Medium:
    medium = Medium.objects.select_for_update(of=("self",)).select_related("cabinet").filter(code=code).first()
    if medium is None or medium.state == MediumState.DISPOSED:
        raise CannotTakeOut("この媒体は使えません。", id="MC-125")
    if medium.takings.filter(state=TakingState.HANDED_OVER).exists():
        raise CannotTakeOut("持出し中の媒体です。書き出しの画面で返却を記録してください。", id="MC-126")
    return medium
