"""PMH is off; where it is on, its file holds whose numbers the journal says, and no protected person."""

import json
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.certificates import actions
from sasae.subsidy.certificates.actions.pmh import Off, export_pmh
from sasae.subsidy.certificates.models import Certificate, Reason
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, MIO, MISAKI, MISAKI_NUMBER, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def exported() -> tuple[list[dict[str, Any]], list[str]]:
    content, left_out, _ = export_pmh(since=DAY, until=DAY, by=EXAMINER, on=DAY)
    return json.loads(content), [finding.id for finding in left_out]


def test_it_is_off_until_the_installation_says_otherwise(granted: Recipient, signed_in: Any) -> None:
    with pytest.raises(Off):
        exported()
    assert signed_in("pmh.export").get("/certificates/pmh/").status_code == 404
    assert HistoryEntry.objects.filter(event="pmh.exported").count() == 0


def test_one_element_a_certificate_with_its_number_and_the_void_one_deleted(granted: Recipient, settings: Any) -> None:
    settings.SASAE_PMH = True
    old = Certificate.objects.get(recipient=granted)
    new = actions.reissue(old.number, reason=Reason.LOST, by=COUNTER, on=DAY)
    rows, left_out = exported()
    assert left_out == []
    told = {row["historyKey"]: row for row in rows}
    assert len(told) == 4
    assert told[f"{old.number}-01"]["isDeleted"] is True
    assert told[f"{new.number}-02"]["isDeleted"] is False
    assert told[f"{new.number}-02"]["myNumber"] == MISAKI_NUMBER
    assert told[f"{new.number}-02"]["medicalSubsidyRecipientNumber"] == granted.number
    entry = HistoryEntry.objects.get(event="pmh.exported")
    assert set(entry.persons) == {MISAKI, REN, MIO}
    assert MISAKI_NUMBER not in str(entry.detail)


@pytest.mark.clause("SUB-3")
def test_protected_persons_and_those_without_a_number_are_left_out_and_named(granted: Recipient, settings: Any) -> None:
    settings.SASAE_PMH = True
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
    Person.objects.filter(atena_no=REN).update(individual_number_cipher=None)
    rows, left_out = exported()
    assert [row["basicFiveInfo"]["name"] for row in rows] == ["宮前　澪"]
    assert sorted(left_out) == ["PMH-201", "PMH-202"]


def test_the_page_needs_its_own_right_and_journals_whose_numbers_left(
    granted: Recipient, settings: Any, signed_in: Any
) -> None:
    settings.SASAE_PMH = True
    days = {"since": "令和8年6月15日", "until": "令和8年6月15日"}
    assert signed_in("certificates.view", "certificates.export").post("/certificates/pmh/", days).status_code == 403
    desk = signed_in("pmh.export")
    assert len(json.loads(desk.post("/certificates/pmh/", days).content)) == 3
    told = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id).latest("id")
    assert set(told.persons) == {MISAKI, REN, MIO}
