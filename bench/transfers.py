"""How fast is a bank-transfer file written and read, beside a loop that only formats and slices the same bytes?"""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.formats import zengin
from sasae.kernel.kana import zengin_text
from sasae.simulators.town import build_town

TITLE = "全銀協の振込ファイルを書く・読む"
UNIT = "件"
SIZES = (1_000, 10_000, 100_000)
QUICK = (100, 500)
ALTERNATIVE = "f文字列で桁をそろえるだけ・桁で切り出すだけのループ（名義の変換、あふれ、文字、合計を検査しない）"
DAY = date(2026, 7, 15)
BRANCHES = (
    ("0001", "ミズホ", "001", "トウキヨウ"),
    ("0005", "ミツビシＵＦＪ", "001", "ホンテン"),
    ("0138", "ヨコハマ", "351", "カワサキ"),
)


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Payees bear the names of a town; the kana are those of the register, not yet the bank's."""
    kana = [name for name in (person.name_kana for person in build_town(2_000, seed=1).persons) if _suits(name)]
    for size in sizes:
        batch = _batch(kana, size)
        ready = [(transfer, zengin_text(transfer.name, "name").text) for transfer in batch.transfers]
        written = zengin.write(batch)
        yield Run(
            "書く", size, seconds_of(lambda batch=batch: zengin.write(batch)),
            seconds_of(lambda ready=ready: _format(ready)),
        )  # fmt: skip
        yield Run(
            "読む", size, seconds_of(lambda written=written, size=size: _read(written, size)),
            seconds_of(lambda written=written: _slice(written)),
        )  # fmt: skip


def _suits(kana: str) -> bool:
    made = zengin_text(kana, "name")
    return bool(kana) and not made.findings and len(made.text) <= 30


def _batch(kana: list[str], size: int) -> zengin.TransferBatch:
    transfers = []
    for place in range(size):
        bank, bank_name, branch, branch_name = BRANCHES[place % len(BRANCHES)]
        transfers.append(
            zengin.Transfer(
                bank, bank_name, branch, branch_name, "1", f"{place:07d}", kana[place % len(kana)], 1_000 + place,
                customer_code1=f"{place:010d}",
            )
        )  # fmt: skip
    return zengin.TransferBatch(
        client_code="0000000123", client_name="ｶﾜｻｷｼ", day=DAY, bank="0138", bank_name="ヨコハマ", branch="351",
        branch_name="カワサキ", account_type="1", account="1234567", transfers=transfers,
    )  # fmt: skip


def _read(written: bytes, expected: int) -> None:
    found = zengin.read(BytesIO(written), around=DAY)
    if not found.good or len(found.batches[0].transfers) != expected:
        raise Failed(f"書いたファイルが読めません：{found.findings[:3]}")


def _format(ready: list[tuple[zengin.Transfer, str]]) -> bytes:
    """What somebody writes who trusts his data."""
    total, lines = 0, ["1210" + "0000000123" + " " * 106]
    for one, name in ready:
        lines.append(
            f"2{one.bank}{'':15}{one.branch}{'':15}0000{one.type}{one.account}{name:30}{one.yen:010d}"
            f"0{one.customer_code1}{'':10}7{'':8}"
        )
        total += one.yen or 0
    lines += [f"8{len(ready):06d}{total:012d}{'':101}", f"9{'':119}"]
    return "\r\n".join(lines).encode("cp932")


def _slice(written: bytes) -> int:
    total = 0
    for line in written.decode("cp932").split("\r\n"):
        if line[:1] == "2":
            _, _, _, _, yen = line[1:5], line[20:23], line[43:50], line[50:80].rstrip(), int(line[80:90])
            total += yen
    return total
