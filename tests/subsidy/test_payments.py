"""Payment runs: what is collected and what is left out, two persons, each effect once whatever is killed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.claims.actions import CannotClaim, correct
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import (
    FileKind,
    Obstacle,
    PaymentFile,
    PaymentItem,
    PaymentRun,
    PaymentState,
    RunState,
)
from sasae.subsidy.people.models import BankAccount
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, COUNTER, PAYMENTS, SENDER
from tests.subsidy.money import JULY, JUNE, LATER, PAY_ON
from tests.subsidy.town import MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.clause("SUB-2")
def test_a_payee_gets_one_transfer_for_all_claims(granted: Recipient) -> None:
    child = Recipient.objects.exclude(pk=granted.pk).order_by("id")[0]
    made = [paying.owed(granted), paying.owed(granted, provider="別の医院"), paying.owed(child)]
    run = paying.built()
    [payment] = run.payments.all()
    assert (run.count, run.yen, payment.yen, payment.payee.atena_no) == (1, 9_000, 9_000, MISAKI)
    assert [item.claim for item in payment.items.order_by("id")] == made
    assert (payment.bank_name, payment.holder, payment.new_code) == ("みずほ", "ﾐﾔﾏｴ ﾐｻｷ", "1")
    assert set(Claim.objects.values_list("state", flat=True)) == {State.IN_RUN}


@pytest.mark.parametrize(
    ("pay_on", "id"),
    [
        pytest.param("2026-07-10", "P-102", id="振込指定日が当日"),
        pytest.param("2026-07-11", "P-103", id="土曜日"),
        pytest.param("2026-07-20", "P-103", id="海の日"),
    ],
)
def test_the_day_is_a_later_day_the_banks_are_open(granted: Recipient, pay_on: str, id: str) -> None:
    paying.owed(granted)
    with pytest.raises(actions.CannotPay) as refused:
        paying.built(pay_on=LATER.fromisoformat(pay_on))
    assert [finding.id for finding in refused.value.findings] == [id]
    assert paying.built(pay_on=LATER.fromisoformat("2026-08-25")).count == 1


def test_nothing_owed_makes_no_run(granted: Recipient) -> None:
    with pytest.raises(actions.CannotPay, match="支払える請求がありません"):
        paying.built()
    assert PaymentRun.objects.count() == 0


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        pytest.param(None, Obstacle.NO_ACCOUNT, id="口座がない"),
        pytest.param({"branch": "999"}, Obstacle.NO_BANK, id="支店がない"),
        pytest.param({"bank": "9900", "branch": "018", "type": "2"}, Obstacle.POST, id="ゆうちょの店番と種目が合わない"),
        pytest.param({"holder_kana": "ヲガワ"}, Obstacle.BAD_NAME, id="名義に使えない文字"),
        pytest.param({"holder_kana": "ア" * 31}, Obstacle.LONG_NAME, id="名義が長い"),
    ],
)
def test_what_cannot_be_paid_is_listed_with_its_reason_and_stays_owed(
    granted: Recipient, account: dict[str, str] | None, reason: Obstacle
) -> None:
    other = paying.neighbour(granted, 1)
    if account is None:
        BankAccount.objects.filter(person=other.person).update(until=clock.now())
    else:
        paying.change_account(other, **account)
    paid, left = paying.owed(granted), paying.owed(other)
    run = paying.built()
    [row] = run.left_out.all()
    assert (row.claim, row.payee, row.yen, row.reason) == (left, other.person, 3_000, reason)
    assert PaymentItem.objects.get().claim == paid
    left.refresh_from_db()
    assert left.state == State.GRANTED


def test_a_name_of_thirty_signs_is_paid(granted: Recipient) -> None:
    paying.change_account(granted, holder_kana="ア" * 30)
    paying.owed(granted)
    assert paying.built().payments.get().holder == "ｱ" * 30


@pytest.mark.clause("SUB-2")
def test_the_builder_does_not_approve(granted: Recipient) -> None:
    paying.owed(granted)
    run = paying.built()
    with pytest.raises(actions.CannotPay, match="別の人"):
        actions.approve(run.pk, by=PAYMENTS, at=clock.now())
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(approved_by=PAYMENTS.id)
    assert actions.approve(run.pk, by=APPROVER, at=clock.now()).state == RunState.APPROVED
    with pytest.raises(actions.CannotPay, match="別の人"):
        actions.approve(run.pk, by=APPROVER, at=clock.now())
    with pytest.raises(actions.CannotPay, match="承認済"):
        actions.approve(run.pk, by=SENDER, at=clock.now())


def test_nothing_leaves_before_the_approval(granted: Recipient) -> None:
    paying.owed(granted)
    run = paying.built()
    with pytest.raises(actions.CannotPay, match="承認待ち"):
        actions.send(run.pk, by=PAYMENTS, on=LATER, at=clock.now())
    assert PaymentFile.objects.count() == 0
    assert balances()[Account.IN_TRANSIT] == 0


def test_a_discarded_run_gives_its_claims_back(granted: Recipient) -> None:
    made = paying.owed(granted)
    run = paying.built()
    with pytest.raises(actions.CannotPay, match="理由"):
        actions.discard(run.pk, by=PAYMENTS, why="")
    actions.discard(run.pk, by=PAYMENTS, why="振込日の誤り")
    made.refresh_from_db()
    assert (made.state, run.payments.get().state) == (State.GRANTED, PaymentState.DISCARDED)
    assert paying.sent().payments.get().items.get().claim == made


def test_a_sent_run_is_not_discarded(granted: Recipient) -> None:
    paying.owed(granted)
    with pytest.raises(actions.CannotPay, match="振込依頼済"):
        actions.discard(paying.sent().pk, by=PAYMENTS, why="やめる")


def test_a_claim_in_a_run_is_not_corrected(granted: Recipient) -> None:
    made = paying.owed(granted)
    paying.built()
    with pytest.raises(CannotClaim, match="支払データ作成"):
        correct(
            made.pk, month=JUNE, claimed_on=LATER, why="誤り", by=COUNTER, on=LATER, provider=made.provider, days=2,
            total_cost=10_000, insured_self_pay=100,
        )  # fmt: skip


@pytest.mark.clause("SUB-2")
def test_sending_again_sends_nothing_and_keeps_the_bytes(granted: Recipient) -> None:
    paying.owed(granted)
    run = paying.sent()
    paying.papers()
    before = {file.kind: bytes(file.content) for file in run.files.all()}
    again = actions.send(run.pk, by=APPROVER, on=PAY_ON, at=clock.now())
    assert (again.sent_by, {file.kind: bytes(file.content) for file in run.files.all()}) == (SENDER.id, before)
    assert before.keys() == set(FileKind.values) - {FileKind.RESULT, FileKind.NOTICES}
    assert balances()[Account.IN_TRANSIT] == -3_000


def test_what_has_left_is_neither_changed_nor_removed(granted: Recipient) -> None:
    paying.owed(granted)
    run = paying.sent()
    paying.papers()
    for act in (lambda: run.files.all().update(content=b""), lambda: run.files.all().delete()):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    assert run.files.count() == 5


def test_one_claim_has_one_live_payment_and_a_payee_one_transfer_a_run(granted: Recipient) -> None:
    made = paying.owed(granted)
    run = paying.built()
    payment = run.payments.get()
    with pytest.raises(IntegrityError, match="claim_once"), transaction.atomic():
        PaymentItem.objects.create(payment=payment, claim=made, yen=3_000)
    payment.pk, payment.serial = None, "9999999999"
    with pytest.raises(IntegrityError, match="one_a_payee"), transaction.atomic():
        payment.save()


def test_every_step_asks_as_often_for_fifty_claims_as_for_five(granted: Recipient) -> None:
    neighbours = [paying.neighbour(granted, place) for place in range(50)]
    asked: dict[str, list[int]] = {}

    def count(step: str, act: Callable[[], Any]) -> Any:
        with CaptureQueriesContext(connection) as queries:
            result = act()
        asked.setdefault(step, []).append(len(queries))
        return result

    for month, people in ((JUNE, neighbours[:5]), (JULY, neighbours)):
        for each in people:
            paying.owed(each, month)
        run = count("build", paying.built)
        count("approve", lambda run=run: actions.approve(run.pk, by=APPROVER, at=clock.now()))
        count("send", lambda run=run: actions.send(run.pk, by=SENDER, on=LATER, at=clock.now()))
        fails = run.payments.order_by("id")[0]
        count("settle", lambda run=run, fails=fails: paying.settled(run, {fails.serial: "2"}))
        assert run.count == len(people)
        paying.change_account(fails.payee.recipient, number="7654321")
    assert {step: few == many for step, (few, many) in asked.items()} == dict.fromkeys(asked, True), asked


def test_the_journal_names_every_payee(granted: Recipient) -> None:
    other = paying.neighbour(granted, 1)
    paying.owed(granted)
    paying.owed(other)
    run = paying.settled(paying.sent())
    lines = HistoryEntry.objects.filter(subject=run.number).order_by("id")
    assert [line.event for line in lines] == [f"payments.{step}" for step in ("built", "approved", "sent", "settled")]
    for line in (lines[0], lines[2], lines[3]):
        assert sorted(line.persons) == sorted([MISAKI, other.person.atena_no])
