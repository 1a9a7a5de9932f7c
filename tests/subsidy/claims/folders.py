"""Folders of receipts as people hand them in."""

from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.kernel.period import Month
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.actions import FileEntry, FolderEntry, LineEntry
from sasae.subsidy.claims.models import ClaimFolder
from sasae.subsidy.entitlements.models import Recipient
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import JUNE, LATER
from tests.subsidy.town import REN

PNG = b"\x89PNG\r\n\x1a\n"
JULY_CLAIM = date(2026, 8, 3)
COVERED = {"treated_on": [date(2026, 6, 17), date(2026, 6, 24)]}  # of a month whose first days were not covered yet


def line(recipient: str, month: Month = JUNE, files: Any = (), **changes: Any) -> LineEntry:
    """A receipt of 3,000 yen."""
    values = {
        "provider": "あさお台耳鼻咽喉科", "days": 2, "total_cost": 10_000, "insured_self_pay": 3_000, "meals": 0,
        "reason": "01", "kind": "1", "setting": "2",
    }  # fmt: skip
    return LineEntry(recipient, month, {**values, **changes}, files)


def picture(text: str = "一") -> FileEntry:
    return FileEntry("receipt.png", PNG + text.encode())


def family_of(granted: Recipient) -> tuple[str, str]:
    """The numbers of mother and child."""
    return granted.number, Recipient.objects.get(person__atena_no=REN).number


def handed_in(*lines: LineEntry, by: Actor = COUNTER, on: date = LATER, **head: Any) -> ClaimFolder:
    return actions.enter_folder(FolderEntry(on, lines, **head), by=by, on=on)


def compared(*lines: LineEntry, by: Actor = COUNTER, on: date = LATER, **head: Any) -> ClaimFolder:
    """Entered by one, found right by another."""
    return actions.compare(handed_in(*lines, by=by, on=on, **head).pk, by=EXAMINER)
