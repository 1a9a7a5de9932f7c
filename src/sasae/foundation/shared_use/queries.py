"""Which signs an ID manager has to decide."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.shared_use.models import Sign, SignState


def signs_for(manager: Any) -> QuerySet[Sign]:
    """Those of the IDs a manager administers."""
    within = reach_of(manager).of(User.objects.all()).values("login_id")
    return Sign.objects.filter(login_id__in=within).annotate(who=name_of_staff("login_id"), decider=name_of_staff("decided_by"))


def to_decide(manager: Any, on: date, *, late: bool) -> QuerySet[Sign]:
    """Those that wait, without the manager's own; the late ones or the others."""
    within = reach_of(manager).of(User.objects.all()).values("login_id")
    rows = Sign.objects.filter(login_id__in=within, state=SignState.OPEN).exclude(login_id=manager.login_id)
    return rows.filter(decide_by__lt=on) if late else rows.filter(decide_by__gte=on)
