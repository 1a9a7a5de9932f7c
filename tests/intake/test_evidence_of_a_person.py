"""What intake tells linkage of one person, for that person's own eyes: what they sent, asked and requested, and who looked."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.conf import settings as live

from sasae.contracts import evidence
from sasae.contracts.evidence import Evidence, IntakeQuestion, Want
from sasae.contracts.person_index import Purpose
from sasae.foundation.history import Actor, shown
from sasae.intake.applications.models import Application
from sasae.intake.questions.models import DisclosureRequest, ResidentQuestion, StrangeCase
from sasae.intake.questions.own import WHEREABOUTS
from sasae.kernel import clock
from tests.intake.applications import ATENA
from tests.intake.test_handover import RECEIPT
from tests.intake.test_handover import door as door
from tests.intake.test_handover import linkage as linkage
from tests.intake.test_handover import published as published
from tests.wire.partner import Partner, findings

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("DIS-1")]
WARD = "幸区役所保険年金課が、審査のため、見ました"


def ask(linkage: Any, door: Any, want: Want, atena_no: str = ATENA, *, hidden: bool = False) -> Evidence:
    why = Purpose(affair="本人への開示", basis="disclosure_to_the_person", operator="counter1", case="KS2026000001")
    question = IntakeQuestion(purpose=why, atena_no=atena_no, want=want, since=date(2020, 1, 1), hidden=hidden)
    return Evidence.model_validate_json(linkage.ask(door, evidence.OF_INTAKE, question).content)


@pytest.fixture
def asked(published: Application) -> Application:
    """She asked about a strange line, was answered, and requested everything."""
    now = clock.now()
    strange, packet = (
        ResidentQuestion.objects.create(question_id=str(uuid.uuid4()), kind=kind, asked_at=now, taken_at=now, atena_no=ATENA)
        for kind in ("strange", "packet")
    )
    StrangeCase.objects.create(
        number="KA2026000001", question=strange, atena_no=ATENA, system="subsidy", reference="r", line_at=now, what=WARD,
        remark="区役所には行っていません。", state="answered", opened_on=date(2026, 6, 15), answer="幸区で見ました。", answered_by="a", answered_at=now,
    )  # fmt: skip
    DisclosureRequest.objects.create(
        number="KJ2026000001", question=packet, atena_no=ATENA, state="received", requested_on=date(2026, 6, 15),
        due_on=date(2026, 7, 15), fee_yen=0,
    )  # fmt: skip
    return published


def test_all_that_intake_holds_of_the_person_is_told(asked: Application, linkage: Any, door: Any) -> None:
    told = ask(linkage, door, Want.FILE)
    titles = {section.title: [entry.title for entry in section.entries] for section in told.sections}
    assert titles == {
        "電子申請": [RECEIPT], "心当たりのない記録のおたずね": ["KA2026000001"], "電子申請による開示請求": ["KJ2026000001"],
    }  # fmt: skip
    text = told.model_dump_json()
    for said in ("区役所には行っていません。", WARD, "幸区で見ました。"):
        assert said in text
    assert not told.hidden
    assert all(not section.entries for section in ask(linkage, door, Want.FILE, "000000000077777").sections)


def test_who_looked_is_told_by_office_and_purpose_alone(asked: Application, linkage: Any, door: Any) -> None:
    by = Actor("reception1", "多摩 望", "staff")
    shown(by, "screen.shown", "applications:application", [ATENA], purpose="申請の審査", screen="applications:application", note="")
    told = ask(linkage, door, Want.LOOKS)
    assert "intake" in {line.system for line in told.lines}
    assert "多摩" not in told.model_dump_json()


@pytest.mark.parametrize("known_here", [True, False], ids=["known here", "known elsewhere alone"])
def test_of_somebody_protected_nothing_is_told_that_may_name_a_ward(
    asked: Application, linkage: Any, door: Any, known_here: bool
) -> None:
    if known_here:
        Application.objects.update(protected_until=date(2099, 12, 31))
    told = ask(linkage, door, Want.FILE, hidden=not known_here)
    assert told.hidden
    for never in ("幸区", "区役所"):
        assert never not in told.model_dump_json()
    assert WHEREABOUTS in told.model_dump_json()


def test_nobody_but_linkage_is_told(asked: Application, door: Any) -> None:
    why = Purpose(affair="本人への開示", basis="disclosure_to_the_person", operator="counter1", case="KS2026000001")
    question = IntakeQuestion(purpose=why, atena_no=ATENA, want=Want.FILE, since=date(2020, 1, 1))
    assert findings(Partner(live.SASAE_PKI, "subsidy").ask(door, evidence.OF_INTAKE, question)) == ["W-012"]
