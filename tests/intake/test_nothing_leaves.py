"""Markers for where a protected applicant lives, and individual numbers: no address of intake lets one out, no log, no row."""

import logging
from datetime import date
from typing import Any

import pytest

from tests import crawl, markers
from tests.intake.applications import ATENA, CHILD_NUMBER, HANAKO_NUMBER, hanako

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SEC-1", "ACC-3")]
NUMBERS = (HANAKO_NUMBER, CHILD_NUMBER)
NEVER = (*markers.WHERE, *NUMBERS)
PROTECTED = {"protected_until": date(2099, 12, 31)}


@pytest.fixture
def planted(arrive: Any, partners: Any, caplog: Any) -> str:
    """An application of a protected person has come in, is checked and ready; its columns hold markers."""
    caplog.set_level(logging.DEBUG)
    partners.people[ATENA] = hanako(**PROTECTED)
    found = arrive()
    markers.plant()
    return str(found.receipt_number)


def test_no_marker_comes_out_and_no_number_lies_in_the_clear(
    planted: str, signed_in: Any, refusals: Any, caplog: Any
) -> None:
    known = crawl.things()
    guests = crawl.guests(signed_in, "individual_number.view")
    done = crawl.crawl(guests, NEVER, lambda name: crawl.places(name, known))
    for answer in crawl.faulty(guests[0]):
        done.look("what is wrong", answer)
    assert (done.leaks, done.broken) == ({}, {})
    assert len(done.opened) > 30
    assert markers.found_in(crawl.logged(caplog.records), (*NEVER, crawl.TYPED)) == []
    assert markers.found_in(crawl.journal(refusals()), NEVER) == []
    assert markers.plain_columns(NUMBERS) == {}
