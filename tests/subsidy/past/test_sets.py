"""A past is read by sets: a page asks as often for many as for few."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.subsidy.renewals.families import mother
from tests.subsidy.test_list_questions import grow, questions

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("people.view", "certificates.view", "claims.view", "ledger.view", "notifications.view")
FEW, MANY = 5, 120  # families of three
THEN = "as_of=R8.7.2"


def pages() -> tuple[str, ...]:
    who = mother(1)
    return (
        f"/people/?{THEN}", f"/people/?{THEN}&q=試験", f"/people/?{THEN}&covered=yes", f"/people/?{THEN}&ward=141313&sort=-birth_date",
        f"/certificates/?{THEN}", f"/certificates/?{THEN}&q=試験&state=1", f"/ledger/?{THEN}&person={who}",
        f"/people/{who}/?{THEN}", f"/people/{who}/family/?{THEN}", f"/desk/people/{who}/?{THEN}&family=1", f"/desk/people/{who}/notes/?{THEN}",
    )  # fmt: skip


def test_a_past_asks_as_often_for_many_as_for_few(signed_in: Callable[..., Any]) -> None:
    client = signed_in(*RIGHTS)
    grow(0, FEW)
    few = {url: len(questions(client, url)) for url in pages()}
    grow(FEW, MANY)
    many = {url: len(questions(client, url)) for url in pages()}
    assert {url: (few[url], many[url]) for url in many if many[url] > few[url]} == {}
    assert max(count for url, count in many.items() if "/people/?" in url or "/certificates/" in url) <= 12
    assert max(many.values()) <= 60
