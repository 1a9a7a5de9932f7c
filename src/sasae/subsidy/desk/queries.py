"""The questions asked of the desk's work."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.queries import name_of_staff
from sasae.subsidy.applications.models import Application, State
from sasae.subsidy.desk.deadlines import due_on, received_by
from sasae.subsidy.desk.models import SavedSearch

OPEN = (State.ENTERED, State.RECEIVED, State.EXAMINING)


def wards_of(user: User, right: str, on: date) -> list[str] | None:
    """The wards a right of the user reaches; None: all. A list shows, counts and takes out no other."""
    if user.ward:
        return [user.ward]
    grants = [one for one in Grant.objects.filter(user=user, right=right) if one.in_force(on)]
    return None if any(not one.ward for one in grants) else sorted({one.ward for one in grants})


def open_work(wards: Sequence[str] | None) -> QuerySet[Application]:
    """Applications nobody has decided yet. Those of nobody known belong to every ward."""
    rows = Application.objects.filter(state__in=OPEN).select_related("applicant", "handling")
    if wards is not None:
        rows = rows.filter(Q(ward_code__in=wards) | Q(ward_code=""))
    return rows.annotate(worker=name_of_staff("handling__assigned_to"))


def overdue(rows: QuerySet[Application], on: date) -> QuerySet[Application]:
    """Past their day: the one that was set, or the standard period's."""
    by_standard = Q(handling__isnull=True) | Q(handling__due_on__isnull=True)
    return rows.filter(Q(handling__due_on__lt=on) | by_standard & Q(received_on__lte=received_by(on)))


def due_of(application: Any) -> date:
    """Until when it is to be decided."""
    handling = getattr(application, "handling", None)
    return (handling.due_on if handling else None) or due_on(application.received_on)


def workers(on: date) -> list[tuple[str, str]]:
    """Who may be given applications: log-in and name."""
    grants = Grant.objects.filter(right="applications.examine", user__is_active=True).select_related("user")
    able = {one.user.login_id: one.user for one in grants if one.in_force(on) and one.user.usable(on)}
    return [(login_id, f"{user.name}（{user.office or login_id}）") for login_id, user in sorted(able.items())]


def searches_of(login_id: str) -> QuerySet[SavedSearch]:
    """One's own saved searches."""
    return SavedSearch.objects.filter(login_id=login_id).order_by("name")
