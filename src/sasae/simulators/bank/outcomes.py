"""What becomes of a transfer, and the answer file (our own 振込結果 layout, formats.md §1.6).

Magic account numbers, at any bank and branch:

| account | result |
|---|---|
| 9999991 | 1 口座なし |
| 9999992 | 2 名義相違 |
| 9999993 | 3 解約済 |
| 9999994 | 4 入金停止 |
| 9999998 | 8 組戻依頼による返却 |
| 9999999 | 9 その他 |

Beyond these: a bank or branch that is not in the bankers' list gives 1; a townsperson's account under another's name
gives 2; everything else is paid.
"""

from collections.abc import Callable
from functools import lru_cache

from sasae.kernel.kana import zengin_text
from sasae.reference import banks
from sasae.simulators.bank.transfer_file import Batch, Payment

PAID, NO_ACCOUNT, OTHER_NAME = "0", "1", "2"
MAGIC = {
    "9999991": NO_ACCOUNT,
    "9999992": OTHER_NAME,
    "9999993": "3",
    "9999994": "4",
    "9999998": "8",
    "9999999": "9",
}
Holder = Callable[[Payment], str | None]  # the holder's kana as the bank has it, or None: an account it cannot look up


def outcome(payment: Payment, holder: Holder) -> str:
    """The result code of one transfer."""
    if payment.account in MAGIC:
        return MAGIC[payment.account]
    if not _exists(payment.bank, payment.branch):
        return NO_ACCOUNT
    known = holder(payment)
    if known is not None and _bare(zengin_text(known, "name").text) != _bare(payment.name):
        return OTHER_NAME
    return PAID


@lru_cache(maxsize=4096)
def _exists(bank: str, branch: str) -> bool:
    return banks.branch(bank, branch) is not None


def _bare(name: str) -> str:
    return name.replace(" ", "")


def answer_file(batches: list[Batch], holder: Holder) -> tuple[bytes, int, int]:
    """The answer file (CP932, CRLF), how many were paid and how many failed."""
    records: list[bytes] = []
    paid_count = failed_count = 0
    for batch in batches:
        results = [(payment, outcome(payment, holder)) for payment in batch.payments]
        paid = [payment.yen for payment, code in results if code == PAID]
        failed = [payment.yen for payment, code in results if code != PAID]
        records.append(batch.header)
        records += [payment.raw[:111] + code.encode() + b" " * 8 for payment, code in results]
        sums = ((len(paid) + len(failed), sum(paid) + sum(failed)), (len(paid), sum(paid)), (len(failed), sum(failed)))
        records.append((b"8" + b"".join(f"{count:06d}{yen:012d}".encode() for count, yen in sums)).ljust(120))
        paid_count += len(paid)
        failed_count += len(failed)
    records.append(b"9".ljust(120))
    return b"".join(record + b"\r\n" for record in records), paid_count, failed_count
