"""The questions asked of the desk's work."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import DateField, Q, QuerySet, Value

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.queries import name_of_staff
from sasae.subsidy.desk.cases import RIGHTS
from sasae.subsidy.desk.deadlines import due_in_sql
from sasae.subsidy.desk.models import Case, CaseKind, ListedCase, SavedSearch
from sasae.subsidy.people.models import Person
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


def bring_up_to_date() -> None:
    """Take into the listed cases what has changed since they were last asked for; nothing, most of the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subsidy_desk_settle()")


def differences() -> list[str]:
    """The names of cases the list tells otherwise than the areas do: none, or the list is wrong. What changes while it is
    being compared is looked at again."""
    found = _compared()
    for _ in range(2):
        found = found & _compared() if found else found
    return sorted(found)


def _compared() -> set[str]:
    bring_up_to_date()
    columns = [field.attname for field in ListedCase._meta.concrete_fields]
    told, listed = ({row[0]: row for row in rows.values_list(*columns)} for rows in (Case.objects, ListedCase.objects))
    return {one for one in told.keys() | listed.keys() if told.get(one) != listed.get(one)}


def open_cases(reach: Reach, today: date) -> QuerySet[ListedCase]:
    """Everything open within reach, with its last day `due`, its worker's name, `hidden`, and the day `asked_on`. A case of nobody known is every ward's."""
    everywhere = [kind for kind, wards in reach.items() if wards is None]
    wanted = Q(kind__in=everywhere)
    for kind, wards in reach.items():
        if wards is not None:
            wanted |= Q(kind=kind) & (Q(ward_code__in=wards) | Q(ward_code=""))
    waiting = Q(kind__in=[CaseKind.PAPERS, CaseKind.TRANSFER], own_due__gte=today) | Q(kind=CaseKind.HOLD, own_due__gt=today)
    bring_up_to_date()
    rows = ListedCase.objects.filter(wanted).exclude(waiting)
    rows = with_hidden(rows.select_related("person"), today, "person")
    asked_on = Value(today, DateField())
    return rows.annotate(due=due_in_sql(today), worker=name_of_staff("assigned_to"), asked_on=asked_on)


def by_keys(rows: QuerySet[ListedCase], keys: list[str]) -> QuerySet[ListedCase]:
    """These cases, with what a list shows of their persons."""
    return rows.filter(pk__in=keys).defer(*(f"person__{name}" for name in _NOT_LISTED))


_NOT_LISTED = sorted({one.name for one in Person._meta.fields} - {"id", "atena_no", "name"})


class Day(NamedTuple):
    """What a day brings somebody: how many are their own, due, overdue and come in, and the first of each group."""

    mine: int
    today: int
    over: int
    new: int
    my_first: list[str]
    nobodys_first: list[str]
    new_first: list[str]


_DAY = """
WITH work (key, due, worker, opened) AS MATERIALIZED ({})
SELECT counts.*, firsts.* FROM (
    SELECT count(*) FILTER (WHERE worker = %(me)s), count(*) FILTER (WHERE due = %(today)s),
        count(*) FILTER (WHERE due < %(today)s), count(*) FILTER (WHERE opened = %(today)s) FROM work
) counts, (
    SELECT (array_agg(key ORDER BY due, key) FILTER (WHERE worker = %(me)s))[1:%(most)s],
        (array_agg(key ORDER BY due, key) FILTER (WHERE worker = '' AND due = %(today)s))[1:%(most)s],
        (array_agg(key ORDER BY due, key) FILTER (WHERE opened = %(today)s AND worker <> %(me)s))[1:%(most)s]
    FROM work WHERE worker = %(me)s OR due = %(today)s OR opened = %(today)s
) firsts
"""  # the few that are in a group are put in order, not everything that is open


def day_of(rows: QuerySet[ListedCase], me: str, today: date, most: int) -> Day:
    """All of it in one question: each case is looked at once, however many groups it is in."""
    work, params = rows.order_by().values_list("pk", "due", "assigned_to", "opened_on").query.sql_with_params()
    named = {f"p{place}": value for place, value in enumerate(params)}
    told = {**named, "me": me, "today": today, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_DAY.format(work % tuple(f"%({name})s" for name in named)), told)
        found: Any = cursor.fetchone()
    return Day(*found[:4], *(keys or [] for keys in found[4:]))


def overdue(rows: QuerySet[ListedCase], on: date) -> QuerySet[ListedCase]:
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
