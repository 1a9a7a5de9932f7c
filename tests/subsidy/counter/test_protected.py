"""支援措置: told of before it ends and when it has ended, and said above every page of the person."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.subsidy.people.models import Person
from sasae.subsidy.people.protection import ending, state_on
from tests.staff import at
from tests.subsidy.town import DAY, MISAKI, RECEIPT

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BANNER = "支援措置対象者の情報があります"


def protect(until: date, who: str = MISAKI) -> None:
    Person.objects.filter(atena_no=who).update(protected_until=until)


@pytest.mark.parametrize(
    ("days", "listed"), [(31, False), (30, True), (0, True), (-1, True), (-30, True), (-31, False)]
)
def test_staff_are_told_thirty_days_before_the_end_and_as_long_after_it(received: Any, days: int, listed: bool) -> None:
    protect(DAY + timedelta(days=days))
    assert ending(DAY).exists() is listed


def test_on_its_last_day_it_goes_on_and_the_day_after_it_has_ended() -> None:
    assert (state_on(DAY, DAY), state_on(DAY - timedelta(days=1), DAY)) == ("期限間近", "期限切れ")


def test_the_list_has_a_right_of_its_own_and_stands_on_the_home_page(
    received: Any, signed_in: Callable[..., Any]
) -> None:
    protect(DAY + timedelta(days=10))
    client = signed_in("protected.watch", "people.view")
    page = client.get(at("/people/protected/")).content.decode()
    for words in ("宮前　美咲", "令和8年6月25日", "期限間近"):
        assert words in page
    work = {one["label"]: one["count"] for one in client.get(at("/")).context["work"]}
    assert work["期限が近い支援措置"] == 1
    assert signed_in("people.view").get(at("/people/protected/")).status_code == 403


PAGES = [
    f"/people/{MISAKI}/", f"/people/{MISAKI}/account/", f"/desk/people/{MISAKI}/", f"/desk/people/{MISAKI}/notes/",
    f"/desk/cases/application:{RECEIPT}/", f"/applications/{RECEIPT}/", f"/papers/{RECEIPT}/", f"/recognitions/{RECEIPT}/",
    "/people/?q=美咲", "/desk/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_notice_stands_above_every_page_of_the_person_on_the_last_day_and_not_after_it(
    received: Any, signed_in: Callable[..., Any], page: str
) -> None:
    client = signed_in("people.view", "applications.view", "applications.examine", "claims.enter", "notes.write")
    protect(DAY)
    assert BANNER in client.get(at(page)).content.decode()
    protect(DAY - timedelta(days=1))
    assert BANNER not in client.get(at(page)).content.decode()


def test_an_examination_says_it_too(received: Any, examine: Callable[..., Any], signed_in: Callable[..., Any]) -> None:
    examination = examine(received)
    protect(DAY)
    assert BANNER in signed_in("applications.view").get(at(f"/examinations/{examination.pk}/")).content.decode()


def test_a_page_of_others_says_nothing(received: Any, signed_in: Callable[..., Any]) -> None:
    protect(DAY)
    client = signed_in("people.view")
    assert BANNER not in client.get(at("/people/?q=蓮")).content.decode()
    assert BANNER not in client.get(at("/")).content.decode()
