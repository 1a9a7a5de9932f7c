"""PMH is off; where it is on, its file holds whose numbers the journal says, and no protected person."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.certificates import actions
from sasae.subsidy.certificates.actions import pmh
from sasae.subsidy.certificates.actions.pmh import Off
from sasae.subsidy.certificates.models import Certificate, PmhEntry, PmhFile, Reason
from sasae.subsidy.certificates.pmh_models import PmhState
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, MIO, MISAKI, MISAKI_NUMBER, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def made(on: date = DAY) -> PmhFile:
    return pmh.make_pmh(since=DAY, until=on, by=EXAMINER, on=on, at=clock.now())


def exported() -> tuple[list[dict[str, Any]], list[str]]:
    file = made()
    return json.loads(pmh.take_pmh(file.number, by=EXAMINER, on=DAY)), [finding["id"] for finding in file.left_out]


def moved(file: PmhFile, *states: PmhState, note: str = "確認番号 1") -> PmhFile:
    for state in states:
        file = pmh.move_pmh(file.number, state, note=note, by=EXAMINER, at=clock.now())
    return file


def test_it_is_off_until_the_installation_says_otherwise(granted: Recipient, signed_in: Any) -> None:
    with pytest.raises(Off):
        exported()
    assert signed_in("pmh.export").get("/certificates/pmh/").status_code == 404
    assert HistoryEntry.objects.filter(event="pmh.exported").count() == 0


@pytest.mark.seals("subsidy_certificates.PmhFile.content", "subsidy_people.Person.individual_number_cipher")
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
    page = desk.post("/certificates/pmh/", days, follow=True)
    assert "送信待ち" in page.content.decode()
    assert MISAKI_NUMBER not in page.content.decode()
    place = page.request["PATH_INFO"]
    assert desk.get(f"{place}content/").status_code == 405
    assert len(json.loads(desk.post(f"{place}content/").content)) == 3
    told = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id).latest("id")
    assert set(told.persons) == {MISAKI, REN, MIO}
    for state, words in (("sent", "送信済み"), ("taken", "登録済み")):
        assert words in desk.post(f"{place}state/", {"state": state}, follow=True).content.decode()
    assert "内容は消してあります" in desk.post(f"{place}content/", follow=True).content.decode()
    assert desk.post(f"{place}state/", {"state": "nonsense"}).status_code == 404


def test_what_lies_in_a_file_that_stands_is_not_told_again_and_what_became_void_since_is(
    granted: Recipient, settings: Any
) -> None:
    settings.SASAE_PMH = True
    moved(made(), PmhState.SENT, PmhState.TAKEN)
    with pytest.raises(pmh.CannotRegister, match="まだ登録していない医療証はありません"):
        made()
    later = DAY + timedelta(days=1)
    old = Certificate.objects.get(recipient=granted)
    new = actions.reissue(old.number, reason=Reason.LOST, by=COUNTER, on=later)
    rows = json.loads(pmh.take_pmh(made(later).number, by=EXAMINER, on=DAY))
    assert {(row["historyKey"], row["isDeleted"]) for row in rows} == {
        (f"{old.number}-01", True),
        (f"{new.number}-02", False),
    }


@pytest.mark.parametrize(
    ("states", "again"),
    [
        ((PmhState.SENT,), 0),
        ((PmhState.SENT, PmhState.TAKEN), 0),
        ((PmhState.SENT, PmhState.REFUSED), 3),
        ((PmhState.DISCARDED,), 3),
    ],
    ids=["handed over", "taken", "refused", "given up"],
)
def test_what_was_refused_or_given_up_is_told_in_the_next_file(
    granted: Recipient, settings: Any, states: tuple[PmhState, ...], again: int
) -> None:
    settings.SASAE_PMH = True
    file = moved(made(), *states)
    assert (file.content is None) == (file.state != PmhState.SENT)
    if again:
        assert made().count == again
    else:
        with pytest.raises(pmh.CannotRegister):
            made()


@pytest.mark.parametrize("state", [PmhState.TAKEN, PmhState.REFUSED, PmhState.WAITING])
def test_what_was_not_handed_over_has_no_answer(granted: Recipient, settings: Any, state: PmhState) -> None:
    settings.SASAE_PMH = True
    with pytest.raises(pmh.CannotRegister, match="送信待ち"):
        moved(made(), state)


def test_a_refusal_says_why_and_a_file_holds_its_numbers_encrypted(granted: Recipient, settings: Any) -> None:
    settings.SASAE_PMH = True
    file = moved(made(), PmhState.SENT)
    assert MISAKI_NUMBER.encode() not in bytes(PmhFile.objects.get(pk=file.pk).content or b"")
    with pytest.raises(pmh.CannotRegister, match="理由を入れて"):
        moved(file, PmhState.REFUSED, note=" ")


def test_the_database_tells_one_certificate_once(granted: Recipient, settings: Any) -> None:
    settings.SASAE_PMH = True
    entry = PmhEntry.objects.filter(file=made()).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        PmhEntry.objects.create(file=entry.file, certificate=entry.certificate, deleted=entry.deleted)


@pytest.mark.clause("ACC-3")
@pytest.mark.parametrize(("until", "handed_over"), [(DAY, False), (DAY - timedelta(days=1), True)])
def test_a_file_is_not_handed_over_while_somebody_in_it_is_protected(
    granted: Recipient, settings: Any, refusals: Any, until: date, handed_over: bool
) -> None:
    settings.SASAE_PMH = True
    file = made()
    Person.objects.filter(atena_no=REN).update(protected_until=until)
    if handed_over:
        assert MISAKI_NUMBER.encode() in pmh.take_pmh(file.number, by=EXAMINER, on=DAY)
        return
    with pytest.raises(pmh.CannotRegister, match="支援措置の対象となった"):
        pmh.take_pmh(file.number, by=EXAMINER, on=DAY)
    assert ["pmh.refused" in line for line in refusals()] == [True]
