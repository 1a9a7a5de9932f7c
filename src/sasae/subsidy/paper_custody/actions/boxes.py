"""Boxes: made, moved, sealed with a number, opened with a reason."""

from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.places.models import LockedPlace
from sasae.kernel.findings import one_line
from sasae.subsidy.paper_custody.models import Box, BoxMove, BoxState, BoxStep
from sasae.subsidy.paper_custody.reading import CannotTrack

BOX_MOVES = {
    BoxState.OPEN: {BoxState.SEALED, BoxState.DESTROYED},
    BoxState.SEALED: {BoxState.OPEN, BoxState.DESTROYED},
    BoxState.DESTROYED: set(),
}


@transaction.atomic
def make(title: str, place: LockedPlace | None, *, by: Actor, at: datetime) -> Box:
    """A new box in a locked place."""
    said = one_line(title, CannotTrack, missing="箱の名称を入れてください。", at="title", most=60)
    if place is None:
        raise CannotTrack("箱を置く保管場所を選んでください。", id="SZ-112", at="place")
    box = Box.objects.create(title=said, place=place, made_by=by.id, made_at=at)
    _write(box, BoxStep.MADE, by=by, at=at)
    record(by, "box.made", box.label, title=said)
    return box


@transaction.atomic
def move(number: int, place: LockedPlace, *, by: Actor, at: datetime) -> Box:
    """The box stands elsewhere from now on, with all that lies in it."""
    box = _there(number)
    if box.place_id == place.pk:
        raise CannotTrack(f"箱 {box.label} は、もうそこ（{place}）にあります。", id="SZ-113", at="scan")
    box.place = place
    box.save()
    _write(box, BoxStep.MOVED, by=by, at=at)
    record(by, "box.moved", box.label, where=place.name)
    return box


@transaction.atomic
def seal(number: int, seal: str, *, by: Actor, at: datetime) -> None:
    """Closed with a seal that bears a number no other has."""
    said = one_line(seal, CannotTrack, missing="封印の番号を入れてください。", at="seal", most=30)
    box = _there(number)
    if BoxMove.objects.filter(kind=BoxStep.SEALED, seal=said).exists():
        raise CannotTrack("この番号の封印は、前に使われています。", id="SZ-114", at="seal")
    _turn(box, BoxState.SEALED, seal=said)
    _write(box, BoxStep.SEALED, by=by, at=at, seal=said)
    record(by, "box.sealed", box.label, seal=said)


@transaction.atomic
def open_again(number: int, why: str, *, by: Actor, at: datetime) -> None:
    """The seal is broken, and why."""
    said = one_line(why, CannotTrack, missing="封印を開ける理由を入れてください。")
    box = _there(number)
    broken = box.seal
    _turn(box, BoxState.OPEN, seal="")
    _write(box, BoxStep.OPENED, by=by, at=at, seal=broken, why=said)
    record(by, "box.opened", box.label, seal=broken, why=said)


def destroy(box: Box, *, by: Actor, at: datetime) -> None:
    """All that lay in it is destroyed. Part of the caller's transaction."""
    _turn(box, BoxState.DESTROYED, seal=box.seal)
    Box.objects.filter(pk=box.pk).update(place=None)
    _write(box, BoxStep.DESTROYED, by=by, at=at)


def _turn(box: Box, state: BoxState, *, seal: str) -> None:
    if state not in BOX_MOVES[BoxState(box.state)]:
        raise CannotTrack(f"箱 {box.label} は「{box.get_state_display()}」のため、できません。", id="SZ-115")
    box.state, box.seal = state, seal
    box.save()


def _there(number: int) -> Box:
    box = Box.objects.select_for_update(of=("self",)).select_related("place").get(pk=number)
    if box.state == BoxState.DESTROYED:
        raise CannotTrack(f"箱 {box.label} は廃棄されています。", id="SZ-116", at="scan")
    return box


def _write(box: Box, kind: BoxStep, *, by: Actor, at: datetime, seal: str = "", why: str = "") -> None:
    BoxMove.objects.create(box=box, kind=kind, place=box.place, seal=seal, why=why, by=by.id, at=at)
