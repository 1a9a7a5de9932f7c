"""A page of work is found by few columns and put together after: the same rows in the same order, on every page."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.paginator import EmptyPage, PageNotAnInteger

from sasae.foundation.screens.paging import KeysFirstPaginator
from sasae.kernel import clock
from sasae.subsidy.applications.models import Application
from sasae.subsidy.desk.models import CaseHandling, CaseKind
from sasae.subsidy.desk.queries import by_keys, day_of, open_cases
from sasae.subsidy.duplicates.groups import hidden
from sasae.subsidy.people.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALL: dict[str, list[str] | None] = dict.fromkeys(CaseKind.values)
TODAY = date(2026, 7, 3)
OPEN = 23


@pytest.fixture
def many(received: Application) -> list[str]:
    """More of the same, come in on several days, some handled, some of nobody known."""
    rows = []
    for place in range(1, OPEN):
        one = Application.objects.get(pk=received.pk)
        one.pk, one.receipt_number = None, f"KW2026061500{place + 100:06d}"
        one.received_on = received.received_on - timedelta(days=place % 7)
        one.applicant_id = None if place % 5 == 0 else received.applicant_id
        rows.append(one)
    Application.objects.bulk_create(rows)
    CaseHandling.objects.bulk_create(
        CaseHandling(
            kind="application", subject=one.receipt_number, assigned_to="me" if place % 2 else "", changed_by="me",
            due_on=TODAY + timedelta(days=place % 3 - 1) if place % 4 == 0 else None, changed_at=clock.now(),
        )
        for place, one in enumerate(rows) if place % 3
    )  # fmt: skip
    return [one.pk for one in open_cases(ALL, TODAY)]


@pytest.mark.parametrize("order", ["due", "-due", "number", "-opened_on", "step"])
def test_the_pages_are_the_whole_list_cut_up(many: list[str], order: str) -> None:
    rows = open_cases(ALL, TODAY).order_by(order, "pk")
    pages = KeysFirstPaginator(rows, 5, by_keys)
    shown = [pages.page(number) for number in range(1, 6)]
    assert [one.pk for page in shown for one in page] == [one.pk for one in rows]
    assert {page.paginator.count for page in shown} == {len(many)} == {OPEN}
    whole = {one.pk: (one.due, one.worker, one.hidden) for one in rows}
    assert {one.pk: (one.due, one.worker, one.hidden) for page in shown for one in page} == whole


@pytest.mark.parametrize(("number", "refusal"), [(6, EmptyPage), (0, EmptyPage), ("x", PageNotAnInteger)])
def test_a_page_that_is_not_there_is_refused(many: list[str], number: Any, refusal: type[Exception]) -> None:
    pages = KeysFirstPaginator(open_cases(ALL, TODAY).order_by("due", "pk"), 5, by_keys)
    assert len(pages.page(5).object_list) == 3
    with pytest.raises(refusal):
        pages.page(number)


def test_an_empty_list_has_one_page(db: None) -> None:
    pages = KeysFirstPaginator(open_cases(ALL, TODAY).order_by("due", "pk"), 5, by_keys)
    assert (list(pages.page(1)), pages.count, pages.num_pages) == ([], 0, 1)


def test_the_day_is_what_the_list_says_of_each_group(many: list[str]) -> None:
    rows = open_cases(ALL, TODAY).order_by("due", "pk")
    new_on = rows[3].opened_on
    for today in (TODAY, new_on):
        day = day_of(rows, "me", today, 5)
        mine, nobodys = rows.filter(assigned_to="me"), rows.filter(assigned_to="", due=today)
        new = rows.filter(opened_on=today)
        assert day[:4] == (
            mine.count(),
            rows.filter(due=today).count(),
            rows.filter(due__lt=today).count(),
            new.count(),
        )
        firsts = (mine, nobodys, new.exclude(assigned_to="me"))
        assert list(day[4:]) == [[one.pk for one in group[:5]] for group in firsts]
    assert day_of(rows, "me", TODAY, 5).mine > 5
    assert day_of(rows, "me", new_on, 5).new > 0


def test_whose_person_is_nobody_is_not_hidden_and_not_left_out(many: list[str]) -> None:
    Person.objects.update(protected_until=TODAY)
    rows = open_cases(ALL, TODAY)
    nobodys = rows.filter(person=None).count()
    assert rows.exclude(hidden(TODAY, "person")).count() == nobodys == 4
    assert {one.hidden for one in rows.filter(person=None)} == {False}
    assert {one.hidden for one in rows.exclude(person=None)} == {True}
    after = TODAY + timedelta(days=1)
    assert {one.hidden for one in open_cases(ALL, after)} == {False}


def test_the_page_shows_the_list_and_says_how_many(many: list[str], signed_in: Callable[..., Any]) -> None:
    page = signed_in("applications.view").get("/desk/?sort=number")
    assert page.context["list"].count_text == f"{OPEN}件"
    assert [one.pk for one in page.context["list"].rows] == sorted(many)
