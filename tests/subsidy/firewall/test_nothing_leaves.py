"""A protected family's markers in every guarded column, every address asked for: none comes out, whoever asks.

One pass: the world with a thing of every area is built, everybody in it is protected, and then each page, file and list is
opened and each form is sent by those who hold between them every right but that to see protected persons.
"""

import logging
from datetime import date
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.notifications.models import MailingAddress, Notification
from sasae.subsidy.people.models import Person
from sasae.subsidy.telephone.models import TelephoneMemo
from tests import crawl, markers
from tests.showings import let_see
from tests.subsidy import town
from tests.subsidy.nonsense import world
from tests.subsidy.online import sending as online

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SEC-1", "ACC-3")]
NUMBERS = (town.MISAKI_NUMBER, town.REN_NUMBER, town.MIO_NUMBER)
ACCOUNT = "9081726"
NEVER = (*markers.WHERE, *NUMBERS)
FOR_EVER = date(2099, 12, 31)
# Where the markers lie as they are, in the office's own database: the guarded columns, what was applied for, papers as printed.
KEPT = {
    "printing_document.content", "subsidy_applications_application.form", "subsidy_applications_application_event.form",
}  # fmt: skip


@pytest.fixture
def lived_in(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, settings: Any, caplog: Any) -> None:
    """Something of every area, and where the family lives is a marker from the first message on."""
    settings.SASAE_PMH = True
    caplog.set_level(logging.DEBUG)
    for place in (town, online):
        monkeypatch.setattr(place, "HOME", markers.ADDRESS)
    monkeypatch.setitem(online.SENDER, "address", markers.ADDRESS)
    monkeypatch.setitem(online.SENDER, "telephone", markers.TELEPHONE)
    monkeypatch.setitem(town.ACCOUNT, "number", ACCOUNT)
    world.build(request.getfixturevalue)
    hers = Person.objects.get(atena_no=town.MISAKI)
    TelephoneMemo.objects.update(person=hers)  # who was not known when they called is known by now
    MailingAddress.objects.create(
        person=hers,
        valid_from=town.DAY,
        notification=Notification.objects.first(),
        recorded_at=clock.now(),
        address="x",
    )
    Person.objects.update(protected_until=FOR_EVER)
    assert markers.plant() == []


def test_no_marker_comes_out(lived_in: None, signed_in: Any, refusals: Any, caplog: Any) -> None:
    known = world.things()
    guests = crawl.guests(signed_in, "individual_number.view")
    done = crawl.crawl(guests, NEVER, lambda name: world.places(name, known))
    for answer in crawl.faulty(guests[0]):
        done.look("what is wrong", answer)
    assert (done.leaks, done.broken) == ({}, {})
    assert len(done.opened) > 150
    assert markers.found_in(crawl.logged(caplog.records), (*NEVER, ACCOUNT, crawl.TYPED)) == []
    assert markers.found_in(crawl.journal(refusals()), (*NEVER, ACCOUNT)) == []


def test_where_the_markers_lie_is_named_and_the_search_finds_them(lived_in: None, signed_in: Any) -> None:
    guarded = {f"{model._meta.db_table}.{column.column}" for model, column in markers.guarded_columns()}
    lying = markers.plain_columns(NEVER)
    versions = {f"{table}_event.{name}" for table, _, name in (one.partition(".") for one in guarded)}
    assert lying.keys() - guarded - versions == KEPT
    assert not {one for found in lying.values() for one in found} & set(NUMBERS)
    page = let_see(signed_in("people.view", "protected.view"), town.MISAKI).get(f"/people/{town.MISAKI}/").content
    assert markers.ADDRESS in markers.found_in(page)
