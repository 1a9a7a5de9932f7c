"""Lists of a past day are found by indexes of the versions: they do not grow slower with a town's years."""

from typing import Any

import pytest
from django.db import connection

from sasae.foundation.history.as_of import AsOf, standing
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.certificates.past import ever_issued
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.past import recipients_then
from sasae.subsidy.people.queries import search_versions
from tests.subsidy.town import DAY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def plan_of(rows: Any, *, searched: bool = False) -> str:
    """How PostgreSQL finds a page of these rows where it has an index to choose; a few rows alone it would read whole, or
    in the order of an index that leaves nothing out."""
    ways = ("seqscan", "indexscan", "indexonlyscan") if searched else ("seqscan", "sort", "incremental_sort")
    with connection.cursor() as cursor:
        cursor.execute("".join(f"SET LOCAL enable_{way} = off;" for way in ways))
    return str(rows[:50].explain())


def then() -> AsOf:
    return AsOf(DAY, clock.now())


def test_people_of_a_past_day_are_leafed_through_in_the_order_of_an_index(db: None) -> None:
    assert "subsidy_people_version_kana" in plan_of(recipients_then(then()).order_by("name_kana", "pk"))


def test_people_of_a_past_day_are_searched_by_an_index(db: None) -> None:
    rows = standing(Person, clock.now())
    assert "subsidy_people_version_search_key" in plan_of(search_versions(rows, "宮前　美咲"), searched=True)
    assert "subsidy_people_version_birth" in plan_of(rows.filter(birth_date=DAY), searched=True)


def test_certificates_of_a_past_day_are_leafed_through_in_the_order_of_an_index(db: None) -> None:
    assert "subsidy_certificates_version_list" in plan_of(ever_issued(then()).order_by("-id", "pk"))
    assert "subsidy_certificates_version_list" in plan_of(standing(Certificate, clock.now()).order_by("-id", "pk"))
