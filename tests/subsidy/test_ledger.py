"""The books: they balance, they only grow, and no yen goes out twice."""

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from sasae.kernel import clock
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import DoesNotBalance, Entry, Line, NothingToReverse, post, reverse
from sasae.subsidy.ledger.models import Account, Posting, PostingLine, Scheme
from sasae.subsidy.ledger.queries import balances, lines_of_person
from sasae.subsidy.payments import actions as payments
from sasae.subsidy.payments.models import FileKind, Payment, PaymentItem, PaymentRun
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, PAYMENTS, SENDER
from tests.subsidy.money import LATER, PAY_ON, bank_answer, claim
from tests.subsidy.town import MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def entry(person: Person, *yen: int, cause: str = "test:1") -> Entry:
    """A posting of these lines."""
    accounts = [Account.REIMBURSEMENT, Account.PAYABLE_TO_PERSON, Account.BANK]
    return Entry(
        cause,
        "試験",
        tuple(
            Line(account, each, person.pk, f"医院 {cause}", "2026-06", Scheme.REIMBURSEMENT)
            for account, each in zip(accounts, yen, strict=False)
        ),
    )


@pytest.mark.parametrize("yen", [(1_000,), (1_000, -999), (1_000, -1_000, 1), ()], ids=str)
def test_a_posting_that_does_not_sum_to_zero_is_refused(granted: Recipient, yen: tuple[int, ...]) -> None:
    with pytest.raises(DoesNotBalance):
        post([entry(granted.person, *yen)], on=LATER, by=PAYMENTS)
    assert Posting.objects.count() == 0


def test_the_database_refuses_it_as_well(granted: Recipient) -> None:
    post([entry(granted.person, 5, -5)], on=LATER, by=PAYMENTS)
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
        for table in (
            "subsidy_ledger_posting", "subsidy_ledger_postingline", "subsidy_ledger_ledgeraudit", "subsidy_ledger_accountbalance",
        )
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


def test_the_lines_of_a_person_tell_the_whole_way_of_the_money(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    claims.decide(made.pk, by=EXAMINER, on=LATER)
    run = payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)
    payments.approve(run.pk, by=APPROVER, at=clock.now())
    payments.send(run.pk, by=SENDER, on=LATER, at=clock.now())
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
            "INSERT INTO subsidy_payments_paymentitem (payment_id, claim_id, granted, yen, live)"
            " VALUES (%s, %s, 3000, 3000, true)"
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
