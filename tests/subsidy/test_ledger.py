"""The books: they balance, they only grow, no yen goes out twice, and every yen is found again from the cases."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from sasae.foundation.history import BATCH
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.kernel.findings import Severity
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.ledger.actions import DoesNotBalance, Entry, Line, NothingToReverse, keep_audit, post, reverse
from sasae.subsidy.ledger.audit import audit, booked, derived, differences
from sasae.subsidy.ledger.batches import ledger_audit
from sasae.subsidy.ledger.models import Account, LedgerAudit, Posting, PostingLine, Scheme
from sasae.subsidy.ledger.queries import balances, lines_of_person
from sasae.subsidy.payments import actions as payments
from sasae.subsidy.payments.models import FileKind, Payment, PaymentItem, PaymentRun, RunState
from sasae.subsidy.people.actions import register_account
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts import actions as receipts
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.money import CLINIC, JUNE, LATER, MISAKI_CARD, PAY_ON, bank_answer, claim, file_of, receipt, take_in
from tests.subsidy.town import MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
REFUSALS = (claims.CannotClaim, payments.CannotPay, receipts.CannotDecide)


def entry(person: Person, *yen: int, cause: str = "test:1") -> Entry:
    """A posting of these lines."""
    accounts = [Account.REIMBURSEMENT, Account.PAYABLE_TO_PERSON, Account.BANK]
    return Entry(
        cause,
        "試験",
        tuple(
            Line(account, each, person.pk, "医院", "2026-06", Scheme.REIMBURSEMENT)
            for account, each in zip(accounts, yen, strict=False)
        ),
    )


def errors() -> list[str]:
    return [finding.id for finding in audit().findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("yen", [(1_000,), (1_000, -999), (1_000, -1_000, 1), ()], ids=str)
def test_a_posting_that_does_not_sum_to_zero_is_refused(granted: Recipient, yen: tuple[int, ...]) -> None:
    with pytest.raises(DoesNotBalance):
        post([entry(granted.person, *yen)], on=LATER, by=PAYMENTS)
    assert Posting.objects.count() == 0


def test_the_database_refuses_it_as_well(granted: Recipient) -> None:
    post([entry(granted.person, 5, -5)], on=LATER, by=PAYMENTS)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="does not sum to zero"), transaction.atomic():
        PostingLine.objects.create(
            posting=Posting.objects.get(), account=Account.BANK, yen=1, person=granted.person, provider="医院",
            treatment_month="2026-06", scheme=Scheme.REIMBURSEMENT,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="not_zero"), transaction.atomic():
        post([entry(granted.person, 0, 0, cause="test:2")], on=LATER, by=PAYMENTS)


def test_what_is_booked_is_booked_once(granted: Recipient) -> None:
    assert post([entry(granted.person, 5, -5)], on=LATER, by=PAYMENTS) == 1
    assert post([entry(granted.person, 7, -7)], on=LATER, by=PAYMENTS) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(cause="test:1", on=LATER, text="", by="x")
    assert balances()[Account.REIMBURSEMENT] == 5


def test_a_reversal_is_the_opposite_line_by_line(granted: Recipient) -> None:
    post([entry(granted.person, 5, -2, -3)], on=LATER, by=PAYMENTS)
    reverse("test:1", cause="test:1:back", text="訂正", on=LATER, by=PAYMENTS)
    reverse("test:1", cause="test:1:back", text="訂正", on=LATER, by=PAYMENTS)
    assert not any(balances().values())
    assert sorted(PostingLine.objects.values_list("yen", flat=True)) == [-5, -3, -2, 2, 3, 5]
    with pytest.raises(NothingToReverse):
        reverse("test:9", cause="test:9:back", text="訂正", on=LATER, by=PAYMENTS)


@pytest.mark.parametrize(
    "statement",
    [
        f"{verb} {table}{rest}"
        for table in ("subsidy_ledger_posting", "subsidy_ledger_postingline", "subsidy_ledger_ledgeraudit")
        for verb, rest in (("UPDATE", " SET id = id"), ("DELETE FROM", ""), ("TRUNCATE", " CASCADE"))
    ],
)
def test_the_application_changes_and_removes_nothing(granted: Recipient, statement: str) -> None:
    post([entry(granted.person, 5, -5)], on=LATER, by=PAYMENTS)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)
    assert PostingLine.objects.count() == 2


@pytest.mark.django_db(databases=["default", "journal"], transaction=True)
def test_not_even_the_owner_changes_what_is_booked(
    granted: Recipient, owner_connection: psycopg.Connection[Any]
) -> None:
    post([entry(granted.person, 5, -5)], on=LATER, by=PAYMENTS)
    for statement in ("UPDATE subsidy_ledger_postingline SET yen = 0", "DELETE FROM subsidy_ledger_postingline"):
        with pytest.raises(psycopg.DatabaseError, match="append-only"):
            owner_connection.execute(statement)


class Office:
    """Everything that moves money, step by step, at random. A step that is refused changes nothing."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.entered = 0

    def step(self, name: str) -> None:
        with suppress(*REFUSALS):
            getattr(self, name)()

    def enter(self) -> None:
        self.entered += 1
        who = Recipient.objects.get(person__atena_no=self.draw(st.sampled_from([MISAKI, REN])))
        yen = self.draw(st.integers(1, 3_000))
        claim(who.number, COUNTER, provider=f"医院{self.entered}", insured_self_pay=yen)

    def decide(self) -> None:
        if made := self._any(Claim.objects.all()):
            claims.decide(made.pk, by=EXAMINER, on=LATER)

    def correct(self) -> None:
        if made := self._any(Claim.objects.all()):
            yen = self.draw(st.integers(1, 3_000))
            claims.correct(
                made.pk, month=JUNE, claimed_on=LATER, why="訂正", by=COUNTER, on=LATER, provider=made.provider,
                days=made.days, total_cost=10_000, insured_self_pay=yen,
            )  # fmt: skip

    def withdraw(self) -> None:
        if made := self._any(Claim.objects.all()):
            claims.withdraw(made.pk, why="取下げ", by=COUNTER)

    def build(self) -> None:
        payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)

    def approve(self) -> None:
        if run := self._any(PaymentRun.objects.all()):
            payments.approve(run.pk, by=APPROVER, at=clock.now())

    def discard(self) -> None:
        if run := self._any(PaymentRun.objects.all()):
            payments.discard(run.pk, by=PAYMENTS, why="取消し")

    def pay(self) -> None:
        """Everything from the button to the bank's answer: paid, or failed."""
        for run in PaymentRun.objects.exclude(state__in=[RunState.SETTLED, RunState.DISCARDED]):
            if run.state == RunState.BUILT:
                payments.approve(run.pk, by=APPROVER, at=clock.now())
            payments.send(run.pk, by=PAYMENTS, on=LATER, at=clock.now())
            sent = bytes(run.files.get(kind=FileKind.TRANSFER).content)
            codes = {
                serial: self.draw(st.sampled_from("0128")) for serial in run.payments.values_list("serial", flat=True)
            }
            payments.settle(run.pk, bank_answer(sent, codes), by=PAYMENTS, on=LATER, at=clock.now())

    def repay(self) -> None:
        """The failed account is corrected, so that the next run pays."""
        number = f"{self.draw(st.integers(1, 9_999_999)):07d}"
        register_account(
            Person.objects.get(atena_no=MISAKI), bank="0001", branch="001", type="1", number=number,
            holder_kana="ﾐﾔﾏｴ ﾐｻｷ", source="届出", at=clock.now(), by=COUNTER,
        )  # fmt: skip
        self.build()

    def receive(self) -> None:
        """A receipt in kind; one in two is of another insurer and waits for a person."""
        who = Recipient.objects.get(person__atena_no=MISAKI)
        self.entered += 1
        card = replace(MISAKI_CARD, insurer="06132013") if self.draw(st.booleans()) else MISAKI_CARD
        month = JUNE.plus(self.draw(st.integers(0, 3)))
        take_in(file_of(receipt(who.number, card, month, points=291 + self.entered)), EXAMINER)

    def give_back(self) -> None:
        """A held line is accepted or returned to the body."""
        if line := self._any(ReceiptLine.objects.filter(state=LineState.HELD)):
            accept = self.draw(st.booleans())
            receipts.decide_held(line.pk, accept=accept, note="確かめた", by=EXAMINER, on=LATER)

    def _any(self, rows: Any) -> Any:
        found = list(rows.order_by("id"))
        return self.draw(st.sampled_from(found)) if found else None


