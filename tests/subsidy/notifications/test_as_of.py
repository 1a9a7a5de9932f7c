"""A person as of one day, as known on another."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.notifications.as_of import AsOf, person_as_of
from sasae.subsidy.notifications.models import Review
from sasae.subsidy.people.models import Person
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import MIO, MISAKI, REN

LATER = date(2026, 7, 1)


def moment() -> Any:
    """Now, by the database's own clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@pytest.mark.clause("SUB-1")
@pytest.mark.django_db(databases=["default", "journal"], transaction=True)
def test_what_was_known_before_a_change_is_shown_as_it_was_known(
    linkage: Register, family: Any, confirmed: Callable[..., Any], decided: Callable[..., Any]
) -> None:
    ren = Person.objects.get(atena_no=REN)
    before = moment()
    decided(confirmed("09", LATER, who=REN, why="custody").review)
    after = moment()
    assert Review.objects.get().state == "done"
    then, now = (person_as_of(ren, AsOf(LATER, known)) for known in (before, after))
    assert [one.valid_to for one in then["entitlements"]] == [date(2026, 12, 31)]
    assert then["facts"] == []
    assert {one["person"].atena_no for one in then["members"]} == {MISAKI, REN, MIO}
    assert [one["state"] for one in then["certificates"]] == ["有効"]
    assert now["entitlements"] == []
    assert [one["fact"].kind for one in now["facts"]] == ["custody_ended"]
    assert now["members"] == []
    assert [one["state"] for one in now["certificates"]] == ["喪失により無効"]
    day_before = person_as_of(ren, AsOf(LATER - timedelta(days=1), after))
    assert [one.valid_to for one in day_before["entitlements"]] == [LATER - timedelta(days=1)]
    assert {one["person"].atena_no for one in day_before["members"]} == {MISAKI, REN, MIO}


@pytest.mark.django_db(databases=["default", "journal"])
def test_the_page_says_which_days_and_journals_them(family: Any, signed_in: Any) -> None:
    clerk = signed_in("people.view")
    known = clock.real_now().date().isoformat()
    page = clerk.get(f"/people/{MISAKI}/as-of/", {"valid_on": "R8.6.20", "known_on": known})
    assert "令和8年12月31日" in page.content.decode()
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=clerk.staff.login_id).latest("pk")
    assert set(shown.persons) == {MISAKI, REN, MIO}
    assert "令和8年6月20日現在" in shown.detail["note"]


@pytest.mark.django_db(databases=["default", "journal"])
@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"valid_on": "R8.6.20", "known_on": "2020-01-01"}, "このときは、まだ登録がありません"),
        ({"valid_on": "いつか", "known_on": "2026-06-15"}, "field__error"),
    ],
    ids=["before anything was known", "a day nobody can read"],
)
def test_days_that_show_nothing_are_told(family: Any, signed_in: Any, days: dict[str, str], said: str) -> None:
    page = signed_in("people.view").get(f"/people/{MISAKI}/as-of/", days)
    assert page.status_code == 200
    assert said in page.content.decode()
