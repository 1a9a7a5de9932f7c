"""A file of moves from its reading to its day. Who takes it in never approves it, and nobody moves themselves."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.reach import Reach
from sasae.foundation.accounts.rights import name_of, rights
from sasae.foundation.history import SYSTEM, Actor, Line, record, record_each, refuse
from sasae.foundation.moves.changes import Change, changes_of, counted, mark_of, why_not
from sasae.foundation.moves.models import MOVES, OPEN, Move, MoveFile, MoveState
from sasae.foundation.moves.reading import CannotTake, Told, most_of, read
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Finding, Refusals, error, one_line

ACTOR = SYSTEM("moves")
WORDS = 4000


APPROVAL = Pair("moves.approve", thing="一斉の異動", first="取込み", second="承認")
OWN_MOVE = Pair("moves.own", thing="一斉の異動", first="異動（その中の1人）", second="承認")


class CannotMove(Refusals):
    """The step is not taken; the text says why, in Japanese."""


def take(name: str, content: bytes, reach: Reach, *, by: Actor, on: date, now: datetime) -> MoveFile:
    """Take a file in, wholly or not at all; nothing changes before another approves. Raises CannotTake, and journals it."""
    try:
        with transaction.atomic():
            told = read(content, rights(), on)
            made = _keep(name, content, told, reach, by=by, now=now)
            record(by, "moves.taken", str(made.pk), on=made.effective_on, rows=made.rows)
            return made
    except CannotTake as why:
        refuse(by, "moves.not_taken", "一斉の異動", "、".join(sorted({one.id for one in why.findings})))
        raise


def _keep(name: str, content: bytes, told: list[Told], reach: Reach, *, by: Actor, now: datetime) -> MoveFile:
    users = _users(told, reach)
    if found := [wrong for one in told for wrong in _faults(one, users, reach, by)] or _elsewhere(told, users):
        raise CannotTake(most_of(found))
    made = MoveFile.objects.create(
        organisation=reach.office_code or "", name=name[-100:], sha256=hashlib.sha256(content).hexdigest(),
        rows=len(told), effective_on=told[0].on, taken_by=by.id, taken_at=now,
    )  # fmt: skip
    Move.objects.bulk_create([
        Move(
            file=made, line=one.line, user=users[one.login_id], ends=one.ends, old_office=one.old_office,
            office=one.office, office_code=one.office_code, ward=one.ward, procedure=one.procedure,
            rights=list(one.rights),
        ) for one in told
    ])  # fmt: skip
    return made


def _users(told: list[Told], reach: Reach) -> dict[str, User]:
    """Those named who are within reach, locked: nobody comes into two files at once."""
    named = reach.of(User.objects.filter(login_id__in=[one.login_id for one in told]))
    return {user.login_id: user for user in named.order_by("pk").select_for_update()}


def _faults(one: Told, users: dict[str, User], reach: Reach, by: Actor) -> list[Finding]:
    user = users.get(one.login_id)
    if user is None:
        return [
            error("MV-008", f"{one.at} 利用者ID", "この利用者IDは、あなたが扱う利用者にありません。直してください。")
        ]
    found = []
    if one.login_id == by.id:
        found.append(
            error(
                "MV-018", f"{one.at} 利用者ID", "自分の異動は取り込めません。行を除き、別のID管理者が扱ってください。"
            )
        )
    if not user.usable(one.on):
        found.append(error("MV-010", f"{one.at} 利用者ID", "IDが発令日に失効しています。行を除いてください。"))
    if user.office != one.old_office:
        found.append(error("MV-011", f"{one.at} 旧所属", "いま登録されている所属と違います。確かめて直してください。"))
    if reach.office_code is not None and one.office_code not in ("", reach.office_code):
        found.append(
            error("MV-021", f"{one.at} 新所属コード", "ここでは所属コードを変えられません。空にしてください。")
        )
    found += [
        error("MV-015", f"{one.at} 権限", f"「{name_of(code)}」は、あなたが付与できる権限ではありません。除いてください。")
        for code in one.rights if code not in reach.rights
    ]  # fmt: skip
    return found + why_not(f"{one.at} 権限", user, one.rights)


def _elsewhere(told: list[Told], users: dict[str, User]) -> list[Finding]:
    """Whoever stands in another file that is not over yet."""
    pending = Move.objects.filter(file__state__in=OPEN, user__in=users.values())
    held = dict(pending.values_list("user__login_id", "file_id"))
    return [
        error("MV-019", f"{one.at} 利用者ID", f"終わっていない一斉の異動 {held[one.login_id]} にもあります。どちらかをやめてください。")
        for one in told if one.login_id in held
    ]  # fmt: skip


@transaction.atomic
def approve(number: int, seen: str, *, by: Actor, on: date, now: datetime) -> None:
    """Another person has looked at what changes, and lets it take effect on its day. Raises CannotMove."""
    one = _locked(number)
    changes = changes_of(one, now)
    refusal = CannotMove.one("MV-102", "", "取り込んだ人は、承認できません。別の職員が承認してください。")
    APPROVAL.by_another_than(one.taken_by, by, about=str(number), refusal=refusal)
    refusal = CannotMove.one("MV-103", "", "自分の異動が入っているため、承認できません。別の職員が承認してください。")
    OWN_MOVE.by_another_than({each.user.login_id for each in changes}, by, about=str(number), refusal=refusal)
    if one.effective_on < on:
        raise CannotMove.one("MV-105", "", "発令日が過ぎています。取りやめて、取り込み直してください。")
    if any(each.faults for each in changes):
        raise CannotMove.one(
            "MV-107", "", "反映できない行があります。取りやめ、ファイルを直して取り込み直してください。"
        )
    if mark_of(changes) != seen:
        raise CannotMove.one(
            "MV-104", "", "画面を開いたあとで、変わる権限が変わりました。確かめて、もう一度押してください。"
        )
    _step(one, MoveState.APPROVED, approved_by=by.id, approved_at=now)
    told = counted(changes)
    record(
        by, "moves.approved", str(number), rows=one.rows, gaining=told.gaining, losing=told.losing, ending=told.ending
    )


@transaction.atomic
def cancel(number: int, why: str, *, by: Actor, now: datetime) -> None:
    """Put aside before its day, by the one who took it in or the one who approves. Raises CannotMove."""
    said = one_line(why, CannotMove.said, missing="取りやめの理由を入れてください。")
    _step(_locked(number), MoveState.CANCELLED, why=said, ended_by=by.id, ended_at=now)
    record(by, "moves.cancelled", str(number), reason=said)


@transaction.atomic
def confirm(number: int, *, by: Actor, now: datetime) -> None:
    """A person has looked at the result, and at what could not be done. Raises CannotMove."""
    _step(_locked(number), MoveState.CONFIRMED, ended_by=by.id, ended_at=now)
    record(by, "moves.confirmed", str(number))


def apply_due(on: date, now: datetime) -> int:
    """Every approved file whose day has come, each in one step: killed in the middle nothing of it is done, and the next
    turn does it all. Returns how many."""
    due = MoveFile.objects.filter(state=MoveState.APPROVED, effective_on__lte=on).order_by("effective_on", "pk")
    return sum(_apply(number, now) for number in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _apply(number: int, now: datetime) -> bool:
    one = _locked(number)
    if one.state != MoveState.APPROVED:
        return False
    changes = changes_of(one, now, lock=True)
    _take_back(changes, now)
    _give(one, changes)
    _write(changes)
    left = sum(bool(each.faults) for each in changes)
    _step(one, MoveState.DONE, done_at=now, left=left)
    _tell(one, changes)
    record(ACTOR, "moves.done", str(number), rows=one.rows, left=left)
    return True


def _take_back(changes: list[Change], now: datetime) -> None:
    taken = [grant.pk for each in changes for grant in each.taken]
    Grant.objects.filter(pk__in=taken, revoked_at=None).update(revoked_at=now, revoked_by=ACTOR.id)


def _give(one: MoveFile, changes: list[Change]) -> None:
    """Who may not hold what the line names gets nothing: what was held before is gone all the same."""
    why = f"一斉の異動 {one.pk}（申請 {one.taken_by}、承認 {one.approved_by}）"
    Grant.objects.bulk_create([
        Grant(
            user=each.user, right=right, procedure=each.move.procedure, since=one.effective_on,
            granted_by=one.taken_by, reason=why,
        ) for each in changes if not each.faults for right in each.given
    ])  # fmt: skip


def _write(changes: list[Change]) -> None:
    """Offices, IDs that end, sessions of those who lose something, and what became of each line."""
    for each in changes:
        user, move = each.user, each.move
        if move.ends:
            user.is_active = False
        else:
            user.office, user.ward = move.office, move.ward
            user.office_code = move.office_code or user.office_code
        if move.ends or each.taken:
            user.session_mark = ""
        move.lost = each.lost[:WORDS]
        move.gained = "" if each.faults else each.gained[:WORDS]
        move.outcome = "、".join(fault.message for fault in each.faults)[:200]
    fields = ["office", "office_code", "ward", "is_active", "session_mark"]
    User.objects.bulk_update([each.user for each in changes], fields, batch_size=500)
    Move.objects.bulk_update([each.move for each in changes], ["gained", "lost", "outcome"], batch_size=500)


def _tell(one: MoveFile, changes: Iterable[Change]) -> None:
    lines: dict[str, list[Line]] = {"moves.moved": [], "moves.ended": []}
    for each in changes:
        said: dict[str, Any] = {"file": f"一斉の異動 {one.pk}", "lost": each.lost or "なし"}
        event = "moves.ended" if each.move.ends else "moves.moved"
        gained = each.move.gained or "なし"
        lines[event].append(Line(each.user.login_id, detail=said if each.move.ends else {**said, "gained": gained}))
    for event, every in lines.items():
        record_each(ACTOR, event, every)


def _locked(number: int) -> MoveFile:
    found = MoveFile.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise CannotMove.one("MV-106", "", "この番号の一斉の異動はありません。")
    return found


def _step(one: MoveFile, state: MoveState, **changed: Any) -> None:
    if state not in MOVES[MoveState(one.state)]:
        said = f"この一斉の異動は「{one.get_state_display()}」のため、「{state.label}」にできません。"
        raise CannotMove.one("MV-101", "", said)
    MoveFile.objects.filter(pk=one.pk).update(state=state, **changed)