STEPS = [
    "enter", "enter", "decide", "decide", "correct", "withdraw", "build", "approve", "discard", "pay", "pay", "repay",
    "receive", "give_back",
]  # fmt: skip


@pytest.mark.clause("BUS-2", "BUS-5")
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_whatever_is_done_every_posting_sums_to_zero_and_every_yen_is_found_again(
    granted: Recipient, data: DataObject
) -> None:
    with transaction.atomic():
        office = Office(data.draw)
        for name in data.draw(st.lists(st.sampled_from(STEPS), min_size=5, max_size=24)):
            office.step(name)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            assert sum(balances().values()) == 0
            assert list(differences()) == []
        assert errors() == []
        assert booked() == derived()
        paid = PaymentItem.objects.filter(payment__state="paid").values_list("claim_id", flat=True)
        assert len(paid) == len(set(paid))
        transaction.set_rollback(True)


def test_the_lines_of_a_person_tell_the_whole_way_of_the_money(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    claims.decide(made.pk, by=EXAMINER, on=LATER)
    run = payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)
    payments.approve(run.pk, by=APPROVER, at=clock.now())
    payments.send(run.pk, by=PAYMENTS, on=LATER, at=clock.now())
    payments.settle(
        run.pk, bank_answer(bytes(run.files.get(kind=FileKind.TRANSFER).content)), by=PAYMENTS, on=LATER, at=clock.now()
    )
    said = [(line.account, line.yen) for line in lines_of_person(MISAKI)]
    assert said == [
        ("reimbursement", 3_000), ("payable_to_person", -3_000),
        ("payable_to_person", 3_000), ("in_transit", -3_000),
        ("in_transit", 3_000), ("bank", -3_000),
    ]  # fmt: skip
    assert {line.treatment_month for line in lines_of_person(MISAKI)} == {"2026-06"}


