"""Whom members of staff are tied to: lists of the personnel office, taken in whole, each as of a day; the next one replaces it.

    relatives   職員番号,宛名番号,間柄     what staff declared
    addresses   職員番号,住所              where staff live: held against the addresses of persons at hand, and not kept

An address of a protected person is never compared. Where addresses of persons stand the service says by
SASAE_RADAR_ADDRESSES (table, columns of number, address and last protected day).
"""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.inspections.models import ListKind, StaffList, Tie
from sasae.kernel.findings import Finding, Refusals, error

HEADS = {ListKind.RELATIVES: ["職員番号", "宛名番号", "間柄"], ListKind.ADDRESSES: ["職員番号", "住所"]}
MOST_FINDINGS = 20
_PLAIN = (  # what people write in several ways: 1丁目2番3号, １－２－３
    "trim(trailing '-' from regexp_replace(replace(upper(normalize({column}, NFKC)), ' ', ''),"
    " '(丁目|番地|番|号|[-‐‑–—―ー−])+', '-', 'g'))"
)
_SAME = """
    INSERT INTO inspections_tie (staff_list_id, staff_number, person, relation)
    SELECT DISTINCT %(list)s::bigint, told.number, p.{person}, ''
    FROM unnest(%(numbers)s::text[], %(addresses)s::text[]) told (number, address)
        JOIN {table} p ON {held} = {given}
    WHERE p.{address} <> '' AND (p.{until} IS NULL OR p.{until} < %(as_of)s)
"""


class CannotTake(Refusals):
    """The list is not taken in; each finding says why, with the line and without what stands in it."""


@dataclass(frozen=True)
class Taken:
    """What came of a list: its lines, and how many pairs of staff and persons they told."""

    rows: int
    ties: int


def take(kind: ListKind, as_of: date, content: bytes, *, by: Actor, at: datetime) -> Taken:
    """Take a list in, wholly or not at all. Raises CannotTake."""
    if kind == ListKind.ADDRESSES and not _addresses():
        raise CannotTake.one(
            "IN-101", "", "このシステムには、比べられる住所がありません。親族の一覧だけを取り込めます。"
        )
    if as_of > at.date():
        raise CannotTake.one("IN-102", "as_of", "基準日が、まだ来ていない日です。一覧を作った日を入れてください。")
    rows = _read(kind, content)
    with transaction.atomic():
        made = StaffList.objects.create(
            kind=kind, as_of=as_of, rows=len(rows), sha256=hashlib.sha256(content).hexdigest(), taken_at=at
        )
        if kind == ListKind.RELATIVES:
            told = [Tie(staff_list=made, staff_number=who, person=person, relation=how) for who, person, how in rows]
            Tie.objects.bulk_create(told)
        else:
            _match(made, rows)
        ties = made.ties.count()
        record(by, "inspections.list_taken", ListKind(kind).label, as_of=as_of, rows=len(rows), ties=ties)
    return Taken(len(rows), ties)


def _read(kind: ListKind, content: bytes) -> list[list[str]]:
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise CannotTake.one(
            "IN-103", "", "UTF-8のCSVとして読めません。文字コードを確かめて、出し直してください。"
        ) from None
    head, *rows = lines or [[]]
    if [cell.strip() for cell in head] != HEADS[kind]:
        raise CannotTake.one("IN-104", "1行目", f"見出しが違います。「{','.join(HEADS[kind])}」にしてください。")
    read = [[cell.strip() for cell in row] for row in rows]
    if findings := _faults(kind, read):
        raise CannotTake(findings[:MOST_FINDINGS])
    return read


def _faults(kind: ListKind, rows: list[list[str]]) -> list[Finding]:
    found, seen = [], set()
    width, longest = len(HEADS[kind]), [20, 40 if kind == ListKind.RELATIVES else 300, 40]
    for number, row in enumerate(rows, start=2):
        where = f"{number}行目"
        if len(row) != width or not row[0] or not row[1]:
            found.append(error("IN-105", where, "列の数が違うか、空の欄があります。この行を直してください。"))
        elif any(len(cell) > most or "\0" in cell for cell, most in zip(row, longest, strict=False)):
            found.append(error("IN-106", where, "長すぎる欄か、使えない文字があります。この行を直してください。"))
        elif (row[0], row[1]) in seen:
            found.append(error("IN-107", where, "同じ組がもうあります。一行にしてください。"))
        seen.add(tuple(row[:2]))
    return found


def _match(made: StaffList, rows: list[list[str]]) -> None:
    """Members of staff and the persons at hand whose address reads the same; the addresses themselves are let go."""
    table, person, address, until = _addresses()
    statement = _SAME.format(
        table=table, person=person, address=address, until=until,
        held=_PLAIN.format(column=f"p.{address}"), given=_PLAIN.format(column="told.address"),
    )  # fmt: skip
    numbers, addresses = [row[0] for row in rows], [row[1] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, {"list": made.pk, "numbers": numbers, "addresses": addresses, "as_of": made.as_of})


def _addresses() -> tuple[str, ...]:
    """Where the addresses of persons stand; empty where none are readable here."""
    return tuple(getattr(settings, "SASAE_RADAR_ADDRESSES", ()))
