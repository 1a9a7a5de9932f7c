"""The controls of sites, cabinets and daily looks, broken in turn."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from sasae.deployment.assessment.judging import CONTROLS
from sasae.deployment.assessment.looking import Answer, Look, Met
from sasae.deployment.home import Home
from sasae.foundation.custody.models import Medium
from sasae.foundation.places.models import LockedPlace, Site
from sasae.foundation.terminals.models import DailyCheck, Terminal
from sasae.kernel import clock
from tests.staff import at_terminal

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def look(tmp_path: Path) -> Look:
    connection.ensure_connection()
    return Look(Home.load(tmp_path), clock.now(), {"portal": connection.connection})


def found(look: Look, name: str) -> Answer:
    return CONTROLS[name][1](look, "portal")


def site(look: Look) -> Site:
    told = {"kind": "terminals", "keeper": "x", "registered_by": "x"}
    return Site.objects.create(code="S", name="幸区役所", registered_at=look.now - timedelta(days=900), **told)


@pytest.mark.clause("PHY-1")
def test_a_site_is_inspected_within_the_interval(look: Look) -> None:
    assert "登録されていない" in found(look, "sites_inspected").words
    site(look)
    assert "幸区役所" in found(look, "sites_inspected").words
    Site.objects.update(inspected_on=look.now.date() - timedelta(days=180))
    assert found(look, "sites_inspected").met is Met.MET
    look.now += timedelta(days=1)
    assert found(look, "sites_inspected").met is Met.NOT_MET


@pytest.mark.clause("MED-5")
def test_a_medium_has_its_locked_place_and_is_back_by_the_next_day(look: Look) -> None:
    medium = Medium.objects.create(code="U1", kind="USB", sealing="aes_zip", registered_by="x", registered_at=look.now)
    assert "U1" in found(look, "media_locked_away").words
    medium.cabinet = LockedPlace.objects.create(
        name="A", kind="cabinet", site=site(look), room="x", key_keeper="x", registered_by="x", registered_at=look.now
    )
    medium.save()
    assert found(look, "media_locked_away").met is Met.MET
    medium.holder = "x"
    medium.moves.create(kind="out", by="x", at=look.now)
    medium.save()
    assert found(look, "media_locked_away").met is Met.MET
    look.now += timedelta(days=1)
    assert "U1" in found(look, "media_locked_away").words


@pytest.mark.clause("PHY-2")
def test_a_terminal_is_looked_at_each_office_day_and_is_right(look: Look, client: object) -> None:
    at_terminal(client)
    assert found(look, "terminals_checked").met is Met.MET
    Terminal.objects.update(registered_at=look.now - timedelta(days=30))
    assert "T-01" in found(look, "terminals_checked").words
    told = {"terminal": Terminal.objects.get(), "on": look.now.date(), "wire": True, "room": True, "cabinet": True, "by": "x"}
    DailyCheck.objects.create(definitions_on=look.now.date(), wrong=False, at=look.now, **told)
    assert found(look, "terminals_checked").met is Met.MET
    DailyCheck.objects.create(definitions_on=look.now.date(), wrong=True, note="古い", at=look.now, **told)
    assert "T-01" in found(look, "terminals_checked").words
