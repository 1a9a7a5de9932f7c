"""What a resident sent: no address for staff or strangers lets it out, no log, and no row of the portal can be read."""

import logging
from typing import Any

import pytest
from django.test import Client

from tests import crawl, markers
from tests.portal.letters import bring, letter
from tests.portal.residents import APPLICANT, NUMBERS, Resident

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SEC-1", "ACC-3")]
SENT = NUMBERS[:2]
NEVER = (markers.ADDRESS, markers.TELEPHONE, *SENT)


@pytest.fixture
def sent(hanako: Resident, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> str:
    """An application with markers, sent and answered by a letter."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setitem(APPLICANT, "address", markers.ADDRESS)
    monkeypatch.setitem(APPLICANT, "telephone", markers.TELEPHONE)
    number = hanako.apply()
    bring(letter(number))
    return number


def test_no_marker_comes_out_and_none_lies_in_the_clear(sent: str, signed_in: Any, refusals: Any, caplog: Any) -> None:
    known = crawl.things()
    known[""] = [sent]
    stranger = Client()
    staff = crawl.guests(signed_in)
    done = crawl.crawl(staff, NEVER, lambda name: crawl.places(name, known))
    for name in crawl.addresses():
        for place in list(crawl.places(name, known))[:5]:
            done.look(f"{name} to a stranger", stranger.get(place))
    for answer in crawl.faulty(stranger):
        done.look("what is wrong", answer)
    assert (done.leaks, done.broken) == ({}, {})
    assert len(done.opened) > 30
    assert markers.found_in(crawl.logged(caplog.records), (*NEVER, crawl.TYPED)) == []
    assert markers.found_in(crawl.journal(refusals()), NEVER) == []
    assert markers.plain_columns(NEVER) == {}
