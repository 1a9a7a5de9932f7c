"""Receipt files as the review body writes them, claims on paper, and the bank's answer by its published positions."""

from dataclasses import replace
from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.kernel.period import Month
from sasae.simulators.review_body.receipts import OURS, Claimed, Patient, Public
from sasae.simulators.review_body.writer import CLINICS, write
from tests.subsidy.town import INSURER

JUNE, JULY = Month(2026, 6), Month(2026, 7)
LATER = date(2026, 7, 10)
PAY_ON = date(2026, 9, 25)  # what was decided until the end of August
CLINIC = CLINICS[0].code
MISAKI_CARD = Patient("宮前　美咲", "ミヤマエ　ミサキ", "2", date(1990, 4, 1), INSURER, "12", "3456", True)


def receipt(
    number: str, patient: Patient = MISAKI_CARD, month: Month = JUNE, points: int = 300, **changes: Any
) -> Claimed:
    """One outpatient receipt of our payer. 300 points at three tenths: the city owes 900 yen."""
    made = Claimed(patient, month, (Public(OURS, number),), (16,), points - 291, "1")
    return replace(made, **changes)


def file_of(*receipts: Claimed, billing: Month = JULY) -> bytes:
    """A file of the federation."""
    return write(receipts, CLINICS[0], "2", billing)


def take_in(content: bytes, by: Actor, name: str = "RECEIPTC.UKE") -> Any:
    """Upload and work the whole import in this process."""
    from sasae.foundation.batch import run_now, start
    from sasae.subsidy.receipts import actions

    file, _ = actions.upload(name, content, by=by)
    run_now(start("receipts.import", {"file": file.pk}, by=by, once=str(file.pk)))
    file.refresh_from_db()
    return file


def claim(recipient: str, by: Actor, **changes: Any) -> Any:
    """A receipt paid at the window in June and claimed in July, in a folder of its own."""
    from sasae.subsidy.claims.actions import CannotClaim, FolderEntry, LineEntry, enter_folder

    values = {
        "month": JUNE, "provider": "あさお台耳鼻咽喉科", "days": 2, "total_cost": 10_000, "insured_self_pay": 3_000,
        "claimed_on": LATER, "kind": "1", "setting": "2",
    }  # fmt: skip
    told: dict[str, Any] = {**values, **changes}
    month, claimed_on = told.pop("month"), told.pop("claimed_on")
    on = told.pop("on", claimed_on)
    entry = FolderEntry(claimed_on, [LineEntry(recipient, month, told)])
    try:
        return enter_folder(entry, by=by, on=on).claims.get()
    except CannotClaim as refused:
        raise CannotClaim([replace(one, at=one.at.removeprefix("lines-0-")) for one in refused.findings]) from refused


def bank_answer(transfer: bytes, failed: dict[str, str] | None = None) -> bytes:
    """The transfer file come back with each outcome; `failed` gives codes by 顧客コード1."""
    failed = failed or {}
    lines = transfer.replace(b"\r\n", b"\n").strip(b"\n\x1a").split(b"\n")
    out, count, yen = [], [0, 0], [0, 0]
    for line in lines:
        if line[:1] == b"2":
            code = failed.get(line[91:101].decode().strip(), "0")
            out.append(line[:111] + code.encode() + b" " * 8)
            count[code != "0"] += 1
            yen[code != "0"] += int(line[80:90])
        elif line[:1] == b"8":
            totals = "".join(f"{count[kind]:06d}{yen[kind]:012d}" for kind in (0, 1))
            out.append((line[:19] + totals.encode()).ljust(120))
        else:
            out.append(line)
    return b"\r\n".join(out) + b"\r\n"
