"""The request record: 18 items of fixed width with a comma between them, 237 bytes, CRLF. Source: formats.md §6.4."""

import re
from datetime import datetime

from sasae.formats.fixed_width import Field, Layout

RECORD = Layout(
    "情報照会の依頼（P640R110）",
    220,
    [
        Field("numbering", "番号体系", "N", 2, allowed=("01",), default="01"),
        Field("atena_no", "宛名番号", "N", 15),
        Field("unified_no", "統合宛名番号", "N", 15, blank="ok"),
        Field("asked_at", "照会依頼日時", "N", 17),
        Field("office", "情報照会者部署コード", "C", 20),
        Field("operator", "ユーザーID", "C", 20),
        Field("inquirer", "情報照会者機関コード", "C", 16),
        Field("not_disclosed", "照会側不開示コード", "N", 1, allowed=("0", "1"), default="0"),
        Field("affair", "事務コード", "C", 16),
        Field("procedure", "事務手続コード", "C", 16),
        Field("inquirer_for", "照会者機関コード（委任元）", "C", 16, blank="ok"),
        Field("provider_for", "提供者機関コード（委任元）", "C", 16, blank="ok"),
        Field("provider", "情報提供者機関コード", "C", 16),
        Field("information", "特定個人情報名コード", "C", 16),
        Field("condition", "照会条件区分", "N", 1, allowed=("0",), default="0"),
        Field("year_kind", "照会年度区分", "N", 1, allowed=("0",), default="0"),
        Field("period_from", "照会開始日付", "N", 8),
        Field("period_to", "照会終了日付", "N", 8),
    ],
)
ITEMS = RECORD.fields
COMMA, LINE_END = b",", b"\r\n"
WIDTH = RECORD.length + len(ITEMS) - 1  # bytes of a line without its end
NAME = re.compile(r"P640R110_(\d{14})_(\d{4})\.DAT")
CODES = {"affair": "JM", "procedure": "JT", "information": "TM"}  # each with 14 digits
MOST_LINES = 100_000  # of one file


def place(number: int) -> int:
    """Where an item begins in the line, from 0: its width and a comma for each one before it."""
    return ITEMS[number].offset + number


def columns(number: int) -> str:
    """The same as people count it."""
    start, width = place(number), ITEMS[number].width
    return f"{start + 1}-{start + width}桁" if width > 1 else f"{start + 1}桁"


def file_name(at: datetime, number: int) -> str:
    """The name a request file bears."""
    return f"P640R110_{at:%Y%m%d%H%M%S}_{number:04d}.DAT"
