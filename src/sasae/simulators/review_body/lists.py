"""A body's monthly list (CSV) by the published headings, and its corrections. Written without the office's own codec."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sasae.kernel.period import Month
from sasae.simulators.review_body.receipts import OURS, YEN_PER_POINT, Claimed, own_share
from sasae.simulators.review_body.writer import in_jis

HEADINGS = (
    "審査機関区分", "請求年月", "診療年月", "医療機関コード", "点数表", "入外区分", "公費負担者番号", "受給者番号", "生年月日", "氏名",
    "診療科", "診療実日数", "保険者番号", "記号番号", "決定点数", "決定金額", "自己負担額", "患者窓口負担額", "現物給付額",
    "レセプト管理番号", "増減過誤区分",
)  # fmt: skip
TAKEN_BACK = "2"


@dataclass(frozen=True)
class Listed:
    """One line of a list. `sign` is -1 for a correction that takes an earlier line back."""

    receipt: Claimed
    clinic: str
    key: str
    sign: int = 1
    setting: str = "2"


def write_list(lines: Iterable[Listed], reviewer: str, billing: Month, encoding: str = "cp932") -> bytes:
    """The whole list, CRLF. `reviewer`: 1 支払基金, 2 国保連."""
    return "".join(rows_of(lines, reviewer, billing)).encode(encoding)


def rows_of(lines: Iterable[Listed], reviewer: str, billing: Month) -> Iterator[str]:
    """The list row by row, the headings first: for lists that are too long to hold."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in lines:
        yield text.getvalue()
        text.seek(0)
        text.truncate()
        writer.writerow(_cells(line, reviewer, billing))
    yield text.getvalue()


def _cells(line: Listed, reviewer: str, billing: Month) -> list[object]:
    receipt, patient = line.receipt, line.receipt.patient
    payer = next((public for public in receipt.publics if public.payer == OURS), receipt.publics[0])
    cost = receipt.points * YEN_PER_POINT
    own = cost * own_share(patient.birth, receipt.month) // 10
    return [
        reviewer, _month(billing), _month(receipt.month), line.clinic, "1", line.setting, payer.payer, payer.recipient,
        f"{patient.birth:%Y%m%d}", in_jis(patient.name), "01", len(receipt.days), patient.insurer,
        f"{patient.symbol}-{patient.number}", receipt.points * line.sign, cost * line.sign, own * line.sign, 0,
        own * line.sign, line.key, TAKEN_BACK if line.sign < 0 else "",
    ]  # fmt: skip


def _month(month: Month) -> str:
    return f"{month.year:04d}{month.month:02d}"
