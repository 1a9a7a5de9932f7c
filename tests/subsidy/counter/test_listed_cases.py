"""The list of work is kept as a table: whatever happens to a case of any kind, the table says what the areas say."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, transaction

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.applications.models import Application
from sasae.subsidy.claims.models import Claim, Hold, HoldCause, YearCheck
from sasae.subsidy.desk.actions import check_list
from sasae.subsidy.desk.models import CaseChange, CaseHandling, CaseKind, ListedCase
from sasae.subsidy.desk.queries import bring_up_to_date, differences
from sasae.subsidy.entitlements.models import Examination, Family, Recipient
from sasae.subsidy.extraction import actions as extraction
from sasae.subsidy.extraction.querying import asked
from sasae.subsidy.notifications.models import Consequence
from sasae.subsidy.online.models import Sent
from sasae.subsidy.papers import actions as papers
from sasae.subsidy.payments.models import PaymentRun, RunState
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER
from tests.subsidy.counter.test_cases import everything as everything
from tests.subsidy.money import JULY, file_of, receipt, take_in
from tests.subsidy.recovery.debts import paid_claim, proposed
from tests.subsidy.third_parties.test_open_cases import injury
from tests.subsidy.town import DAY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")
TAMA = "141356"
PATIENCE = 120  # seconds
MOMENT = datetime(2026, 6, 20, 9, 0, tzinfo=clock.TOKYO)
# Whose rows make a case of each kind: as they are open, and as they are done; those that are never undone by a table of moves
ROWS: dict[CaseKind, tuple[str, dict[str, Any], dict[str, Any]]] = {
    CaseKind.APPLICATION: ("applications.application", {"state": "received"}, {"state": "decided"}),
    CaseKind.PAPERS: ("papers.paper", {"state": "asked", "arrived_on": None}, {"state": "there", "arrived_on": DAY}),
    CaseKind.NOTIFICATION: ("notifications.notification", {"state": "entered"}, {"state": "withdrawn"}),
    CaseKind.REVIEW: (
        "notifications.review",
        {"state": "open", "settled_by": "", "settled_at": None},
        {"state": "done", "settled_by": "a", "settled_at": MOMENT},
    ),
    CaseKind.CONSEQUENCE: (
        "notifications.consequence",
        {"state": "open", "ticked_by": "", "ticked_at": None},
        {"state": "done", "ticked_by": "a", "ticked_at": MOMENT},
    ),
    CaseKind.CLAIM: ("claims.claim", {"state": "10"}, {"state": "50"}),
    CaseKind.HOLD: ("claims.hold", {"released_on": None, "released_by": ""}, {"released_on": DAY, "released_by": "a"}),
    CaseKind.APPEAL: ("appeals.appeal", {"state": "received"}, {"state": "withdrawn"}),
    CaseKind.RETURNED: ("certificates.returnedmail", {"state": "open"}, {"state": "done", "done_on": DAY}),
    CaseKind.RECEIVABLE: ("recovery.receivable", {"state": "05"}, {"state": "70"}),
    CaseKind.INJURY: ("third_parties.treatment", {"judgement": "open"}, {"judgement": "unrelated"}),
    CaseKind.RECEIPT: ("receipts.receiptline", {"state": "held"}, {"state": "returned"}),
    CaseKind.TRANSFER: ("payments.paymentrun", {"state": "sent"}, {"state": "settled"}),
    CaseKind.EXTRACTION: ("extraction.extraction", {"state": "asked"}, {"state": "refused"}),
    CaseKind.YEAR: (
        "claims.yearcheck",
        {"closed_on": None, "closed_by": "", "why": ""},
        {"closed_on": DAY, "closed_by": "a", "why": "確かめた"},
    ),
    CaseKind.SENT: (
        "online.sent",
        {"state": "waiting", "settled_by": "", "settled_at": None},
        {"state": "refused", "settled_by": "a", "settled_at": MOMENT},
    ),
}
NEVER_UNDONE = {CaseKind.RETURNED, CaseKind.RECEIPT, CaseKind.TRANSFER, CaseKind.EXTRACTION}


@pytest.fixture
def all_kinds(everything: Recipient) -> Recipient:
    """One open case of every kind at least."""
    proposed(paid_claim(everything, month=JULY, provider="返還の医院", claimed_on=JULY.plus(1).first))
    injury(everything.person)  # which catches that treatment
    Hold.objects.create(
        claim=Claim.objects.filter(state="10").get(),
        cause=HoldCause.BENEFITS,
        opened_on=DAY,
        opened_by="a",
        follow_up_on=DAY,
    )
    take_in(file_of(receipt(everything.number), receipt("0000000")), COUNTER)
    PaymentRun.objects.create(
        number="S26000001", pay_on=DAY, count=1, yen=1, state=RunState.SENT, built_by="a", approved_by="b",
        sent_at=clock.now(), answer_by=DAY,
    )  # fmt: skip
    YearCheck.objects.create(payee=everything.person, year="2025-08", expected_yen=1, opened_on=DAY)
    Sent.objects.create(
        receipt_number="KW2026061500009998", procedure="account_change", received_on=DAY, form={}, form_sha256="0" * 64,
        applicant=everything.person, taken_at=clock.now(),
    )  # fmt: skip
    told = asked("covers", ["valid_from"], [], None)
    extraction.ask(told, purpose="統計", format="csv", personal=False, by=COUNTER, on=DAY, at=clock.now())
    again = Application.objects.get()
    again.pk, again.receipt_number, again.state = None, "KW20260615009999", "received"
    again.save()
    papers.list_papers(again.pk, by=COUNTER)
    papers.ask(again.pk, by=COUNTER, on=DAY)
    return everything


def listed() -> dict[str, str]:
    bring_up_to_date()
    return dict(ListedCase.objects.values_list("kind", "step"))


def test_a_case_of_every_kind_is_listed_as_it_arises(all_kinds: Recipient) -> None:
    assert listed().keys() == set(CaseKind.values) == ROWS.keys()
    assert differences() == []


@pytest.mark.parametrize("kind", list(CaseKind), ids=lambda kind: kind.label)
def test_a_case_goes_when_it_is_done_and_is_back_when_that_is_undone(all_kinds: Recipient, kind: CaseKind) -> None:
    model, is_open, done = ROWS[kind]
    rows = apps.get_model(f"subsidy_{model}")._base_manager
    keys = list(rows.filter(**is_open).values_list("pk", flat=True))
    before = listed()
    assert kind in before
    rows.filter(pk__in=keys).update(**done)
    assert kind not in listed()
    assert differences() == []
    if kind not in NEVER_UNDONE:
        rows.filter(pk__in=keys).update(**is_open)
        assert listed() == before
        assert differences() == []


def test_a_case_goes_with_its_row(all_kinds: Recipient) -> None:
    Hold.objects.all().delete()
    Consequence.objects.all().delete()
    assert not {CaseKind.HOLD, CaseKind.CONSEQUENCE} & listed().keys()
    assert differences() == []


def test_a_case_follows_its_person_to_another_ward_and_its_family_to_another_applicant(all_kinds: Recipient) -> None:
    listed()
    Person.objects.filter(pk=all_kinds.person_id).update(ward_code=TAMA)
    assert differences() == []
    assert set(ListedCase.objects.filter(kind__in=["claim", "review"]).values_list("ward_code", flat=True)) == {TAMA}
    other = Person.objects.exclude(pk=all_kinds.person_id).first()
    assert other is not None
    Family.objects.update(applicant=other)
    assert differences() == []
    assert ListedCase.objects.get(kind="notification").person_id == other.pk


def test_what_a_case_waits_for_follows_its_examination(received: Application, examine: Callable[..., Any]) -> None:
    made = examine(received)
    assert listed() == {"application": "examining"}
    Examination.objects.filter(pk=made.pk).update(state="requested")
    assert listed() == {"application": "approve"}
    Examination.objects.filter(pk=made.pk).update(state="returned")
    assert listed() == {"application": "examining"}
    assert differences() == []


def test_whose_work_it_is_is_listed_at_once_and_is_nobodys_when_that_is_lost(received: Application) -> None:
    told = {"kind": "application", "subject": received.receipt_number, "changed_by": "a", "changed_at": clock.now()}
    listed()
    row = CaseHandling.objects.create(**told, assigned_to="me", due_on=DAY)
    bring_up_to_date()
    assert ListedCase.objects.values_list("assigned_to", "own_due", "version").get() == ("me", DAY, 1)
    CaseHandling.objects.filter(pk=row.pk).update(assigned_to="you")
    assert differences() == []
    CaseHandling.objects.all().delete()
    assert differences() == []
    assert ListedCase.objects.get().assigned_to == ""


def test_a_change_of_what_is_settled_leaves_no_mark(all_kinds: Recipient) -> None:
    """What is settled is not work: years of it may be changed and nobody's page waits."""
    bring_up_to_date()
    Claim.objects.filter(state="50").update(provider="別の医院")
    Application.objects.filter(state="decided").update(form_sha256="x")
    Person.objects.update(name_kana="ヤマダ")
    assert not CaseChange.objects.exists()
    Claim.objects.filter(state="10").update(provider="別の医院")
    assert CaseChange.objects.exists()


