"""The desk asks each thing once a page, however many of its fields want it."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from sasae.subsidy.desk.deadlines import _calendar, due_on
from sasae.subsidy.desk.queries import open_cases

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
DESK = ("applications.view", "applications.examine", "desk.assign", "desk.export", "notes.write", "claims.view")


def questions(client: Any, url: str) -> list[str]:
    """What a page asks, once it is warm."""
    client.get(url)
    with CaptureQueriesContext(connections["default"]) as asked:
        assert client.get(url).status_code == 200
    return [one["sql"] for one in asked.captured_queries]


@pytest.mark.usefixtures("received")
@pytest.mark.parametrize("url", ["/desk/", "/desk/?whose=nobody&due=soon", "/"])
def test_no_question_is_asked_twice_and_rights_are_asked_for_once(signed_in: Callable[..., Any], url: str) -> None:
    asked = questions(signed_in(*DESK), url)
    assert [sql[:200] for sql, times in Counter(asked).items() if times > 1] == []
    of_rights = [sql for sql in asked if "accounts_grant" in sql]
    assert len(of_rights) == (2 if url.startswith("/desk") else 1)  # one's own; and who may be given work


@pytest.mark.usefixtures("received")
def test_a_page_with_the_handling_of_a_case_asks_for_the_workers_once(
    signed_in: Callable[..., Any], received: Any
) -> None:
    asked = questions(signed_in(*DESK), f"/desk/cases/application:{received.receipt_number}/")
    assert sum("accounts_grant" in sql for sql in asked) == 2


def test_the_calendar_is_written_once_a_day_and_still_counts_as_one_case_does(received: Any) -> None:
    _calendar.cache_clear()
    today = date(2026, 6, 15)
    kinds: dict[str, list[str] | None] = {"application": None}
    for _ in range(3):
        assert open_cases(kinds, today).get().due == due_on(received.received_on)  # type: ignore[attr-defined]
    assert _calendar.cache_info().misses == 1