class TestTwoAtOnce:
    """Two real connections want to pay the same claim."""

    pytestmark = pytest.mark.django_db(databases=["default", "journal"], transaction=True)

    @pytest.fixture
    def owed(self, transactional_db: None, granted: Recipient) -> Claim:
        made = claim(granted.number, COUNTER)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        return Claim.objects.get(pk=made.pk)

    def test_two_runs_built_at_once_pay_a_claim_once(self, owed: Claim) -> None:
        start, said = threading.Barrier(2), []

        def build() -> None:
            start.wait(30)
            try:
                said.append(payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER).count)
            except payments.CannotPay as refusal:
                said.append(refusal.findings[0].id)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=build) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(120)
        assert sorted(said, key=str) == [1, "P-104"]
        assert PaymentItem.objects.filter(claim=owed, live=True).count() == 1

    def test_the_database_itself_refuses_the_second_payment(
        self, owed: Claim, connected_as: Callable[[str], psycopg.Connection[Any]]
    ) -> None:
        pays = [self._payment(owed, number) for number in (1, 2)]
        first, second = connected_as("app"), connected_as("app")
        first.autocommit = second.autocommit = False
        insert = (
            "INSERT INTO subsidy_payments_paymentitem (payment_id, claim_id, yen, live) VALUES (%s, %s, 3000, true)"
        )
        first.execute(insert, [pays[0].pk, owed.pk])
        refused: list[BaseException] = []

        def pay_again() -> None:
            try:
                second.execute(insert, [pays[1].pk, owed.pk])
            except psycopg.errors.UniqueViolation as twice:
                refused.append(twice)

        waits = threading.Thread(target=pay_again)
        waits.start()
        first.commit()
        waits.join(60)
        assert "subsidy_payments_claim_once" in str(refused[0])
        assert PaymentItem.objects.filter(claim=owed).count() == 1

    @staticmethod
    def _payment(owed: Claim, number: int) -> Payment:
        run = PaymentRun.objects.create(number=f"X{number}", pay_on=PAY_ON, count=1, yen=3_000, built_by="payments1")
        return Payment.objects.create(
            run=run, serial=f"{number:010d}", payee=owed.payee, yen=3_000, bank="0001", bank_name="みずほ", branch="001",
            branch_name="東京営業部", account_type="1", account_number="1234567", holder="ﾐﾔﾏｴ ﾐｻｷ", new_code="1",
        )  # fmt: skip


