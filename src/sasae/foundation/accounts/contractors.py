"""Whether a contractor's person may have an ID. Their staff number is the person's number in the register of contractors;
the service that keeps the register names a function that is asked (SASAE_CONTRACTOR_IDS), and one that lets them in only
while somebody watches another (SASAE_CONTRACTOR_WINDOWS).
"""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string


def why_not(worker: str, name: str, ends_on: date | None, on: date) -> str:
    """Why not, in Japanese; empty when it may be, and where no register is kept."""
    named = getattr(settings, "SASAE_CONTRACTOR_IDS", "")
    if not named:
        return ""
    asked: Callable[[str, str, date | None, date], str] = import_string(named)
    return asked(worker, name, ends_on, on)


def require(worker: str, name: str, ends_on: date | None, on: date) -> None:
    """Raises ValidationError where the register does not know the person, or not for so long."""
    if said := why_not(worker, name, ends_on, on):
        raise ValidationError({"staff_number": said})


def watched(login_id: str, now: datetime) -> bool:
    """Whether a contractor's person may be signed in now; always where the service keeps no windows."""
    named = getattr(settings, "SASAE_CONTRACTOR_WINDOWS", "")
    return not named or bool(import_string(named)(login_id, now))
