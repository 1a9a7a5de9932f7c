"""The result file: no header, one line a record told, comma-separated, UTF-8, CRLF. One file a 特定個人情報名.

Only the two status codes of a normal end are known (明細 `09`, 特定個人情報名 `01`); the columns and the other codes are a
stand-in (docs/discrepancies.md). Twelve columns stand in front; then the items of the permitted list, in its order.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

HEAD = (
    "番号体系", "宛名番号", "統合宛名番号", "照会依頼日時", "特定個人情報名コード", "情報提供者機関コード",
    "照会ステータス（明細）", "照会ステータス（特定個人情報名）", "メッセージ", "処理通番", "提供日時", "明細番号",
)  # fmt: skip


class Detail(StrEnum):
    """照会ステータス（明細）. 09 is published, the others are ours."""

    TAKEN = "01"
    ASKED = "02"
    WAITING = "03"  # for a clerk of the provider
    ENDED = "09"
    NOT_ASKED = "90"
    FAILED = "99"


class Result(StrEnum):
    """照会ステータス（特定個人情報名）. 01 is published, the others are ours; empty while there is no answer."""

    NONE = ""
    NORMAL = "01"
    NOBODY = "02"
    REFUSED = "03"
    ERROR = "09"


@dataclass(frozen=True)
class Answer:
    """What came of one line of the request; `records` are the sets of items told."""

    atena_no: str
    unified_no: str
    asked_at: str
    information: str
    provider: str
    detail: Detail
    result: Result
    message: str = ""
    processing_no: str = ""
    provided_at: str = ""
    records: Sequence[Mapping[str, object]] = ()


def write_results(answers: Iterable[Answer], items: Sequence[str]) -> bytes:
    """The bytes of the file. An answer with several records takes several lines; with none, one line without items."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    for answer in answers:
        for number, told in enumerate(answer.records or [{}], start=1):
            head = (
                "01", answer.atena_no, answer.unified_no, answer.asked_at, answer.information, answer.provider,
                answer.detail.value, answer.result.value, answer.message, answer.processing_no, answer.provided_at,
                str(number) if answer.records else "",
            )  # fmt: skip
            rows.writerow([*head, *(_plain(told.get(item)) for item in items)])
    return text.getvalue().encode()


def _plain(value: object) -> str:
    """A figure as it is, yes and no as 1 and 0, nothing as nothing."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)
