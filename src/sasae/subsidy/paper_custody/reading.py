"""What a scan or a typed line means: a paper, a box, a locked place, a member of staff."""

from dataclasses import dataclass

from sasae.foundation.accounts.models import User
from sasae.foundation.places.models import LockedPlace
from sasae.foundation.places.queries import place_of
from sasae.kernel.findings import Refusal
from sasae.kernel.numbers import InvalidNumber, custody
from sasae.subsidy.paper_custody.models import Box, TrackedPaper


class CannotTrack(Refusal):
    """The step is not taken; the text says why, in Japanese."""


@dataclass(frozen=True)
class Target:
    """Where something goes: exactly one of the three."""

    place: LockedPlace | None = None
    box: Box | None = None
    holder: User | None = None

    @property
    def code(self) -> str:
        """What is scanned or typed for it."""
        if self.holder:
            return self.holder.login_id
        return self.place.number if self.place else self.box.number if self.box else ""

    @property
    def words(self) -> str:
        """As people read it."""
        if self.holder:
            return f"{self.holder.name}の手元"
        return f"箱 {self.box.label}（{self.box.title}）" if self.box else str(self.place)


def paper_of(typed: str) -> TrackedPaper | None:
    """The paper with this label; None where it is the label of none."""
    serial = _serial(typed, custody.PAPER)
    return TrackedPaper.objects.select_related("place", "box__place").filter(pk=serial).first() if serial else None


def box_of(typed: str) -> Box | None:
    """The box with this label; None where it is the label of none."""
    serial = _serial(typed, custody.BOX)
    return Box.objects.select_related("place").filter(pk=serial).first() if serial else None


def target_of(typed: str) -> Target | None:
    """Where this sends things: a locked place, a box, a member of staff by the log-in; None where it is none of them."""
    if place := place_of(typed):
        return Target(place=place)
    if box := box_of(typed):
        return Target(box=box)
    holder = None if "\0" in typed else User.objects.filter(login_id=typed.strip(), is_active=True).first()
    return Target(holder=holder) if holder else None


def unread(typed: str) -> CannotTrack:
    """Why a line means nothing."""
    if not typed.strip():
        return CannotTrack("番号を読むか、入れてください。", id="SZ-101", at="scan")
    try:
        custody.validate(typed)
    except InvalidNumber as wrong:
        return CannotTrack(f"読めません。{wrong}職員は利用者IDで入れてください。", id="SZ-102", at="scan")
    return CannotTrack("この番号の書類・箱・保管場所はありません。ラベルを確かめてください。", id="SZ-103", at="scan")


def serial_in(typed: str) -> tuple[str, int]:
    """The kind and the serial number of a label; nothing and 0 where it is none."""
    try:
        number = custody.validate(typed)
    except InvalidNumber:
        return "", 0
    return number[0], custody.serial_of(number)


def _serial(typed: str, kind: str) -> int:
    found, serial = serial_in(typed)
    return serial if found == kind else 0
