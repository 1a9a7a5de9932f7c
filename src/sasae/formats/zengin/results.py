"""What became of each transfer: the bank's answer file. Our own layout; the bankers' standard has none for 総合振込.

The file is the transfer file come back, with the outcome written in. 120 bytes a record, CP932, CRLF after each,
positions 0-based, N right-justified and zero-filled:

| record | bytes | content |
|---|---|---|
| header `1` | 0–119 | as sent (kind 21 at 1–2, day MMDD at 54–57) |
| data `2` | 0–110 | as sent: bank 1–4, branch 20–22, type 42, account 43–49, name 50–79, yen N10 80–89 |
| | 91–100 | 顧客コード1, N10: the number of our transfer, the key |
| | 111 | result: 0 済, 1 口座なし, 2 名義相違, 3 解約済, 4 入金停止, 8 組戻依頼による返却, 9 その他 |
| | 112–119 | spaces |
| trailer `8` | 1–6, 7–18 | count N6 and yen N12 of all |
| | 19–24, 25–36 | count N6 and yen N12 paid (result 0) |
| | 37–42, 43–54 | count N6 and yen N12 failed (any other result) |
| | 55–119 | spaces |
| end `9` | 1–119 | spaces |
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sasae.formats.fixed_width import Field, Layout
from sasae.formats.issues import Issues
from sasae.formats.zengin import characters, checks
from sasae.formats.zengin.layouts import END, LENGTH, SUBTOTALS, TRANSFER, payee, trailer
from sasae.formats.zengin.records import records
from sasae.formats.zengin.rules import RULES
from sasae.kernel.findings import Finding

RESULTS = {
    "0": "済",
    "1": "口座なし",
    "2": "名義相違",
    "3": "解約済",
    "4": "入金停止",
    "8": "組戻依頼による返却",
    "9": "その他",
}

DATA = payee(
    "name",
    "受取人名",
    [
        Field("customer_code1", "顧客コード1", "C", 10, charset="edi"),
        Field("customer_code2", "顧客コード2", "C", 10, charset="edi"),
        Field("result", "結果コード", "N", 1),
        Field("filler", "ダミー", "C", 8),
    ],
)
TRAILER = trailer(SUBTOTALS)
LAYOUTS: Mapping[bytes, Layout] = {b"1": TRANSFER.header, b"2": DATA, b"8": TRAILER, b"9": END}


@dataclass(frozen=True, slots=True)
class TransferResult:
    """The outcome of one transfer: our key, the amount in yen and the code of RESULTS."""

    customer_code1: str
    yen: int
    code: str

    @property
    def paid(self) -> bool:
        """Whether the money arrived."""
        return self.code == "0"


def read_results(data: bytes) -> tuple[list[TransferResult], list[Finding]]:
    """Every readable outcome, and every fault of the file. A record with a fault in key, yen or code is left out."""
    issues = Issues(RULES)
    results: list[TransferResult] = []
    if not data.strip(b"\r\n \t\x1a"):
        issues.add("Z-001", "ファイル全体")
        return results, issues.found
    seen: dict[str, int] = {}
    expected = b"1"
    line = 0
    for line, record in enumerate(records(iter([data])), start=1):
        kind = record[:1]
        layout = LAYOUTS.get(kind)
        if layout is None or len(record.rstrip()) > LENGTH:
            issues.add("Z-203", checks.place(line), value=characters.show(kind))
            continue
        if kind not in expected:
            _misplaced(kind, expected, line, issues)
        expected = {b"1": b"28", b"2": b"28", b"8": b"9", b"9": b""}[kind]
        raw = layout.slice(record[:LENGTH].ljust(LENGTH))
        checks.check_fields(layout, raw, line, issues)
        if kind == b"2":
            results.extend(_result(raw, seen, line, issues))
        elif kind == b"8":
            _check_totals(raw, results, line, issues)
    if expected:
        issues.add("Z-207" if b"8" in expected else "Z-208", f"{line}行目の後")
    issues.seal()
    return results, issues.found


def _misplaced(kind: bytes, expected: bytes, line: int, issues: Issues) -> None:
    names = {b"1": "ヘッダー", b"2": "データ", b"8": "トレーラー", b"9": "エンド"}
    if not expected:
        issues.add("Z-209", checks.place(line))
    elif expected == b"1":
        issues.add("Z-204", checks.place(line), what=names[kind])
    elif expected == b"9":
        issues.add("Z-206" if kind == b"8" else "Z-204", checks.place(line), what=names[kind])
    else:
        issues.add("Z-205", checks.place(line), what=names[kind])


def _result(raw: Mapping[str, bytes], seen: dict[str, int], line: int, issues: Issues) -> Iterable[TransferResult]:
    key, yen = characters.show(raw["customer_code1"]).strip(), raw["yen"]
    code = characters.show(raw["result"])
    sound = yen.isdigit()
    if len(key) != 10 or not key.isdigit():
        issues.add("Z-702", checks.place(line, DATA["customer_code1"]), value=key)
        sound = False
    elif key in seen:
        issues.add("Z-703", checks.place(line, DATA["customer_code1"]), value=key, first=seen[key])
        sound = False
    seen.setdefault(key, line)
    if code not in RESULTS:
        issues.add("Z-701", checks.place(line, DATA["result"]), value=code)
        sound = False
    if sound:
        yield TransferResult(key, int(yen), code)


def _check_totals(raw: Mapping[str, bytes], results: list[TransferResult], line: int, issues: Issues) -> None:
    paid = [result.yen for result in results if result.paid]
    failed = [result.yen for result in results if not result.paid]
    counted = {
        "count": len(results),
        "yen": sum(paid) + sum(failed),
        "done_count": len(paid),
        "done_yen": sum(paid),
        "failed_count": len(failed),
        "failed_yen": sum(failed),
    }
    for name, value in counted.items():
        if raw[name].isdigit() and int(raw[name]) != value:
            field = TRAILER[name]
            issues.add("Z-404", checks.place(line, field), what=field.label, stated=int(raw[name]), counted=value)
