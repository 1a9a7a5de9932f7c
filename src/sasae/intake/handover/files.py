"""Hand-over by file, for a business system that speaks no contract: what goes out on a medium, and what comes back.

Out, with the applications on a medium (custody), a list `index.csv`. Back, one CSV that says what was registered, item by
item; it acknowledges the application and is compared as the contract's acknowledgement is. UTF-8, CRLF, every cell quoted.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from sasae.intake.applications.models import Application
from sasae.intake.handover.layouts import ANSWER, INDEX
from sasae.kernel.findings import Finding, error

LONGEST_NUMBER = 60


@dataclass
class Answered:
    """What the file says of one application, and where in the file."""

    receipt_number: str
    version: int
    registered_as: str
    line: int
    values: dict[str, str] = field(default_factory=dict)


def index(applications: QuerySet[Application]) -> bytes:
    """The list that goes with the applications of a medium; nobody's name."""
    rows = [
        [one.receipt_number, one.version, one.procedure, one.applied_at.isoformat(), one.form_sha256, one.papers]
        for one in applications.annotate(papers=Count("attachments"))
    ]
    return _written([list(INDEX), *rows])


def _written(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()


def read_answer(content: bytes) -> tuple[list[Answered], list[Finding]]:
    """What was registered, by application, and all that is wrong with the file."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return [], [error("IK-621", "ファイル全体", "UTF-8のCSVとして読めません。")]
    if not rows or rows[0] != list(ANSWER):
        return [], [error("IK-622", "1行目", f"見出しは「{'、'.join(ANSWER)}」の順です。")]
    found: dict[str, Answered] = {}
    wrong = [one for number, row in enumerate(rows[1:], 2) if (one := _take(row, number, found)) is not None]
    if not found and not wrong:
        wrong.append(error("IK-623", "ファイル全体", "登録の知らせが一件もありません。"))
    return list(found.values()), wrong


def _take(row: list[str], number: int, found: dict[str, Answered]) -> Finding | None:
    """One line into what its application's lines have said so far."""
    at = f"{number}行目"
    if len(row) != len(ANSWER) or not row[0] or not row[2] or len(row[2]) > LONGEST_NUMBER:
        return error("IK-624", at, "列の数が違うか、受付番号か登録番号がないか、登録番号が長すぎます。")
    receipt_number, version, registered_as, place, value = row
    if not (version.isascii() and version.isdecimal() and 0 < len(version) < 5):
        return error("IK-625", at, "版は数字で書いてください。")
    one = found.setdefault(receipt_number, Answered(receipt_number, int(version), registered_as, number))
    if (one.version, one.registered_as) != (int(version), registered_as):
        return error("IK-626", at, f"{one.line}行目と、同じ申請の版か登録番号が違います。")
    if place in one.values:
        return error("IK-627", at, "同じ項目が二度あります。")
    if place:
        one.values[place] = value
    return None


def texts(form: Any, place: str = "") -> dict[str, str]:
    """Every single value of a form as the file writes it, by its place: the places of the contract's `digests`."""
    if isinstance(form, dict) and form:
        steps = list(form.items())
    elif isinstance(form, list) and form:
        steps = [(str(number), value) for number, value in enumerate(form)]
    else:
        return {place: _text(form)}
    return {
        path: text
        for name, value in steps
        for path, text in texts(value, f"{place}.{name}" if place else name).items()
    }


def _text(value: Any) -> str:
    if value is None or value in ({}, []):
        return ""
    return value if isinstance(value, str) else json.dumps(value)
