"""The journal's seals in a second place outside the installation: other storage, best of all such as can be written once.

Who could change the database, the file of seals and the signing key could make all three anew; what lies in the second
place they cannot take back. Where and how often stands in `SASAE_HOME/second_seals.yaml`, a dated table; without it nothing
is copied. Each copy is a file of its own that is never touched again: the segments' lines, then a signed line that closes
it and names the file before, so that a file taken away or slipped in is seen.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from sasae.foundation.history.seals import SealFile, read_line, sign_line
from sasae.kernel.dated import NotInForce, read_dated
from sasae.kernel.findings import Finding, error

SETTING = "second_seals.yaml"
LATE = 2  # a segment may wait so many intervals
_NAME = re.compile(r"(?P<service>[a-z]+)-(?P<first>\d{10})-(?P<last>\d{10})\.jsonl")


class Away(OSError):
    """The second place is not there; most likely it is not mounted. Nothing is made in its stead."""


@dataclass(frozen=True)
class SecondPlace:
    """A folder on other storage, and the minutes after which a seal is to be there."""

    folder: Path
    minutes: int

    def files(self) -> list[Path]:
        """The service's files in their order. Raises Away."""
        if not self.folder.is_dir():
            raise Away(f"{self.folder} がありません。")
        found = [
            path
            for path in self.folder.iterdir()
            if (name := _NAME.fullmatch(path.name)) and name["service"] == settings.SASAE_SERVICE
        ]
        return sorted(found, key=lambda path: path.name)


def second_place(on: date) -> SecondPlace | None:
    """Where seals are copied to on the day; None where it is not set. Raises BadTable, ValueError for what is no setting."""
    file = Path(settings.SASAE_HOME) / SETTING
    if not file.exists():
        return None
    try:
        return read_dated(file.read_text("utf-8"), file.name, _parse).on(on)
    except NotInForce:
        return None


def _parse(value: Any) -> SecondPlace:
    if not isinstance(value, dict) or set(value) != {"folder", "minutes"}:
        raise ValueError("folder（フォルダー）と minutes（分）を書いてください。")
    folder, minutes = Path(str(value["folder"])), value["minutes"]
    if not folder.is_absolute() or folder.is_relative_to(Path(settings.SASAE_HOME)):
        raise ValueError(f"{folder}：設置の外のフォルダーを、/ から書いてください。")
    if type(minutes) is not int or not 1 <= minutes <= 1440:
        raise ValueError("minutes は 1 から 1440 までです。")
    return SecondPlace(folder, minutes)


def copy_seals(place: SecondPlace, *, everything: bool = False) -> int:
    """Copy the segments that are not there yet into one new file, once the oldest of them has waited its minutes.

    `everything` does not wait. Returns how many. Raises Away, and OSError when it cannot be written.
    """
    files = place.files()
    known = int(_NAME.fullmatch(files[-1].name)["last"]) if files else 0  # type: ignore[index]
    waits = timedelta() if everything else timedelta(minutes=place.minutes)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line FROM history_seal WHERE segment > %s AND EXISTS (SELECT 1 FROM history_seal"
            " WHERE segment = %s AND at <= clock_timestamp() - %s) ORDER BY segment",
            [known, known + 1, waits],
        )
        lines = [line for (line,) in cursor.fetchall()]
    if lines:
        _write(place.folder / _name(known + 1, known + len(lines)), [*lines, _closing(lines, known + 1, files)])
    return len(lines)


def _name(first: int, last: int) -> str:
    return f"{settings.SASAE_SERVICE}-{first:010}-{last:010}.jsonl"


def _closing(lines: list[str], first: int, files: list[Path]) -> str:
    return sign_line({
        "service": settings.SASAE_SERVICE, "first": first, "last": first + len(lines) - 1, "lines": _digest("\n".join(lines)),
        "previous": _digest(files[-1].read_text("utf-8")) if files else "",
    })  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, lines: list[str]) -> None:
    """A new file, never one that is there. Half a file, where the storage fails, is a finding of `verify`."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440), "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def compare(place: SecondPlace) -> Iterator[Finding]:
    """Hold the second place against the database's seals and against the file beside it."""
    try:
        files = place.files()
    except Away:
        yield error(
            "H-401", str(place.folder), "封印の二つ目の置き場所を読めません。つながっているか確かめてください。"
        )
        return
    with connection.cursor() as cursor:
        late_after = timedelta(minutes=place.minutes * LATE)
        cursor.execute(
            "SELECT segment, line, at < clock_timestamp() - %s FROM history_seal ORDER BY segment", [late_after]
        )
        inside = {segment: (line, late) for segment, line, late in cursor.fetchall()}
    beside = dict(enumerate(SealFile.of_settings().lines(), start=1))
    known: dict[int, str] = {}
    yield from _read(files, known)
    for segment, line in known.items():
        at = f"区間{segment}"
        if segment not in inside:
            yield error("H-404", at, "二つ目の置き場所にある封印が、データベースから消えています。")
        elif inside[segment][0] != line:
            yield error("H-405", at, "二つ目の置き場所の封印と、データベースの封印が違います。鎖が作り直されています。")
        if segment in beside and beside[segment] != line:
            yield error("H-406", at, "二つ目の置き場所の封印と、データベースの外の封印が違います。")
    if late := [segment for segment, (_, late) in inside.items() if late and segment not in known]:
        yield error("H-407", f"区間{late[0]}", f"二つ目の置き場所に、期限を過ぎても{len(late)}件の封印がありません。")


def _read(files: list[Path], known: dict[int, str]) -> Iterator[Finding]:
    """Every line of files that hold together, by its segment; what does not hold together is a finding."""
    previous, after = "", 0
    for path in files:
        text = path.read_text("utf-8")
        *lines, closing = text.splitlines() or [""]
        told = read_line(closing)
        if (
            told is None
            or told.get("lines") != _digest("\n".join(lines))
            or told.get("service") != settings.SASAE_SERVICE
        ):
            yield error("H-402", path.name, "二つ目の置き場所のファイルが書き換えられています。")
        elif (
            told["first"] != after + 1
            or told["previous"] != previous
            or _name(told["first"], told["last"]) != path.name
        ):
            yield error("H-403", path.name, "二つ目の置き場所のファイルが、前のファイルとつながりません。")
        name = _NAME.fullmatch(path.name)
        first = int(name["first"]) if name else after + 1
        known.update(enumerate(lines, start=first))
        previous, after = _digest(text), first + len(lines) - 1