class TestSelfAudit:
    """What the nightly check finds when something went past the actions. The public failures are replayed."""

    def test_a_quiet_night(self, granted: Recipient) -> None:
        take_in(file_of(receipt(granted.number)), EXAMINER)
        made = claim(granted.number, COUNTER)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        kept = keep_audit(on=LATER, by=BATCH("ledger.audit", "台帳の自己検査"))
        assert (kept.lines, kept.claims, kept.receipts, kept.yen, kept.findings) == (4, 1, 1, 3_900, [])
        assert HistoryEntry.objects.filter(event="ledger.audited").count() == 1

    def test_the_nightly_task_keeps_its_findings(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        Claim.objects.filter(pk=made.pk).update(amount=2_999)
        ledger_audit(0)
        kept = LedgerAudit.objects.get()
        assert (kept.on, kept.errors) == (clock.today(), 3)
        assert {one["id"] for one in kept.findings} == {"LG-102", "LG-103"}

    @pytest.mark.clause("BUS-2")
    def test_sendai_paid_in_kind_and_reimbursed(self, granted: Recipient) -> None:
        """仙台市の事例: 重複の検査が働かなかった. The actions refuse it; forced past them, the audit finds it."""
        take_in(file_of(receipt(granted.number)), EXAMINER)
        with pytest.raises(claims.CannotClaim, match="現物給付"):
            claim(granted.number, COUNTER, provider=CLINIC)
        made = claim(granted.number, COUNTER, provider="別の医院")
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        assert errors() == []
        Claim.objects.filter(pk=made.pk).update(provider="多摩川よつば クリニック")
        found = {finding.id: finding for finding in audit().findings}
        assert found["LG-104"].at == made.number
        assert "二重" in found["LG-104"].message

    def test_the_same_treatment_under_another_name_is_pointed_out(self, granted: Recipient) -> None:
        for provider in ("みなと医院", "医療法人社団みなと会　みなと医院"):
            made = claim(granted.number, COUNTER, provider=provider)
            claims.decide(made.pk, by=EXAMINER, on=LATER)
        found = audit().findings
        assert [(finding.id, finding.severity) for finding in found] == [("LG-205", Severity.WARNING)]
        assert all(number in found[0].at for number in Claim.objects.values_list("number", flat=True))

    @pytest.mark.clause("BUS-2")
    def test_nobeoka_paid_before_the_high_cost_refund(self, granted: Recipient) -> None:
        """延岡市の事例: 高額療養費を差し引く前の支給. It is held; forced past that, the audit finds it."""
        made = claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        with pytest.raises(payments.CannotPay, match="支払える請求がありません"):
            payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)
        Claim.objects.filter(pk=made.pk).update(state=State.GRANTED, amount=60_000, decided_by=EXAMINER.id)
        found = {finding.id for finding in audit().findings}
        assert found == {"LG-102", "LG-204"}

    def test_cover_that_ended_afterwards_is_pointed_out(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER, days=1, treated_on=[date(2026, 6, 20)])
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        Entitlement.objects.filter(recipient=granted).update(valid_to=date(2026, 6, 20))
        assert audit().findings == []
        Entitlement.objects.filter(recipient=granted).update(valid_to=date(2026, 6, 19))
        assert [finding.id for finding in audit().findings] == ["LG-206"]

    def test_totals_that_were_changed_are_found(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        run = payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)
        assert errors() == []
        run.payments.update(yen=3_001)
        assert errors() == ["LG-107", "LG-108"]

    def test_the_audit_asks_as_often_for_many_as_for_few(self, granted: Recipient) -> None:
        counts = []
        for round in range(2):
            for number in range(3 + 6 * round):
                made = claim(granted.number, COUNTER, provider=f"医院{round}-{number}", insured_self_pay=100 + number)
                claims.decide(made.pk, by=EXAMINER, on=LATER)
            with CaptureQueriesContext(connection) as asked:
                assert errors() == []
            counts.append(len(asked))
        assert counts[0] == counts[1]
