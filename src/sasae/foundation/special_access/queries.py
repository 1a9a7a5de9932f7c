"""Whether a contractor's person may be signed in now; what waits to be looked at."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.history.models import HistoryEntry, Outcome
from sasae.foundation.special_access.models import Emergency, Window


def watched(login_id: str, now: datetime) -> bool:
    """Whether a window is open: its time is now, the watcher is there and has not closed it."""
    return Window.objects.filter(
        login_id=login_id, from_at__lte=now, until_at__gt=now, present_at__isnull=False, closed_at=None
    ).exists()


def unreviewed() -> QuerySet[Emergency]:
    """Rights that were taken and that nobody else has looked at yet."""
    return Emergency.objects.filter(verdict="")


def overdue(on: date) -> QuerySet[Emergency]:
    """Those whose day has passed."""
    return unreviewed().filter(review_by__lt=on)


def seen_under(one: Emergency) -> QuerySet[HistoryEntry]:
    """What was shown to whoever took the right, while it worked; each line of the journal is marked with its number."""
    return HistoryEntry.objects.filter(
        actor_id=one.login_id, outcome=Outcome.SHOWN, detail__reason__contains=one.number
    ).order_by("-pk")  # fmt: skip


def within_reach(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Of these emergencies or windows those of IDs the user administers."""
    return rows.filter(login_id__in=reach_of(user).of(User.objects.all()).values("login_id"))