def test_a_list_that_is_wrong_is_found_made_again_and_kept_in_the_journal(all_kinds: Recipient) -> None:
    assert check_list(by=BY) == []
    ListedCase.objects.filter(kind="claim").update(ward_code="000000")
    gone = ListedCase.objects.get(kind="appeal").pk
    ListedCase.objects.filter(pk=gone).delete()
    found = check_list(by=BY)
    assert gone in found
    assert {one.partition(":")[0] for one in found} == {"claim", "appeal"}
    assert differences() == []
    line = HistoryEntry.objects.get(event="desk.list_mended")
    assert line.detail["count"] == len(found)


def test_an_empty_list_is_filled_from_what_there_is(all_kinds: Recipient) -> None:
    """As the migration does for an installation that has worked for years."""
    bring_up_to_date()
    ListedCase.objects.all().delete()
    CaseChange.objects.create(kind="all", row_id=0)
    assert listed().keys() == set(CaseKind.values)
    assert differences() == []


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_a_change_that_is_not_committed_yet_is_not_lost_to_who_reads_meanwhile(received: Application) -> None:
    """The reader takes up what is committed, waits for nobody, and the next takes up the rest."""
    seen: list[dict[str, str]] = []

    def read() -> None:
        try:
            seen.append(dict(listed()))
        finally:
            connections.close_all()

    listed()
    with transaction.atomic():
        Application.objects.update(ward_code=TAMA, state="entered")
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(PATIENCE)
        assert seen == [{"application": "examine"}]
    assert listed() == {"application": "compare"}
    assert differences() == []
