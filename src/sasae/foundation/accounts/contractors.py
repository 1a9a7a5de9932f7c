"""Whether a contractor's person may have an ID. Their staff number is the person's number in the register of contractors
(W and six digits), the same in every system. The service that keeps the register names a function that is asked
(SASAE_CONTRACTOR_IDS); elsewhere the ID manager reads the contract's last day in the register and the ID ends on it, or
earlier where the register tells so (contractor_ends.py). One more function says whether somebody watches now (SASAE_CONTRACTOR_WINDOWS).
"""

import re
from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from sasae.kernel.wareki import to_wareki

WORKER = re.compile(r"W[0-9]{6}")


def why_not(worker: str, name: str, ends_on: date | None, on: date, office_code: str = "") -> str:
    """Why not, in Japanese; empty when it may be."""
    named = getattr(settings, "SASAE_CONTRACTOR_IDS", "")
    if not named:
        return _without_register(worker, ends_on, on, office_code)
    asked: Callable[[str, str, date | None, date], str] = import_string(named)
    return asked(worker, name, ends_on, on)


def _without_register(worker: str, ends_on: date | None, on: date, office_code: str) -> str:
    """What can be asked where no register is kept: that the register's number is named, and a contract that runs as far as anybody told."""
    from sasae.foundation.accounts.contractor_ends import last_day

    if not WORKER.fullmatch(worker or ""):
        return "職員番号に、医療費助成システムの委託の登録簿にある従事者番号（W と数字6けた）を入れてください。（EM-301）"
    if ends_on is None or ends_on < on:
        return "利用終了日に、登録簿にある契約の末日（今日以後の日）を入れてください。（EM-302）"
    last = last_day(worker, office_code)
    if last is not None and ends_on > last:
        return f"従事者 {worker} は {to_wareki(last)} までです（委託の登録簿からの知らせ）。その日までにしてください。（EM-303）"
    return ""


def require(worker: str, name: str, ends_on: date | None, on: date, office_code: str = "") -> None:
    """Raises ValidationError where the person may have no ID, or not for so long."""
    if said := why_not(worker, name, ends_on, on, office_code):
        raise ValidationError({"staff_number": said})


def watched(login_id: str, now: datetime) -> bool:
    """Whether a contractor's person may be signed in now; always where the service keeps no windows."""
    named = getattr(settings, "SASAE_CONTRACTOR_WINDOWS", "")
    return not named or bool(import_string(named)(login_id, now))
