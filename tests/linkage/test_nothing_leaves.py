"""Markers for where protected persons live, and individual numbers: no address of linkage lets one out, no log, no row."""

import logging
from datetime import date
from typing import Any

import pytest

from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import RegisteredPerson
from tests import crawl, markers
from tests.linkage.register import HIDDEN, REFUGE, Register, number, person
from tests.showings import let_see

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SEC-1", "ACC-3")]
NUMBERS = tuple(number(sequence) for sequence in range(1, 5))
WRONG = "123456789012"  # by its check digit
NEVER = (*markers.WHERE, REFUGE, WRONG, *NUMBERS)


@pytest.fixture
def planted(taken_in: Register, caplog: Any) -> None:
    """Everybody is protected, and where they live is a marker; one change is held back with what it tells."""
    caplog.set_level(logging.DEBUG)
    taken_in.tell(person("000000000000058"), WRONG)
    take_register_changes()
    RegisteredPerson.objects.update(protected_until=date(2099, 12, 31))
    assert markers.plant() == []


def test_no_marker_comes_out_and_none_lies_in_the_clear(
    planted: None, signed_in: Any, refusals: Any, caplog: Any
) -> None:
    known = crawl.things()
    known["people"] = [HIDDEN, *known["people"]]
    guests = crawl.guests(signed_in, "individual_number.view")
    done = crawl.crawl(guests, NEVER, lambda name: crawl.places(name, known))
    for answer in crawl.faulty(guests[0]):
        done.look("what is wrong", answer)
    assert (done.leaks, done.broken) == ({}, {})
    assert len(done.opened) > 30
    assert markers.found_in(crawl.logged(caplog.records), (*NEVER, crawl.TYPED)) == []
    assert markers.found_in(crawl.journal(refusals()), NEVER) == []
    assert markers.plain_columns(NEVER) == {}


def test_the_search_finds_the_marker_where_it_may_be_seen(planted: None, signed_in: Any) -> None:
    page = let_see(signed_in("people.view", "protected.view"), HIDDEN).get(f"/people/{HIDDEN}/").content
    assert markers.ADDRESS in markers.found_in(page)
