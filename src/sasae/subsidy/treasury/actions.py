"""Making a file for the treasury, once; taking its clearing files in."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Finding, Refusal, error, has_errors
from sasae.kernel.wareki import parse_date
from sasae.subsidy.recovery.actions import CannotRecover, pay
from sasae.subsidy.recovery.models import Receivable
from sasae.subsidy.treasury.adapter import CannotWrite, layouts, read, write
from sasae.subsidy.treasury.models import ClearingFile, Kind, TreasuryFile
from sasae.subsidy.treasury.rows import made, span


class CannotMake(Refusal):
    """The file is not made or taken; the text says why, in Japanese."""


@transaction.atomic
def make(kind: str, period: str, *, by: Actor, on: date, at: datetime) -> TreasuryFile:
    """Make a file of a month or year that is over. Made already, it is given again with the same bytes. Raises CannotMake."""
    if kind not in Kind.values:
        raise CannotMake("ファイルの種類がわかりません。", id="TR-201", at="kind")
    try:
        _, last = span(kind, period)
    except ValueError as unread:
        raise CannotMake("月（2026-07）または会計年度（2026）を入れてください。", id="TR-202", at="period") from unread
    _one_at_a_time(kind, period)
    known = TreasuryFile.objects.filter(kind=kind, period=period).first()
    if known is not None:
        return known
    if last >= on:
        raise CannotMake("まだ終わっていない月・年度のファイルは作れません。", id="TR-203", at="period")
    told = made(kind, period)
    if told.yen != told.ledger:
        raise CannotMake(
            f"合計が台帳と違います（ファイル {told.yen:,}円、台帳 {told.ledger:,}円）。台帳の自己検査を見てください。",
            id="TR-204",
        )
    try:
        content = write(kind, told.rows)
    except CannotWrite as unwritten:
        raise CannotMake(str(unwritten), id="TR-205") from unwritten
    file = TreasuryFile.objects.create(
        kind=kind, period=period, name=f"{layouts()[kind].file}-{period}.csv", rows=len(told.rows), yen=told.yen,
        content=content, sha256=hashlib.sha256(content).hexdigest(), made_by=by.id, made_at=at,
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
    cleared = yen = 0
    if not has_errors(findings):
        for line, row in rows:
            wrong = _clear(line, row, by=by, on=on)
            findings += wrong
            cleared += not wrong
            yen += 0 if wrong else int(row["yen"].replace(",", ""))
    file = ClearingFile.objects.create(
        name=name[:200], sha256=digest, content=content, rows=len(rows), cleared=cleared, yen=yen,
        findings=[one.as_dict() for one in findings], given_by=by.id, given_at=at,
    )  # fmt: skip
    record(by, "treasury.cleared", file.name, rows=len(rows), cleared=cleared, yen=yen)
    return file, True


def _clear(line: int, row: dict[str, Any], *, by: Actor, on: date) -> list[Finding]:
    """One line; what it could not do is taken back and said."""
    place = f"{line}行目 {row['number']}"
    digits = row["yen"].replace(",", "")
    try:
        paid_on = parse_date(row["paid_on"])
    except ValueError as unread:
        return [error("TR-301", place, str(unread))]
    if not digits.isdecimal():
        return [error("TR-302", place, "収納額が数字ではありません。")]
    try:
        with transaction.atomic():
            pay(row["number"], yen=int(digits), paid_on=paid_on, reference=row["reference"], by=by, on=on)
    except Receivable.DoesNotExist:
        return [error("TR-304", place, "この納付番号の返還金はありません。")]
    except CannotRecover as refusal:
        return [error("TR-303", place, str(refusal))]
    return []
