"""What is over is deleted after its period: its last day and the day after, by two persons, and nothing that goes on."""

from datetime import date, datetime
from typing import Any

import pytest

from sasae.foundation import sealing
from sasae.foundation.history import SYSTEM
from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionCount, DeletionRun, State
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from sasae.linkage import keeping
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.inquiries.models import State as InquiryState
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine
from sasae.linkage.people.models import HeldChange, RegisteredPerson, UnifiedPerson
from sasae.linkage.ties.models import CaseState, Correction, CorrectionMove, CorrectionState, CorrectionUse, TieCase
from sasae.linkage.transfers.models import Outcome, Transfer
from tests.rows import Rows

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-4"),
]
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")
ENDED = datetime(2027, 3, 31, 23, 59, tzinfo=TOKYO)  # the last minute of fiscal year 2026


def first_day(kind: str) -> date:
    """The first day on which what ended then is due."""
    return date(2027 + keeping.years(date(2027, 4, 1))[kind], 4, 1)


@pytest.fixture
def things() -> dict[str, str]:
    """One of every kind that has ended, by its number."""
    unified = UnifiedPerson.objects.create(unified_no="900000000000001")
    plain = {"system": "resident_register", "birth_date": date(1990, 1, 1), "sex": "2", "sequence": 1,
             "occurred_on": date(2026, 4, 1)}  # fmt: skip
    person = RegisteredPerson.objects.create(unified=unified, atena_no="000000000004001", name="宮前　美咲", **plain)
    change = HeldChange.objects.create(
        system="tax", findings=[], content_cipher=sealing.encrypt(b"{}"), sequence=1, settled_at=ENDED
    )
    asked = {"asked_by": "subsidy", "operator": "x", "affair": "資格審査", "basis": "number_act_19_9"}
    about = {"information": "TM90000000000001", "provider": "149993", "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31)}
    inquiries = [
        Inquiry.objects.create(inquiry_no=f"20260615000000000{n}", person=person, state=InquiryState.ANSWERED, **asked, **about)
        for n in (1, 2)
    ]
    file = InquiryFile.objects.create(file_no="F1", name="P640R110", sha256="0" * 64, content_cipher=b"", line_count=1, **asked)
    InquiryLine.objects.create(file=file, number=1, record_id="R1", atena_no=person.atena_no, state="asked", inquiry=inquiries[1])
    tie = {"person": person, "system": "tax", "sequence": 1, "kind": "unsure", "agreement": {}, "decided_by": "a", "decided_at": ENDED}
    alone = TieCase.objects.create(key="a", state=CaseState.CONFIRMED, **tie)
    led = TieCase.objects.create(key="b", state=CaseState.MENDED, **tie)
    mended = Correction.objects.create(
        number="C1", case=led, state=CorrectionState.CLOSED, reason="取り違え", proposed_by="a", closed_at=ENDED
    )
    CorrectionMove.objects.create(correction=mended, person=person, was=unified)
    CorrectionUse.objects.create(
        correction=mended, system="subsidy", kind="inquiry", atena_no=person.atena_no, reference="1", on=date(2026, 4, 1)
    )
    Inquiry.objects.update(moved_at=ENDED)
    InquiryFile.objects.update(taken_at=ENDED)
    return {
        "held_change": f"HC-{change.pk}", "inquiry_file": "IF-F1", "inquiry": "IQ-202606150000000001",
        "tie_case": f"TC-{alone.pk}", "correction": "CO-C1",
    }  # fmt: skip


def listed(on: date) -> dict[str, str]:
    return {one.kind: one.key for one in keeping.due(on)}


def carried_out(on: date) -> DeletionRun:
    run = actions.list_due(by=ONE, on=on, now=clock.now())
    actions.approve(run.pk, by=TWO, now=clock.now())
    actions.carry_out(run.pk, now=clock.now())
    run.refresh_from_db()
    return run


def test_each_kind_is_due_the_day_after_the_last_day_of_its_period_and_not_before(things: dict[str, str]) -> None:
    for kind, key in things.items():
        first = first_day(kind)
        last = first.replace(month=3, day=31)
        assert kind not in listed(last), kind
        assert listed(first)[kind] == key
        (due,) = [one for one in keeping.due(first) if one.key == key]
        assert due.kept_until == last


def test_what_was_approved_is_gone_with_all_that_belongs_to_it_and_the_inquiry_of_a_file_comes_next_time(
    things: dict[str, str],
) -> None:
    far_on = date(2040, 4, 1)
    run = carried_out(far_on)
    assert run.state == State.DONE
    assert {one.kind: (one.listed, one.deleted) for one in DeletionCount.objects.all()} == dict.fromkeys(things, (1, 1))
    for model in (HeldChange, InquiryFile, InquiryLine, TieCase, Correction, CorrectionMove, CorrectionUse):
        assert not model._default_manager.exists(), model
    assert RegisteredPerson.objects.count() == 1  # the index is the register's
    actions.confirm(run.pk, by=ONE, now=clock.now())
    assert listed(far_on) == {"inquiry": "IQ-202606150000000002"}
    carried_out(far_on)
    assert not Inquiry.objects.exists()


def test_what_goes_on_is_never_due(things: dict[str, str]) -> None:
    HeldChange.objects.update(settled_at=None)
    Inquiry.objects.update(state=InquiryState.NOT_AUTOMATIC)
    TieCase.objects.update(state=CaseState.OPEN, decided_by="", decided_at=None)
    Correction.objects.update(state=CorrectionState.DONE, closed_at=None)
    assert listed(date(2040, 4, 1)) == {}
    Inquiry.objects.update(state=InquiryState.ANSWERED)  # about a person whose tie is being corrected
    assert set(listed(date(2040, 4, 1))) == {"inquiry_file"}


def test_what_changed_after_the_list_and_what_is_held_stays(things: dict[str, str]) -> None:
    on = date(2040, 4, 1)
    run = actions.list_due(by=ONE, on=on, now=clock.now())
    holds.place(things["correction"], "訴訟のため", by=ONE, now=clock.now())
    InquiryLine.objects.update(state="waiting", inquiry=None)  # asked again
    actions.approve(run.pk, by=TWO, now=clock.now())
    actions.carry_out(run.pk, now=clock.now())
    left = {item.key: item.why for item in run.items.all()}
    assert left == {things["correction"]: "保全中", things["inquiry_file"]: "抽出の後に変わったため"}
    assert (Correction.objects.count(), InquiryFile.objects.count(), TieCase.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("key", ["", "IQ", "IQ-", "XX-1", "HC-x", "HC-٣", "TC-99999"])
def test_a_number_of_nothing_deletes_nothing(things: dict[str, str], key: str) -> None:
    assert not keeping.exists(key)
    keeping.delete(key)
    assert (TieCase.objects.count(), HeldChange.objects.count()) == (2, 1)


def test_the_screen_lists_and_another_person_approves(things: dict[str, str], signed_in: Any) -> None:
    HeldChange.objects.update(settled_at=datetime(2020, 4, 1, tzinfo=TOKYO))
    one = signed_in("retention.view", "retention.manage")
    page = one.post("/retention/list/", follow=True).content.decode()
    assert things["held_change"] in page
    run = DeletionRun.objects.get()
    assert one.post(f"/retention/{run.pk}/steps/approve/").status_code == 403
    two = signed_in("retention.view", "retention.approve")
    two.post(f"/retention/{run.pk}/steps/approve/", follow=True)
    run.refresh_from_db()
    assert run.state == State.APPROVED


def test_a_transfer_goes_with_its_outcome_and_one_that_was_interrupted_stays(db: None) -> None:
    rows = Rows({})
    done = rows.row(Transfer, items=["benefit"])
    rows.row(Outcome, transfer=done)
    rows.row(Transfer, items=["benefit"])
    first = first_day("transfer")
    assert (listed(first.replace(month=3, day=31)), listed(first)) == ({}, {"transfer": f"LT-{done.number}"})
    carried_out(first)
    assert (Transfer.objects.count(), Outcome.objects.count()) == (1, 0)
