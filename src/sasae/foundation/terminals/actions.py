"""Letting a terminal in and stopping it; what is taken onto it, and that it is gone again."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from sasae.foundation.history import BATCH, Actor, record
from sasae.foundation.terminals.checks import DEFINITIONS_OLD
from sasae.foundation.terminals.models import (
    FILE_MOVES,
    TERMINAL_MOVES,
    DailyCheck,
    FileState,
    Terminal,
    TerminalFile,
    TerminalState,
)
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, Refusals, error, one_line
from sasae.kernel.wareki import to_wareki

CODE_LASTS = timedelta(hours=24)
KEY_LASTS = timedelta(days=366)
LONGEST = timedelta(days=7)  # that a file may lie on a terminal
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
BY = BATCH("terminals", "端末の消去の知らせ")


DELETION = Pair("terminals.confirm_deleted", thing="端末に取り出したファイル", first="取出し・削除", second="削除の確認")


class CannotUse(Refusal):
    """The step is not taken; the text says why, in Japanese."""


class ManyWrong(Refusals):
    """The look at a room is not kept: what is wrong with it, terminal by terminal."""


def hashed(secret: str) -> str:
    """What is stored of a code or a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def register(code: str, place: str, keeper: str, certificate: str = "", *, by: Actor, at: datetime) -> tuple[Terminal, str]:
    """A new terminal and the code to be typed on it, told once."""
    code = one_line(code, CannotUse, missing="端末番号を入れてください。", at="code", most=20).upper()
    if Terminal.objects.filter(code=code).exists():
        raise CannotUse("この番号の端末は登録されています。", id="TM-101", at="code")
    told = _code()
    made = Terminal.objects.create(
        code=code, place=place.strip(), keeper=keeper.strip(), certificate_sha256=_fingerprint(certificate),
        code_sha256=hashed(told), code_until=at + CODE_LASTS, registered_by=by.id, registered_at=at,
    )  # fmt: skip
    record(by, "terminal.registered", code, place=made.place)
    return made, told


@transaction.atomic
def new_code(code: str, *, by: Actor, at: datetime) -> str:
    """A fresh code for a terminal: its old key is worth nothing from now on."""
    told = _code()
    terminal = _terminal(code)
    _move(
        terminal, TerminalState.WAITING, code_sha256=hashed(told), code_until=at + CODE_LASTS, key_sha256=None,
        registered_by=by.id, registered_at=at, why="", stopped_by="", stopped_at=None,
    )  # fmt: skip
    record(by, "terminal.registered", terminal.code, place=terminal.place)
    return told


@transaction.atomic
def let_in(typed: str, *, by: Actor, at: datetime, on: date) -> tuple[Terminal, str]:
    """The code was typed on the terminal: it is permitted, and gets the key it will show. Raises CannotUse."""
    told = hashed(typed.strip().upper().replace("-", "").replace(" ", ""))
    terminal = Terminal.objects.select_for_update().filter(code_sha256=told, state=TerminalState.WAITING).first()
    if terminal is None or terminal.code_until is None or terminal.code_until < at:
        raise CannotUse("登録コードが違うか、期限が切れています。端末の管理者に出し直しを頼んでください。", id="TM-102", at="code")
    key, until = secrets.token_urlsafe(32), on + KEY_LASTS
    _move(terminal, TerminalState.PERMITTED, code_sha256="", key_sha256=hashed(key), permitted_until=until)
    record(by, "terminal.permitted", terminal.code, until=to_wareki(until))
    return terminal, key


@transaction.atomic
def stop(code: str, why: str, *, by: Actor, at: datetime) -> None:
    """From now on nothing comes from this terminal."""
    said = one_line(why, CannotUse, missing="止める理由を入れてください。")
    terminal = _terminal(code)
    _move(
        terminal, TerminalState.STOPPED, key_sha256=None, code_sha256="", stopped_by=by.id, stopped_at=at, why=said
    )
    record(by, "terminal.stopped", terminal.code, why=said)


@transaction.atomic
def note_file(
    content: bytes, kind: str, items: Sequence[str], *, terminal: str, purpose: str, delete_by: date, by: Actor,
    at: datetime, on: date,
) -> TerminalFile:  # fmt: skip
    """A file goes onto a terminal. Written down before it goes. Raises CannotUse."""
    said = one_line(purpose, CannotUse, missing="目的を入れてください。", at="purpose")
    if not on <= delete_by <= on + LONGEST:
        raise CannotUse(f"消去期限は、今日から{LONGEST.days}日以内にしてください。", id="TM-103", at="delete_by")
    digest = hashlib.sha256(content).hexdigest()
    made = TerminalFile.objects.create(
        terminal=terminal, kind=kind, items=list(items), purpose=said, size=len(content), sha256=digest, taken_by=by.id,
        taken_at=at, delete_by=delete_by,
    )  # fmt: skip
    record(
        by, "terminal_file.taken", str(made.pk), list(items), terminal=terminal, count=len(items),
        due=to_wareki(delete_by), sha256=digest,
    )  # fmt: skip
    return made


