"""今日の仕事: what waits for the user today, counted and listed on the home page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from sasae.foundation.screens.navigation import Group, Line
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.desk import queries
from sasae.subsidy.desk.cases import name_of, page_of
from sasae.subsidy.desk.models import ListedCase
from sasae.subsidy.desk.queries import Day, by_keys, day_of, open_cases, reach_of

MOST = 5  # lines of one group; the rest stands in the list


def tally(request: HttpRequest) -> dict[str, int]:
    """One's own, due today, overdue, come in today."""
    day = _day(request)
    return {"mine": day.mine, "today": day.today, "over": day.over, "new": day.new}


def _day(request: HttpRequest) -> Day:
    """The user's day, asked for once a page."""
    gate = request.gate  # type: ignore[attr-defined]
    if not hasattr(gate, "day"):
        gate.day = day_of(_open(request), gate.actor.id, clock.today(), MOST)
    found: Day = gate.day
    return found


def workers(request: HttpRequest) -> list[tuple[str, str]]:
    """Who may be given work, asked once a page however many of its fields offer them."""
    gate = request.gate  # type: ignore[attr-defined]
    if not hasattr(gate, "workers"):
        gate.workers = queries.workers(clock.today())
    found: list[tuple[str, str]] = gate.workers
    return found


def _open(request: HttpRequest) -> QuerySet[ListedCase]:
    """The open cases the user may see; what they rest on (rights, periods, days off) is asked once a page."""
    gate, today = request.gate, clock.today()  # type: ignore[attr-defined]
    if not hasattr(gate, "open_cases"):
        gate.open_cases = open_cases(reach_of(gate.user, today), today)
    found: QuerySet[ListedCase] = gate.open_cases
    return found


def TODAY(request: HttpRequest) -> Sequence[Group]:  # noqa: N802 - a name of the navigation's, like NAV and WORK
    """What to begin with: one's own by deadline, what is due today and nobody's, what came in today."""
    gate = request.gate  # type: ignore[attr-defined]
    if not gate.may("applications.view"):
        return []
    day = _day(request)
    keys = [*day.my_first, *day.nobodys_first, *day.new_first]
    found = {one.pk: one for one in by_keys(_open(request), keys)} if keys else {}
    groups = [
        _group(title, query, [found[key] for key in first if key in found])
        for title, query, first in (
            ("自分の担当（期限の近い順）", "whose=me", day.my_first),
            ("今日までの、担当のない仕事", "due=today&whose=nobody", day.nobodys_first),
            ("今日来た仕事", "since=today", day.new_first),
        )
    ]
    gate.shown([person for persons, _ in groups for person in persons])
    return [group for _, group in groups]


def _group(title: str, query: str, found: list[Any]) -> tuple[list[str], Group]:
    lines = [
        Line(
            url=reverse(page_of(one)[0], args=[page_of(one)[1]]), label=one.number,
            text=f"{one.get_kind_display()}　{name_of(one)}",
            note=f"{to_wareki(one.due)}まで", state=one.get_step_display(), wrong=one.due < clock.today(),
        )
        for one in found
    ]  # fmt: skip
    persons = [one.person.atena_no for one in found if one.person]
    return persons, Group(title, f"{reverse('desk:work')}?{query}", lines)
