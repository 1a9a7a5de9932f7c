"""Each step of a run by another person, as many approvals as the amount asks for, and nothing sent that changed since."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from sasae.foundation.history import Actor
from sasae.kernel import clock
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import BranchClosure, PaymentFile, PaymentRun, RunState, RunStep, Step
from sasae.subsidy.payments.schedule import approvals_for
from tests import two_persons
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, PAYMENTS, SENDER
from tests.subsidy.money import LATER, PAY_ON
from tests.two_persons import tried

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
SECOND, THIRD = (Actor(f"approver{place}", f"承認 {place}", "staff") for place in (2, 3))


def refused(do: Callable[[], object]) -> list[str]:
    """The ids of the findings; nothing has left."""
    with pytest.raises(actions.CannotPay) as stopped:
        do()
    assert (PaymentFile.objects.count(), balances()[Account.IN_TRANSIT]) == (0, 0)
    return [finding.id for finding in stopped.value.findings]


@pytest.fixture
def run(granted: Recipient) -> PaymentRun:
    """Built: one payee, 3,000 yen."""
    paying.owed(granted)
    return paying.built()


def send(run: PaymentRun, by: Actor = SENDER, on: date = LATER) -> Callable[[], object]:
    return lambda: actions.send(run.pk, by=by, on=on, at=clock.now())


def approve(run: PaymentRun, by: Actor = APPROVER) -> Callable[[], object]:
    return lambda: actions.approve(run.pk, by=by, at=clock.now())


@pytest.mark.parametrize(
    ("yen", "needed"),
    [
        pytest.param(999_999, 1, id="百万円に一円足りない"),
        pytest.param(1_000_000, 2, id="ちょうど百万円"),
        pytest.param(9_999_999, 2, id="千万円に一円足りない"),
        pytest.param(10_000_000, 3, id="ちょうど千万円"),
    ],
)
def test_the_amount_says_how_many_approve(yen: int, needed: int) -> None:
    assert approvals_for(yen, LATER) == needed


@pytest.mark.clause("SUB-2")
@pytest.mark.parametrize("needed", [1, 2, 3])
def test_a_run_is_locked_by_its_last_approval_and_not_before(run: PaymentRun, needed: int) -> None:
    PaymentRun.objects.filter(pk=run.pk).update(approvals=needed)
    for place, by in enumerate((APPROVER, SECOND, THIRD)[:needed], start=1):
        assert refused(send(run)) == ["P-101"]
        approve(run, by)()
        run.refresh_from_db()
        assert (run.state == RunState.APPROVED) == (place == needed)
    with pytest.raises(actions.CannotPay, match="承認済"):
        approve(run, Actor("approver9", "承認 9", "staff"))()
    assert send(run)().state == RunState.SENT
    assert run.steps.count() == needed + 2


@pytest.mark.clause("SUB-2")
def test_nobody_does_two_steps_of_a_run(run: PaymentRun) -> None:
    PaymentRun.objects.filter(pk=run.pk).update(approvals=2)
    for one, next_one in ((PAYMENTS, APPROVER), (APPROVER, SECOND)):
        tried("payments.approve", lambda by: approve(run, by)(), same=one, other=next_one, says="P-201")
    for one in (PAYMENTS, APPROVER, SECOND):
        two_persons.refused("payments.send", lambda by: send(run, by)(), same=one, other=SENDER, says="P-203")
    assert send(run)().state == RunState.SENT


class TestInTheDatabase:
    """The same, where the program is not asked."""

    def test_one_person_stands_at_one_step_and_a_step_is_done_once(self, run: PaymentRun) -> None:
        for step, by in ((Step.APPROVE_1, PAYMENTS.id), (Step.BUILD, "another")):
            with pytest.raises(IntegrityError, match="step"), transaction.atomic():
                RunStep.objects.create(run=run, step=step, by=by, at=clock.now())

    def test_a_run_without_its_approvals_is_not_approved(self, run: PaymentRun) -> None:
        with pytest.raises(IntegrityError, match="lacks an approval"), transaction.atomic():
            PaymentRun.objects.filter(pk=run.pk).update(state=RunState.APPROVED)

    def test_a_run_nobody_sends_is_not_sent(self, run: PaymentRun) -> None:
        approve(run)()
        with pytest.raises(IntegrityError, match="sent by nobody"), transaction.atomic():
            PaymentRun.objects.filter(pk=run.pk).update(state=RunState.SENT)

    def test_a_run_does_not_jump(self, run: PaymentRun) -> None:
        for state in (RunState.SENT, RunState.SETTLED):
            with pytest.raises(Exception, match="transition"), transaction.atomic():  # noqa: PT011 - pgtrigger's own
                PaymentRun.objects.filter(pk=run.pk).update(state=state)


class TestChangedAfterTheApproval:
    """What was approved is what is sent, or nothing is."""

    @pytest.fixture
    def approved(self, run: PaymentRun) -> PaymentRun:
        approve(run)()
        return run

    def test_unchanged_it_is_sent(self, approved: PaymentRun) -> None:
        assert send(approved)().state == RunState.SENT

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"amount": 2_999}, id="金額が変わった"),
            pytest.param({"state": ClaimState.GRANTED}, id="状態が変わった"),
        ],
    )
    def test_a_claim_that_changed_stops_it(self, approved: PaymentRun, change: dict[str, Any]) -> None:
        Claim.objects.update(**change)
        assert refused(send(approved)) == ["P-401"]

    def test_an_account_that_changed_stops_it_and_the_run_can_be_built_anew(
        self, approved: PaymentRun, granted: Recipient
    ) -> None:
        paying.change_account(granted, number="7654321")
        assert refused(send(approved)) == ["P-402"]
        actions.discard(approved.pk, by=PAYMENTS, why="口座の変更")
        assert paying.sent().payments.get().account_number == "7654321"

    @pytest.mark.parametrize(
        ("closed_on", "stops"),
        [pytest.param(PAY_ON, True, id="振込指定日から使えない"), pytest.param(date(2026, 9, 26), False, id="その翌日から")],
    )
    def test_a_branch_that_closes_by_the_pay_day_stops_it(
        self, approved: PaymentRun, closed_on: date, stops: bool
    ) -> None:
        actions.close_branch("0001", "001", closed_on=closed_on, source="銀行の通知", by=PAYMENTS)
        if stops:
            assert refused(send(approved)) == ["P-403"]
        else:
            assert send(approved)().state == RunState.SENT

    def test_a_branch_registered_by_mistake_is_withdrawn_and_may_be_registered_anew(self, approved: PaymentRun) -> None:
        def close() -> BranchClosure:
            return actions.close_branch("0001", "001", closed_on=PAY_ON, source="銀行の通知", by=PAYMENTS)

        made = close()
        assert refused(close) == ["P-602"]
        assert refused(lambda: actions.withdraw_closure(made.pk, why="", by=PAYMENTS, at=clock.now())) == ["UK-301"]
        actions.withdraw_closure(made.pk, why="支店コードの誤り", by=PAYMENTS, at=clock.now())
        assert refused(lambda: actions.withdraw_closure(made.pk, why="再び", by=PAYMENTS, at=clock.now())) == ["P-603"]
        again = close()
        assert refused(send(approved)) == ["P-403"]
        actions.withdraw_closure(again.pk, why="支店コードの誤り", by=PAYMENTS, at=clock.now())
        assert send(approved)().state == RunState.SENT

    def test_what_was_registered_of_a_branch_is_neither_changed_nor_deleted(self, approved: PaymentRun) -> None:
        made = actions.close_branch("0001", "001", closed_on=PAY_ON, source="銀行の通知", by=PAYMENTS)
        for act in (lambda: BranchClosure.objects.filter(pk=made.pk).update(branch="002"), made.delete):
            with pytest.raises(Error), transaction.atomic():
                act()

    @pytest.mark.parametrize(
        ("on", "stops"),
        [
            pytest.param(date(2026, 9, 17), [], id="持込期限の日"),
            pytest.param(date(2026, 9, 18), ["P-407"], id="持込期限の翌日"),
            pytest.param(date(2026, 9, 24), ["P-407"], id="振込指定日の前日"),
            pytest.param(PAY_ON, ["P-404"], id="振込指定日"),
        ],
    )
    def test_after_the_bank_s_last_day_for_it_nothing_is_sent(
        self, approved: PaymentRun, on: date, stops: list[str]
    ) -> None:
        if stops:
            assert refused(send(approved, on=on)) == stops
        else:
            assert send(approved, on=on)().state == RunState.SENT


def test_a_reason_is_needed_to_give_up_and_stays_with_the_run(run: PaymentRun) -> None:
    assert refused(lambda: actions.discard(run.pk, by=PAYMENTS, why=" ")) == ["UK-301"]
    assert refused(lambda: actions.discard(run.pk, by=PAYMENTS, why="あ" * 201)) == ["UK-302"]
    approve(run)()
    actions.discard(run.pk, by=PAYMENTS, why="締め日の誤り")
    run.refresh_from_db()
    assert (run.state, run.why_discarded) == (RunState.DISCARDED, "締め日の誤り")
    assert Claim.objects.get().state == ClaimState.GRANTED
