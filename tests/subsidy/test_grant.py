"""From the application to the certificate, or to the refusal: the whole way, by two people."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.contracts.other_schemes import Enrolment, Scheme
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.kernel.numbers import health
from sasae.law import Outcome
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.certificates.models import Certificate, Refusal
from sasae.subsidy.entitlements import actions, inquiries
from sasae.subsidy.entitlements.models import Entitlement, Examination, ExaminationState, IncomeInquiry, Recipient
from sasae.subsidy.people.models import BankAccount, Insurance, Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, INSURER, MIO, MISAKI, MISAKI_NUMBER, OTHER_CITY, RECEIPT, REN, Linkage, person
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def events() -> list[str]:
    return list(HistoryEntry.objects.order_by("pk").values_list("event", flat=True))


@pytest.mark.clause("BUS-1", "SUB-1")
def test_an_application_becomes_a_record_with_people_insurance_and_account(received: Application) -> None:
    assert received.state == ApplicationState.RECEIVED
    assert received.form["persons"] == {"applicant": MISAKI, "children.0": REN, "children.1": MIO}
    assert received.ward_code == "141364"
    assert "individual_number" not in str(received.form)
    assert set(Insurance.objects.values_list("insurer_number", flat=True)) == {INSURER}
    assert BankAccount.objects.get().person.atena_no == MISAKI
    assert received.differences.count() == 0
    misaki = Person.objects.get(atena_no=MISAKI)
    assert misaki.individual_number_cipher
    assert MISAKI_NUMBER.encode() not in bytes(misaki.individual_number_cipher)


def test_taking_it_in_again_changes_nothing(
    received: Application, linkage: Linkage, deliver: Callable[[], None]
) -> None:
    fetch_applications()
    assert Application.objects.count() == 1
    deliver()
    assert linkage.published == {}
    assert fetch_applications() == 0


def test_one_whose_seal_does_not_open_stays_with_intake_and_keeps_no_other_waiting(
    linkage: Linkage, deliver: Callable[[], None]
) -> None:
    linkage.publish(receipt="A2026061500000001")
    spoilt = linkage.published["A2026061500000001"].model_copy(update={"comparison_key_sealed": "bm90IHNlYWxlZA=="})
    linkage.published = {"A2026061500000001": spoilt}
    linkage.publish()
    fetch_applications()
    deliver()
    assert [one.receipt_number for one in Application.objects.all()] == [RECEIPT]
    assert list(linkage.published) == ["A2026061500000001"]


@pytest.mark.clause("BUS-1", "USE-4", "USE-5")
def test_a_family_is_granted_by_two_people_and_the_resident_is_told(
    received: Application, examine: Callable[..., Any], linkage: Linkage, deliver: Callable[[], None]
) -> None:
    examination = examine(received)
    assert Outcome(examination.outcome) is Outcome.GRANTED
    asked = {name for name, _ in linkage.asked}
    assert {"person_index.household", "person_index.circumstances"} <= asked
    actions.request_approval(examination.pk, by=COUNTER)
    actions.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    recipients = Recipient.objects.order_by("number")
    assert {one.person.atena_no for one in recipients} == {MISAKI, REN, MIO}
    assert all(health.is_valid(one.number) for one in recipients)
    assert {(one.valid_from, one.valid_to) for one in Entitlement.objects.all()} == {
        (DAY, DAY.replace(month=12, day=31))
    }
    assert Certificate.objects.count() == 3
    for certificate in Certificate.objects.all():
        assert bytes(PrintedDocument.objects.get(pk=certificate.document_id).content).startswith(b"%PDF-")
    deliver()
    assert linkage.outcomes == [(RECEIPT, "06")]
    received.refresh_from_db()
    assert received.state == ApplicationState.DECIDED
    assert {"application.registered", "examination.approved", "certificate.issued"} <= set(events())


def test_the_same_facts_give_the_same_bytes_again(received: Application, examine: Callable[..., Any]) -> None:
    examination = examine(received)
    assert actions.replay(examination) == examination.decision.encode()


def test_the_examiner_cannot_approve_in_code_nor_in_the_database(
    received: Application, examine: Callable[..., Any]
) -> None:
    examination = examine(received)
    actions.request_approval(examination.pk, by=COUNTER)
    for verb in (
        lambda by: actions.approve(examination.pk, by=by, on=DAY, at=clock.now()),
        lambda by: actions.send_back(examination.pk, by=by, why="x", at=clock.now()),
    ):
        refused("entitlements.approve", verb, same=COUNTER, other=EXAMINER, says="別の人")
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Examination.objects.filter(pk=examination.pk).update(approved_by=COUNTER.id)
    assert Entitlement.objects.count() == 0


@pytest.mark.clause("BUS-1")
def test_too_high_an_income_is_refused_with_a_notice_and_its_grounds(
    received: Application, examine: Callable[..., Any], linkage: Linkage, deliver: Callable[[], None]
) -> None:
    linkage.incomes[MISAKI] = 9_000_000
    examination = examine(received)
    assert Outcome(examination.outcome) is Outcome.INCOME_TOO_HIGH
    actions.request_approval(examination.pk, by=COUNTER)
    actions.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    assert Refusal.objects.count() == 1
    assert Certificate.objects.count() == 0
    deliver()
    assert linkage.outcomes == [(RECEIPT, "07")]


@pytest.mark.clause("USE-5")
def test_public_assistance_excludes(received: Application, examine: Callable[..., Any], linkage: Linkage) -> None:
    linkage.enrolments = [
        Enrolment(atena_no=who, scheme=Scheme.PUBLIC_ASSISTANCE, since=DAY.replace(year=2024))
        for who in (MISAKI, REN, MIO)
    ]
    assert Outcome(examine(received).outcome) is Outcome.OTHER_SCHEME


def test_a_decision_sent_back_says_why_and_can_be_made_again(
    received: Application, examine: Callable[..., Any]
) -> None:
    first = examine(received)
    actions.request_approval(first.pk, by=COUNTER)
    with pytest.raises(actions.CannotDecide, match="理由"):
        actions.send_back(first.pk, by=EXAMINER, why=" ", at=clock.now())
    with pytest.raises(actions.CannotDecide, match="承認待ち"):
        examine(received)
    actions.send_back(first.pk, by=EXAMINER, why="戸籍を確かめてください", at=clock.now())
    with pytest.raises(actions.CannotDecide):
        actions.approve(first.pk, by=EXAMINER, on=DAY, at=clock.now())
    second = examine(received)
    assert second.state == ExaminationState.PREPARED
    first.refresh_from_db()
    assert (first.state, first.note) == (ExaminationState.RETURNED, "戸籍を確かめてください")


def test_an_older_examination_cannot_be_put_forward(received: Application, examine: Callable[..., Any]) -> None:
    first, second = examine(received), examine(received)
    with pytest.raises(actions.CannotDecide, match="新しい"):
        actions.request_approval(first.pk, by=COUNTER)
    actions.request_approval(second.pk, by=COUNTER)


def test_a_person_covered_already_is_not_covered_twice(
    granted: Recipient, linkage: Linkage, examine: Callable[..., Any]
) -> None:
    linkage.publish("KW2026061500000002")
    fetch_applications()
    examination = examine(Application.objects.get(receipt_number="KW2026061500000002"))
    actions.request_approval(examination.pk, by=COUNTER)
    with pytest.raises(actions.CannotDecide, match="すでに資格"):
        actions.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    assert Entitlement.objects.count() == 3
    one = Entitlement.objects.filter(recipient=granted).get()
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        Entitlement.objects.create(
            recipient=granted, family=one.family, examination=one.examination, valid_from=one.valid_to,
            valid_to=one.valid_to,
        )  # fmt: skip


def test_versions_of_an_examination_are_kept_and_cannot_be_changed(granted: Recipient) -> None:
    examination = Examination.objects.get()
    states = list(examination.events.order_by("pgh_id").values_list("state", flat=True))
    assert states == [ExaminationState.PREPARED, ExaminationState.REQUESTED, ExaminationState.APPROVED]
    with pytest.raises(Exception, match="append-only|permission denied"), transaction.atomic():
        examination.events.update(state="approved")


@pytest.mark.clause("USE-5")
def test_an_income_of_another_city_is_asked_for_and_becomes_a_fact(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    del linkage.incomes[MISAKI]
    linkage.unknown[MISAKI] = OTHER_CITY
    examination = examine(received)
    assert Outcome(examination.outcome) is Outcome.INCOME_UNKNOWN
    with pytest.raises(actions.CannotDecide, match="まだ決定できません"):
        actions.request_approval(examination.pk, by=COUNTER)
    inquiry = inquiries.request(received, MISAKI, year=2024, provider=OTHER_CITY, by=COUNTER)
    assert inquiries.request(received, MISAKI, year=2024, provider=OTHER_CITY, by=COUNTER) == inquiry
    assert [name for name, _ in linkage.asked].count("inquiries.request") == 1
    linkage.answer(inquiry.inquiry_no, salary=1_200_000, dependants=2)
    inquiries.fetch_results(by=COUNTER)
    again = examine(received)
    assert Outcome(again.outcome) is Outcome.GRANTED
    assert [row["source"] for row in again.facts["incomes"]] == ["情報照会（みどり野市）"]
    kept = IncomeInquiry.objects.get()
    assert b"1200000" not in bytes(kept.answer_cipher or b"")


def test_an_income_of_which_another_city_cannot_tell_an_item_stays_unknown_and_is_no_income_of_nought(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    del linkage.incomes[MISAKI]
    linkage.unknown[MISAKI] = OTHER_CITY
    inquiry = inquiries.request(received, MISAKI, year=2024, provider=OTHER_CITY, by=COUNTER)
    linkage.answer(inquiry.inquiry_no, dependants=2)
    told = linkage.results[inquiry.inquiry_no]
    linkage.results[inquiry.inquiry_no] = told.model_copy(
        update={"answer": {**(told.answer or {}), "special": [{"salary": "cannot_be_provided"}]}}
    )
    inquiries.fetch_results(by=COUNTER)
    assert Outcome(examine(received).outcome) is Outcome.INCOME_UNKNOWN


def test_two_people_of_one_application_are_asked_about_separately(received: Application, linkage: Linkage) -> None:
    first = inquiries.request(received, MISAKI, year=2024, provider=OTHER_CITY, by=COUNTER)
    second = inquiries.request(received, REN, year=2024, provider=OTHER_CITY, by=COUNTER)
    assert first.inquiry_no != second.inquiry_no


def test_without_consent_nothing_is_asked(linkage: Linkage) -> None:
    linkage.publish(consent_to_inquiries=False)
    fetch_applications()
    with pytest.raises(inquiries.CannotInquire, match="同意"):
        inquiries.request(Application.objects.get(), MISAKI, year=2024, provider=OTHER_CITY, by=COUNTER)
    assert "inquiries.request" not in [name for name, _ in linkage.asked]


def test_a_protected_family_gets_its_certificate_and_its_address_is_journaled(
    linkage: Linkage, examine: Callable[..., Any]
) -> None:
    linkage.people[MISAKI] = person(
        MISAKI, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主", protected_until="2027-03-31"
    )
    linkage.publish()
    fetch_applications()
    examination = examine(Application.objects.get())
    actions.request_approval(examination.pk, by=COUNTER)
    actions.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    released = HistoryEntry.objects.filter(event="protected.released")
    assert [list(entry.persons) for entry in released] == [[MISAKI]]
