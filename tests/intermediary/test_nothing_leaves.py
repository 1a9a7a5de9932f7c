"""Markers in a copy and in what was asked: no address of the intermediary lets one out, no log, and no row can be read."""

import logging
from typing import Any

import pytest

from sasae.contracts import body_gateway
from sasae.intermediary.bodies.actions import acting_for
from tests import crawl, markers
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import CODE, provide

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SEC-1", "ACC-3")]
NUMBER = "123456789018"
NEVER = (*markers.WHERE, NUMBER)
PLATFORM = ("platform.view", "bodies.manage")


@pytest.fixture
def used(net: Net, pages_for_people: Any, settings: Any, caplog: Any) -> Net:
    """A copy full of markers is held and was provided; a query of our own is on its way."""
    caplog.set_level(logging.DEBUG)
    net.code("other_city", "25", CODE)
    net.code("linkage", "17", "CODE-AT-KAWASAKI")
    told = {
        "year": 2025,
        "salary": markers.ADDRESS,
        "dependants": markers.TELEPHONE,
        "secret": f"{NUMBER} {markers.TEXT}",
    }
    assert net.copy("other_city", "25", data=told).status_code == 200
    assert provide(net).state == "answered"
    net.ask("linkage", body_gateway.REQUEST_INFORMATION, net.query())
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return net


@pytest.mark.parametrize("office", [KAWASAKI, MIDORINO])
def test_no_marker_comes_out_and_none_lies_in_the_clear(
    used: Net, signed_in: Any, refusals: Any, caplog: Any, office: str
) -> None:
    with acting_for(office):
        known = crawl.things()
    guests = crawl.guests(signed_in, *PLATFORM, office_code=office)
    done = crawl.crawl(guests, NEVER, lambda name: crawl.places(name, known))
    for answer in crawl.faulty(guests[0]):
        done.look("what is wrong", answer)
    assert (done.leaks, done.broken) == ({}, {})
    assert len(done.opened) > 20
    assert markers.found_in(crawl.logged(caplog.records), (*NEVER, crawl.TYPED)) == []
    assert markers.found_in(crawl.journal(refusals()), NEVER) == []
    assert markers.plain_columns(NEVER) == {}
    with acting_for(office):
        assert markers.plain_columns(NEVER) == {}
