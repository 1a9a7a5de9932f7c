"""What a ruling does: the decision is made anew as of its own day, gives what is missing, doubles nothing, and is told."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation import sealing
from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.subsidy.appeals import actions
from sasae.subsidy.appeals.models import Appeal, Ruling, State
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application, ApplicationDifference
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.claims.actions import CannotClaim, decide
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import Entitlement, Examination, IncomeInquiry, Recipient
from sasae.subsidy.papers import actions as papers
from sasae.subsidy.recognitions import actions as recognitions
from sasae.subsidy.recognitions.models import Kind
from tests.staff import at
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import LATER, claim
from tests.subsidy.town import DAY, MISAKI, OTHER_CITY, RECEIPT, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
AGAIN, JULY = "KW2026070100000002", date(2026, 7, 1)
MAY = Month(2026, 5)


def decided(application: Application, on: date) -> Examination:
    """Gathered, examined, asked for and approved, as two people do it."""
    facts, people = gather(application, on=on, by=COUNTER, at=clock.now())
    made = examinations.prepare(application.pk, facts, people, on=on, by=COUNTER, at=clock.now())
    examinations.request_approval(made.pk, by=COUNTER)
    return examinations.approve(made.pk, by=EXAMINER, on=on, at=clock.now())


def ruled(examination: Examination, ruling: Ruling = Ruling.CANCELLED, on: date = JULY) -> Appeal:
    made = actions.receive(
        examination.pk, known_on=DAY, filed_on=DAY, purport="不服", by=COUNTER, at=clock.now(), on=on
    )
    return actions.rule(made.number, ruling, ruled_on=on, reason="誤り", by=APPROVER, on=on)


@pytest.fixture
def refused(received: Application, linkage: Linkage) -> Examination:
    linkage.incomes[MISAKI] = 9_000_000
    return decided(received, DAY)


def covers() -> set[tuple[str, date, date]]:
    rows = Entitlement.objects.select_related("recipient__person")
    return {(one.recipient.person.atena_no, one.valid_from, one.valid_to) for one in rows}


def test_who_applied_again_meanwhile_gets_the_time_before_and_nothing_twice(
    refused: Examination, linkage: Linkage
) -> None:
    linkage.incomes[MISAKI] = 1_500_000
    linkage.publish(AGAIN)
    linkage.published[AGAIN] = linkage.published[AGAIN].model_copy(update={"received_on": JULY})
    fetch_applications()
    decided(Application.objects.get(receipt_number=AGAIN), JULY)
    end = date(2026, 12, 31)
    assert {(first, last) for _, first, last in covers()} == {(JULY, end)}
    anew = ruled(refused).reopened
    assert anew is not None
    decided(anew, DAY)
    before = {(first, last) for who, first, last in covers() if who == MISAKI}
    assert before == {(DAY, JULY - timedelta(days=1)), (JULY, end)}
    assert Certificate.objects.filter(recipient__person__atena_no=MISAKI).count() == 2


def test_a_decision_that_gives_what_stands_already_can_be_approved_and_changes_nothing(granted: Recipient) -> None:
    before = covers()
    anew = ruled(Examination.objects.get(), Ruling.CHANGED).reopened
    assert anew is not None
    decided(anew, DAY)
    assert covers() == before
    assert Certificate.objects.count() == 3


def test_a_changed_start_gives_the_days_before_it(granted: Recipient) -> None:
    anew = ruled(Examination.objects.get(), Ruling.CHANGED).reopened
    assert anew is not None
    recognitions.find(
        anew.pk, Kind.EARLY_START, atena_no="", since=date(2026, 6, 1), until=None, reason="裁決による", by=COUNTER,
        at=clock.now(),
    )  # fmt: skip
    decided(anew, DAY)
    mine = sorted((first, last) for who, first, last in covers() if who == MISAKI)
    assert mine == [(date(2026, 6, 1), DAY - timedelta(days=1)), (DAY, date(2026, 12, 31))]


def test_what_was_found_beside_the_form_is_found_for_the_application_made_anew(
    received: Application, linkage: Linkage
) -> None:
    IncomeInquiry.objects.create(
        application=received, inquiry_no="N1", atena_no=MISAKI, year=2024, provider=OTHER_CITY, state="answered",
        asked_by=COUNTER.id, asked_at=clock.now(), answer_cipher=sealing.encrypt(json.dumps({"records": [{"salary": 9_000_000}]}).encode()),
    )  # fmt: skip
    early, gone = date(2026, 6, 1), date(2026, 5, 1)
    told: dict[str, Any] = {
        "atena_no": "",
        "until": None,
        "reason": "窓口の案内の誤り",
        "by": COUNTER,
        "at": clock.now(),
    }
    taken = recognitions.find(received.pk, Kind.EARLY_START, since=gone, **told)
    recognitions.take_back(taken.pk, why="日の誤り", by=COUNTER)
    recognitions.find(received.pk, Kind.EARLY_START, since=early, **told)
    papers.list_papers(received.pk, by=COUNTER)
    ApplicationDifference.objects.create(
        application=received, place="applicant.name", label="氏名", applied="崎", registered="﨑"
    )
    anew = ruled(decided(received, DAY)).reopened
    assert anew is not None
    assert [one.place for one in anew.differences.all()] == ["applicant.name"]
    assert [one.since for one in anew.recognitions.all()] == [early]
    assert dict(anew.papers.values_list("kind", "state")) == dict(received.papers.values_list("kind", "state"))
    facts, _ = gather(anew, on=DAY, by=COUNTER, at=clock.now())
    assert [row["salary"] for row in facts["incomes"] if row["atena_no"] == MISAKI] == [9_000_000]
    again = ruled(decided(anew, DAY)).reopened
    assert again is not None
    assert [one.since for one in again.recognitions.all()] == [early]


def test_refused_once_more_takes_nothing_away(granted: Recipient, linkage: Linkage) -> None:
    before = covers()
    anew = ruled(Examination.objects.get()).reopened
    assert anew is not None
    linkage.incomes[MISAKI] = 9_000_000
    decided(anew, DAY)
    assert covers() == before


def test_it_is_decided_as_of_the_day_of_the_decision_before_on_the_button_too(
    refused: Examination, signed_in: Callable[..., Any]
) -> None:
    Examination.objects.update(on=DAY - timedelta(days=5))
    anew = ruled(refused, on=DAY).reopened
    assert anew is not None
    signed_in("applications.view", "applications.examine").post(at(f"/examinations/prepare/{anew.receipt_number}/"))
    assert anew.examinations.get().on == DAY - timedelta(days=5)


def test_who_applied_electronically_sees_it_being_examined_again_and_the_new_answer(
    refused: Examination, linkage: Linkage, deliver: Callable[[], None]
) -> None:
    anew = ruled(refused).reopened
    assert anew is not None
    linkage.incomes[MISAKI] = 1_500_000
    decided(anew, DAY)
    deliver()
    assert linkage.outcomes == [(RECEIPT, "07"), (RECEIPT, "03"), (RECEIPT, "06")]


def test_the_same_answer_is_told_again(refused: Examination, linkage: Linkage, deliver: Callable[[], None]) -> None:
    first = ruled(refused).reopened
    assert first is not None
    again = ruled(decided(first, DAY)).reopened
    assert again is not None
    decided(again, DAY)
    deliver()
    assert [status for _, status in linkage.outcomes] == ["07", "03", "07", "03", "07"]
    assert {number for number, _ in linkage.outcomes} == {RECEIPT}


@pytest.mark.parametrize("ruling", [Ruling.REJECTED, Ruling.INADMISSIBLE])
def test_a_ruling_that_leaves_the_decision_tells_nothing(
    refused: Examination, linkage: Linkage, deliver: Callable[[], None], ruling: Ruling
) -> None:
    ruled(refused, ruling)
    deliver()
    assert linkage.outcomes == [(RECEIPT, "07")]


@pytest.fixture
def refused_claim(granted: Recipient) -> Claim:
    """Treatment of May, before the cover begins."""
    made = claim(granted.number, COUNTER, month=MAY)
    decide(made.pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    assert made.state == ClaimState.REFUSED
    return made


def about_claim(found: Claim, on: date = LATER, **more: Any) -> Appeal:
    told = {"known_on": LATER, "filed_on": LATER, "purport": "不服", **more}
    return actions.receive_about_claim(found.pk, **told, by=COUNTER, at=clock.now(), on=on)


def test_a_refused_claim_is_appealed_against_in_time_and_late(refused_claim: Claim) -> None:
    last = date(2026, 10, 13)  # 10 October is a Saturday, the 12th a holiday
    made = about_claim(refused_claim)
    assert (made.deadline, made.appellant, made.claim) == (last, refused_claim.payee, refused_claim)
    actions.move(made.number, State.WITHDRAWN, why="取下書", by=COUNTER)
    with pytest.raises(actions.CannotAppeal, match="期限"):
        about_claim(refused_claim, filed_on=last + timedelta(days=1), on=last + timedelta(days=1))
    assert about_claim(refused_claim, filed_on=last, on=last).state == State.RECEIVED


def test_a_claim_that_is_not_refused_is_not_appealed_against(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    with pytest.raises(actions.CannotAppeal, match="まだ決定していない"):
        about_claim(made)
    decide(made.pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    with pytest.raises(actions.CannotAppeal, match="不支給"):
        about_claim(made)


def test_a_claim_whose_refusal_is_set_aside_is_decided_anew_by_another_person(refused_claim: Claim) -> None:
    made = about_claim(refused_claim)
    for by in (COUNTER, EXAMINER):
        with pytest.raises(actions.CannotAppeal, match="決定に関わった人"):
            actions.rule(made.number, Ruling.CANCELLED, ruled_on=LATER, reason="誤り", by=by, on=LATER)
    anew = actions.rule(
        made.number, Ruling.CANCELLED, ruled_on=LATER, reason="誤り", by=APPROVER, on=LATER
    ).reopened_claim
    assert anew is not None
    assert (anew.state, anew.claimed_on, anew.insured_self_pay) == (ClaimState.RECEIVED, LATER, 3_000)
    with pytest.raises(CannotClaim, match="別の人"):
        decide(anew.pk, by=APPROVER, on=LATER)
    Entitlement.objects.update(valid_from=date(2026, 5, 1))
    decide(anew.pk, by=EXAMINER, on=LATER)
    anew.refresh_from_db()
    refused_claim.refresh_from_db()
    assert (anew.state, refused_claim.state) == (ClaimState.GRANTED, ClaimState.REFUSED)


def test_a_claim_made_again_meanwhile_is_not_doubled(refused_claim: Claim, granted: Recipient) -> None:
    made = about_claim(refused_claim)
    claim(granted.number, COUNTER, month=MAY)
    with pytest.raises(actions.CannotAppeal, match="すでにあります"):
        actions.rule(made.number, Ruling.CANCELLED, ruled_on=LATER, reason="誤り", by=APPROVER, on=LATER)
    assert Appeal.objects.get().state == State.RECEIVED


def test_the_claim_leads_to_its_appeal_and_another_ward_sees_neither_list_nor_page(
    refused_claim: Claim, signed_in: Callable[..., Any]
) -> None:
    rights = ("claims.view", "appeals.view", "appeals.enter", "appeals.rule", "applications.view", "appeals.export")
    client = signed_in(*rights)
    where = at(f"/appeals/new/claims/{refused_claim.number}/")
    assert where in client.get(at(f"/claims/{refused_claim.number}/")).content.decode()
    sent = {"filed_on": "R8.6.15", "known_on": "R8.6.15", "purport": "不服"}
    assert "決定の日" in client.post(where, sent).content.decode()  # decided in July
    made = about_claim(refused_claim)
    page = client.get(at(f"/appeals/{made.number}/")).content.decode()
    assert refused_claim.number in page
    own, other = signed_in(*rights, ward="141364"), signed_in(*rights, ward="141356")
    for path in (f"/appeals/{made.number}/", f"/appeals/new/claims/{refused_claim.number}/"):
        assert (own.get(at(path)).status_code, other.get(at(path)).status_code) == (200, 403), path
    for path in ("papers", "move", "ruling"):
        assert other.post(at(f"/appeals/{made.number}/{path}/"), {}).status_code == 403
    for asked in ({}, {"q": made.number}):
        assert [row.number for row in own.get(at("/appeals/"), asked).context["list"].rows] == [made.number]
        assert not other.get(at("/appeals/"), asked).context["list"].rows
    assert made.number in own.get(at("/appeals/"), {"export": "csv"}).content.decode()
    assert made.number not in other.get(at("/appeals/"), {"export": "csv"}).content.decode()
