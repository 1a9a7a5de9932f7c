"""The questions asked of the desk's work."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.queries import name_of_staff
from sasae.subsidy.desk.cases import RIGHTS
from sasae.subsidy.desk.deadlines import due_in_sql
from sasae.subsidy.desk.models import Case, CaseKind, SavedSearch
from sasae.subsidy.people.wards import in_both, wards_of, with_hidden

WORKING = (
    "applications.examine",
    "applications.enter",
    "notifications.enter",
    "claims.enter",
    "claims.decide",
    "appeals.enter",
)
Reach = Mapping[
    str, list[str] | None
]  # kind → the wards one may see, None for all; a kind that is not there is not seen


def reach_of(user: User, on: date, right: str = "") -> dict[str, list[str] | None]:
    """Which kinds of cases a user sees, and of which wards; with a further right, where both reach."""
    seen = {one: wards_of(user, one, on) for one in dict.fromkeys(RIGHTS.values())}
    if right:
        further = wards_of(user, right, on)
        seen = {one: in_both(wards, further) for one, wards in seen.items()}
    return {kind.value: seen[one] for kind, one in RIGHTS.items() if seen[one] != []}


def open_cases(reach: Reach, today: date) -> QuerySet[Case]:
    """Everything open within reach, with its last day `due`, its worker's name, and `hidden`. A case of nobody known is every ward's."""
    everywhere = [kind for kind, wards in reach.items() if wards is None]
    wanted = Q(kind__in=everywhere)
    for kind, wards in reach.items():
        if wards is not None:
            wanted |= Q(kind=kind) & (Q(ward_code__in=wards) | Q(ward_code=""))
    waiting = Q(kind__in=[CaseKind.PAPERS, CaseKind.TRANSFER], own_due__gte=today) | Q(kind=CaseKind.HOLD, own_due__gt=today)
    rows = Case.objects.filter(wanted).exclude(waiting)
    rows = with_hidden(rows.select_related("person"), today, "person")
    return rows.annotate(due=due_in_sql(today), worker=name_of_staff("assigned_to"))


def overdue(rows: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Past their last day."""
    return rows.filter(due__lt=on)


def workers(on: date) -> list[tuple[str, str]]:
    """Who may be given work: log-in and name."""
    grants = Grant.objects.filter(right__in=WORKING, user__is_active=True).select_related("user")
    able = {one.user.login_id: one.user for one in grants if one.in_force(on) and one.user.usable(on)}
    return [(login, f"{user.name}（{user.office or login}）") for login, user in sorted(able.items())]


def searches_of(login_id: str) -> QuerySet[SavedSearch]:
    """One's own saved searches."""
    return SavedSearch.objects.filter(login_id=login_id).order_by("name")
