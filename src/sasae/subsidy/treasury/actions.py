"""Making a file for the treasury, once; taking its clearing files in."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.dated import NotInForce
from sasae.kernel.findings import Refusal, error, has_errors
from sasae.kernel.wareki import parse_date, to_wareki
from sasae.subsidy.recovery.actions import CannotRecover, pay
from sasae.subsidy.recovery.actions.locking import hold_movements, locked_many
from sasae.subsidy.recovery.models import Movement, Receivable
from sasae.subsidy.recovery.queries import named
from sasae.subsidy.treasury.adapter import CannotWrite, layouts, read, write
from sasae.subsidy.treasury.models import ClearedLine, ClearingFile, Kind, TreasuryFile
from sasae.subsidy.treasury.rows import made, span

MOST_DIGITS = 12


class CannotMake(Refusal):
    """The file is not made or taken; the text says why, in Japanese."""


@transaction.atomic
def make(kind: str, period: str, *, by: Actor, on: date, at: datetime) -> TreasuryFile:
    """Make a file of a month or year that is over. Made already, it is given again with the same bytes. Raises CannotMake."""
    if kind not in Kind.values:
        raise CannotMake("ファイルの種類がわかりません。", id="TR-201", at="kind")
    try:
        asked = span(kind, period)
    except (ValueError, NotInForce) as unread:
        raise CannotMake("月（2026-07）または会計年度（2026）を入れてください。", id="TR-202", at="period") from unread
    _one_at_a_time(kind, asked.name)
    known = TreasuryFile.objects.filter(kind=kind, period=asked.name).first()
    if known is not None:
        return known
    if asked.over >= on:
        said = f"まだ終わっていない月・年度のファイルは作れません。{to_wareki(asked.over)}の翌日から作れます。"
        raise CannotMake(said, id="TR-203", at="period")
    counted_to = hold_movements()
    try:
        told = made(kind, asked)
    except NotInForce as beyond:
        raise CannotMake(
            f"科目や補助率の表が及んでいない年度があります。{beyond}", id="TR-206", at="period"
        ) from beyond
    if told.yen != told.ledger or any(ours != theirs for ours, theirs in told.also):
        raise CannotMake(
            f"合計が台帳と違います（ファイル {told.yen:,}円、台帳 {told.ledger:,}円）。台帳の自己検査を見てください。",
            id="TR-204",
        )
    try:
        content = write(kind, told.rows)
    except CannotWrite as unwritten:
        raise CannotMake(str(unwritten), id="TR-205") from unwritten
    file = TreasuryFile.objects.create(
        kind=kind, period=asked.name, name=f"{layouts()[kind].file}-{asked.name}.csv", rows=len(told.rows), yen=told.yen,
        content=content, sha256=hashlib.sha256(content).hexdigest(), made_by=by.id, made_at=at, counted_to=counted_to,
    )  # fmt: skip
    record(by, "treasury.made", file.name, kind=file.get_kind_display(), rows=file.rows, yen=file.yen)
    return file


def _one_at_a_time(kind: str, period: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"treasury/{kind}/{period}"])


def handed_over(file: TreasuryFile, *, by: Actor) -> bytes:
    """The file as it was made; each time is journaled."""
    record(by, "treasury.handed_over", file.name)
    return bytes(file.content)


@transaction.atomic
def clear(name: str, content: bytes, *, by: Actor, on: date, at: datetime) -> tuple[ClearingFile, bool]:
    """Take a clearing file in: each line once, what cannot be matched is a finding. The same bytes again do nothing."""
    digest = hashlib.sha256(content).hexdigest()
    _one_at_a_time("clearing", digest)
    known = ClearingFile.objects.filter(sha256=digest).first()
    if known is not None:
        return known, False
    rows, findings = read("clearing", content)
    cleared: dict[int, Movement] = {}
    if not has_errors(findings):
        debts = named(row["number"] for _, row in rows)
        locked_many({debt.pk for debt in debts.values()})  # in one order, whatever the file's
        for line, row in rows:
            try:
                cleared[line] = _clear(name, line, row, debts, by=by, on=on)
            except CannotMake as refusal:
                findings.append(error(refusal.id, f"{line}行目 {row['number']}"[:200], refusal.args[0]))
    file = ClearingFile.objects.create(
        name=name[:200], sha256=digest, content=content, rows=len(rows), cleared=len(cleared),
        yen=sum(one.applied + one.excess for one in cleared.values()),
        findings=[one.as_dict() for one in findings], given_by=by.id, given_at=at,
    )  # fmt: skip
    ClearedLine.objects.bulk_create(
        [ClearedLine(file=file, line=line, movement=movement) for line, movement in cleared.items()]
    )
    record(by, "treasury.cleared", file.name, rows=len(rows), cleared=file.cleared, yen=file.yen)
    return file, True


def _clear(name: str, line: int, row: dict[str, Any], debts: dict[str, Receivable], *, by: Actor, on: date) -> Movement:
    """One line. What it could not do is taken back; CannotMake says why, in a finding's words."""
    digits = row["yen"].replace(",", "")
    try:
        paid_on = parse_date(row["paid_on"])
    except ValueError as unread:
        raise _wrong("TR-301", str(unread)) from unread
    if not digits.isdecimal():
        raise _wrong("TR-302", "収納額が数字ではありません。")
    if len(digits) > MOST_DIGITS:
        raise _wrong("TR-305", f"収納額が{MOST_DIGITS}桁を超えています。")
    debt = debts.get(row["number"])
    if debt is None:
        raise _wrong("TR-304", "この納付番号の返還金はありません。")
    try:
        with transaction.atomic():
            return pay(
                debt.number, yen=int(digits), paid_on=paid_on, reference=row["reference"], by=by, on=on,
                file=name[:200], line=line,
            )  # fmt: skip
    except CannotRecover as refusal:
        raise _wrong("TR-303", str(refusal)) from refusal


def _wrong(id: str, said: str) -> CannotMake:
    """A refusal whose text stands without its id: the finding carries that."""
    wrong = CannotMake(said)
    wrong.id = id
    return wrong
