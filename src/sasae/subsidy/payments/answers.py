"""What the bank's answer may look like, made into outcomes by our serial numbers: one adapter for both kinds of file.

The result file (our own layout, `formats.zengin.results`) has every transfer with its outcome. The list of failures
(振込不能一覧) is CSV, UTF-8 or CP932: a heading 振込一連番号,金額,不能理由 and one row for each transfer that failed; what
is not in it was paid. What stands in further columns is refused.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from sasae.formats.zengin import RESULTS, TransferResult, read_results
from sasae.kernel.findings import Finding, error

HEADING = ["振込一連番号", "金額", "不能理由"]
MOST = 1000  # findings kept of one list
_CODES = {words: code for code, words in RESULTS.items() if code != "0"}


@dataclass(frozen=True)
class Answer:
    """Outcomes as the bank tells them. `only_failures`: transfers that are not named were paid."""

    results: list[TransferResult]
    findings: list[Finding]
    only_failures: bool = False


def read_answer(content: bytes) -> Answer:
    """Either kind of answer. Nothing is guessed: what is doubtful is a finding."""
    text = _text(content)
    first = text.lstrip("\ufeff").splitlines()[0] if text and text.strip("\ufeff \r\n") else ""
    if [cell.strip().strip('"') for cell in first.split(",")][: len(HEADING)] == HEADING:
        return _failures(text.lstrip("\ufeff"))
    results, findings = read_results(content)
    return Answer(results, findings)


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _failures(text: str) -> Answer:
    findings: list[Finding] = []
    results = list(_rows(text, findings))
    return Answer(results, findings[:MOST], only_failures=True)


def _rows(text: str, findings: list[Finding]) -> Iterator[TransferResult]:
    rows = csv.reader(io.StringIO(text))
    next(rows)
    for line, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        at = f"{line}行目"
        serial, yen, why = (*cells, "", "", "")[:3]
        wrong = []
        if any(cells[len(HEADING) :]):
            more = f"{'・'.join(HEADING)}のほかの欄があります。事務に要らないものは受け取れません。銀行に確かめてください。"
            wrong.append(error("P-314", at, more))
        if not (len(serial) == 10 and serial.isascii() and serial.isdigit()):
            wrong.append(error("P-311", at, f"振込一連番号「{serial}」は数字10桁ではありません。銀行に確かめてください。"))
        if not (yen.isascii() and yen.isdigit()):
            wrong.append(error("P-312", at, f"金額「{yen}」は数字だけで書く欄です。銀行に確かめてください。"))
        if why not in _CODES and why not in _CODES.values():
            known = "・".join(f"{code} {words}" for words, code in _CODES.items())
            wrong.append(error("P-313", at, f"不能理由「{why}」はありません（{known}）。"))
        findings += wrong
        if not wrong:
            yield TransferResult(serial, int(yen), _CODES.get(why, why))