@transaction.atomic
def say_deleted(number: int, how: str, *, by: Actor, at: datetime) -> None:
    """Whoever took it says that it is gone."""
    file = _file(number)
    said = one_line(how, CannotUse, missing="消した方法を入れてください。", at="how")
    _move_file(file, FileState.SAID, how=said, deleted_by=by.id, deleted_at=at)
    record(by, "terminal_file.deleted", str(number), file.items, how=said)


@transaction.atomic
def confirm_deleted(number: int, *, by: Actor, at: datetime) -> None:
    """Another person has looked at the terminal."""
    file = _file(number)
    _by_another(file, by)
    _move_file(file, FileState.GONE, confirmed_by=by.id, confirmed_at=at)
    record(by, "terminal_file.confirmed", str(number), file.items)


@transaction.atomic
def send_back(number: int, why: str, *, by: Actor) -> None:
    """It is still there: to be deleted again."""
    file = _file(number)
    said = one_line(why, CannotUse, missing="やり直す理由を入れてください。")
    _by_another(file, by)
    _move_file(file, FileState.THERE, how="", deleted_by="", deleted_at=None)
    record(by, "terminal_file.sent_back", str(number), file.items, why=said)


@transaction.atomic
def remind(on: date) -> int:
    """Write down once a day what should be gone by now. Returns how many there are."""
    due = TerminalFile.objects.select_for_update().exclude(state=FileState.GONE).filter(delete_by__lt=on)
    late = list(due.filter(~Q(reminded_on=on) | Q(reminded_on__isnull=True)))
    for one in late:
        record(BY, "terminal_file.overdue", str(one.pk), one.items, terminal=one.terminal)
    TerminalFile.objects.filter(pk__in=[one.pk for one in late]).update(reminded_on=on)
    return len(late)


@dataclass(frozen=True)
class Seen:
    """What was seen of one terminal. `definitions_on` is the date of its virus definitions."""

    code: str
    wire: bool
    room: bool
    cabinet: bool
    definitions_on: date
    note: str

    def wrong(self, on: date) -> bool:
        """Whether anything is not as it should be."""
        return not (self.wire and self.room and self.cabinet) or self.definitions_on < on - timedelta(days=DEFINITIONS_OLD.on(on))


@transaction.atomic
def check(place: str, seen: Sequence[Seen], *, by: Actor, at: datetime, on: date) -> int:
    """The day's look at a room's terminals, all at once. Returns how many are not as they should be. Raises ManyWrong."""
    terminals = {one.code: one for one in Terminal.objects.filter(code__in=[one.code for one in seen])}
    findings = [
        *(error("TM-110", f"note_{one.code}", "異常のある端末は、気付いたことと、したことを書いてください。") for one in seen if one.wrong(on) and not one.note),
        *(error("TM-111", f"definitions_{one.code}", "ウイルス定義の日付が今日より後の日です。") for one in seen if one.definitions_on > on),
    ]  # fmt: skip
    if findings:
        raise ManyWrong(findings)
    DailyCheck.objects.bulk_create(
        [
            DailyCheck(
                terminal=terminals[one.code], on=on, wire=one.wire, room=one.room, cabinet=one.cabinet,
                definitions_on=one.definitions_on, wrong=one.wrong(on), note=one.note, by=by.id, at=at,
            )
            for one in seen
        ]
    )  # fmt: skip
    wrong = sum(one.wrong(on) for one in seen)
    record(by, "terminal.checked", place[:100], place=place, count=len(seen), wrong=wrong)
    return wrong


def _by_another(file: TerminalFile, by: Actor) -> None:
    refusal = CannotUse("取り出した人や消した人は、確かめられません。別の職員が端末を見てください。", id="TM-104")
    DELETION.by_another_than([file.deleted_by, file.taken_by], by, about=str(file.pk), refusal=refusal)


def _code() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(12))


def _fingerprint(typed: str) -> str:
    plain = typed.strip().replace(":", "").replace(" ", "").lower()
    if plain and (len(plain) != 64 or set(plain) - set("0123456789abcdef")):
        raise CannotUse("証明書の指紋は、SHA-256の16進64文字です。", id="TM-105", at="certificate")
    return plain


def _terminal(code: str) -> Terminal:
    found = Terminal.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise CannotUse("この番号の端末は登録されていません。", id="TM-106")
    return found


def _file(number: int) -> TerminalFile:
    found = TerminalFile.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise CannotUse("この番号の取り出しはありません。", id="TM-107")
    return found


def _move(terminal: Terminal, state: TerminalState, **changed: Any) -> None:
    if state not in TERMINAL_MOVES[TerminalState(terminal.state)]:
        raise CannotUse(f"この端末は「{terminal.get_state_display()}」のため、できません。", id="TM-108")
    Terminal.objects.filter(pk=terminal.pk).update(state=state, **changed)


def _move_file(file: TerminalFile, state: FileState, **changed: Any) -> None:
    if state not in FILE_MOVES[FileState(file.state)]:
        raise CannotUse(f"この取り出しは「{file.get_state_display()}」のため、できません。", id="TM-109")
    TerminalFile.objects.filter(pk=file.pk).update(state=state, **changed)
