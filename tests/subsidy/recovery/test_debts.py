"""A debt from its proposal to its end: two persons, every yen booked, nothing cleared twice."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.recovery import actions
from sasae.subsidy.recovery.actions import CannotRecover
from sasae.subsidy.recovery.models import (
    Instalment,
    LetterKind,
    Movement,
    OrderKind,
    OrderState,
    Part,
    Reason,
    Receivable,
    State,
)
from sasae.subsidy.recovery.queries import arrears, open_receivables
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import CLINIC, file_of, receipt, take_in
from tests.subsidy.paying import neighbour, owed
from tests.subsidy.recovery.debts import ASKED, DUE, again, decided, errors, ordered, paid_claim, proposed
from tests.two_persons import refused, tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-2", "BUS-5")]


def pay(debt: Receivable, yen: int, reference: str = "1", on: date = ASKED) -> Movement:
    return actions.pay(debt.number, yen=yen, paid_on=on, reference=reference, by=COUNTER, on=on)


class TestDeciding:
    """Proposed by one, decided by another, booked once, told in a letter with a payment slip."""

    def test_a_decision_books_what_is_owed_and_makes_the_notice_with_its_slip(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        assert (debt.state, debt.owed, debt.due_on, debt.debtor_id) == (State.NOTIFIED, 3_000, DUE, granted.person_id)
        assert (balances()[Account.DUE_FROM_PERSON], balances()[Account.RECOVERED]) == (3_000, -3_000)
        letter = debt.letters.get(kind=LetterKind.DECISION)
        assert PrintedDocument.objects.get(pk=letter.document_id).kind == "recovery_decision"
        assert errors() == []

    def test_who_proposed_does_not_decide(self, granted: Recipient) -> None:
        debt = proposed(paid_claim(granted))
        decide = partial(actions.decide, debt.number, on=ASKED)
        refused("recovery.decide", lambda by: decide(by=by), same=COUNTER, other=EXAMINER, says="RV-107")
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            Receivable.objects.filter(pk=debt.pk).update(
                decided_by=COUNTER.id, decided_on=ASKED, due_on=DUE, state="20"
            )

    def test_a_decision_is_taken_once(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        with pytest.raises(CannotRecover, match="RV-101"):
            actions.decide(debt.number, by=EXAMINER, on=ASKED)
        assert balances()[Account.DUE_FROM_PERSON] == 3_000

    def test_before_the_decision_nothing_is_owed_and_a_dropped_proposal_may_come_again(
        self, granted: Recipient
    ) -> None:
        claim = paid_claim(granted)
        first = proposed(claim)
        with pytest.raises(CannotRecover, match="RV-102"):
            proposed(claim)
        actions.drop(first.number, why="資格が続いていた", by=COUNTER)
        assert proposed(claim).yen == 3_000
        assert balances()[Account.DUE_FROM_PERSON] == 0

    @pytest.mark.parametrize(("yen", "refused"), [(1_000, False), (1_001, True)])
    def test_of_one_treatment_no_more_is_asked_back_than_was_granted(
        self, granted: Recipient, yen: int, refused: bool
    ) -> None:
        claim = paid_claim(granted)
        decided(claim, yen=2_000)
        if refused:
            with pytest.raises(CannotRecover, match="RV-102"):
                proposed(claim, reason=Reason.HIGH_COST, yen=yen)
        else:
            assert proposed(claim, reason=Reason.HIGH_COST, yen=yen).yen == 1_000

    def test_the_database_lets_no_treatment_stand_in_two_debts_of_a_reason(self, granted: Recipient) -> None:
        part = decided(paid_claim(granted), yen=1_000).parts.get()
        part.pk = None
        with pytest.raises(IntegrityError, match="claim_once"), transaction.atomic():
            Part.objects.bulk_create([part])

    def test_a_claim_that_was_not_paid_is_corrected_and_not_asked_back(self, granted: Recipient) -> None:
        with pytest.raises(CannotRecover, match="RV-103"):
            proposed(owed(granted))

    def test_a_treatment_in_kind_is_asked_back_of_the_applicant(self, granted: Recipient) -> None:
        file = take_in(file_of(receipt(granted.number)), EXAMINER)
        line = file.lines.get()
        made = actions.propose(Reason.LOST, [actions.Source(900, line=line)], why="喪失後の受診", by=COUNTER, on=ASKED)
        debt = actions.decide(made.number, by=EXAMINER, on=ASKED)
        assert (debt.debtor_id, debt.parts.get().provider) == (granted.person_id, CLINIC)
        assert errors() == []


class TestClearing:
    """Money that comes in."""

    def test_part_payments_lower_the_debt_to_its_end(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        pay(debt, 1_000)
        assert (again(debt).state, again(debt).owed) == (State.PARTLY, 2_000)
        pay(debt, 2_000, "2")
        assert (again(debt).state, again(debt).owed, again(debt).overpaid) == (State.PAID, 0, 0)
        assert (balances()[Account.DUE_FROM_PERSON], balances()[Account.COLLECTED]) == (0, 3_000)
        assert errors() == []

    def test_the_same_slip_clears_once(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        pay(debt, 1_000)
        with pytest.raises(CannotRecover, match="RV-203"):
            pay(debt, 1_000)
        assert again(debt).owed == 2_000

    def test_what_is_beyond_the_debt_is_kept_and_given_back_by_two(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        pay(debt, 3_500)
        assert (again(debt).state, again(debt).overpaid, balances()[Account.OVERPAID]) == (State.PAID, 500, -500)
        ordered(debt, OrderKind.REFUND, 500)
        assert (again(debt).overpaid, balances()[Account.OVERPAID], balances()[Account.COLLECTED]) == (0, 0, 3_500)
        assert balances()[Account.PAYABLE_TO_PERSON] == -500  # until a run of refunds sends it
        with pytest.raises(CannotRecover, match="RV-408"):
            ordered(debt, OrderKind.REFUND, 1)
        assert errors() == []

    @pytest.mark.parametrize(("yen", "on"), [(0, ASKED), (-1, ASKED), (1, ASKED - timedelta(days=1))])
    def test_no_amount_and_no_day_that_cannot_be_is_cleared(self, granted: Recipient, yen: int, on: date) -> None:
        debt = decided(paid_claim(granted))
        with pytest.raises(CannotRecover, match="RV-20"):
            actions.pay(debt.number, yen=yen, paid_on=on, reference="1", by=COUNTER, on=ASKED)
        assert not debt.movements.exists()

    def test_a_wrong_entry_is_taken_back_whole_and_its_interruption_counts_no_more(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        before = debt.limited_on
        wrong = pay(debt, 1_000, on=DUE + timedelta(days=90))
        assert again(debt).limited_on != before
        ordered(debt, OrderKind.TAKE_BACK, 1_000, DUE + timedelta(days=91), movement=wrong.pk)
        now = again(debt)
        assert (now.state, now.owed, now.limited_on) == (State.NOTIFIED, 3_000, before)
        assert balances()[Account.COLLECTED] == 0
        with pytest.raises(CannotRecover, match="RV-409"):
            ordered(debt, OrderKind.TAKE_BACK, 1_000, movement=wrong.pk)
        assert errors() == []


class TestOrders:
    """Steps of two persons: a plan, less, given up."""

    @pytest.mark.parametrize(
        ("count", "amounts"),
        [(2, [1_500, 1_500]), (7, [428] * 6 + [432])],
        ids=["even", "the last takes what is left over"],
    )
    def test_a_plan_is_the_debt_to_the_yen(self, granted: Recipient, count: int, amounts: list[int]) -> None:
        debt = decided(paid_claim(granted))
        ordered(debt, OrderKind.PLAN, 3_000, count=count, first_due_on=date(2026, 9, 30))
        rows = list(Instalment.objects.order_by("place"))
        assert [row.yen for row in rows] == amounts
        assert [row.due_on for row in rows[:2]] == [date(2026, 9, 30), date(2026, 10, 30)]
        assert (again(debt).due_on, debt.letters.filter(kind=LetterKind.PLAN).count()) == (rows[-1].due_on, 1)
        assert errors() == []

    def test_a_plan_is_late_by_the_instalment_that_is_not_covered(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        ordered(debt, OrderKind.PLAN, 3_000, count=3, first_due_on=date(2026, 9, 30))
        pay(debt, 1_000, on=date(2026, 9, 30))
        assert list(arrears(date(2026, 10, 30))) == []
        assert list(arrears(date(2026, 10, 31))) == [debt]

    def test_one_approves_and_the_other_proposed(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        made = actions.order(debt.number, OrderKind.REDUCE, yen=1_000, why="計算の誤り", by=COUNTER, on=ASKED)
        tried(
            "recovery.order", lambda by: actions.approve(made.pk, by=by, on=ASKED), same=COUNTER, other=EXAMINER,
            says="RV-107",
        )  # fmt: skip
        with pytest.raises(CannotRecover, match="RV-402"):
            actions.approve(made.pk, by=EXAMINER, on=ASKED)
        assert again(debt).owed == 2_000

    def test_less_is_owed_and_what_was_paid_beyond_it_is_to_be_given_back(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        pay(debt, 2_500)
        ordered(debt, OrderKind.REDUCE, 1_000)
        now = again(debt)
        assert (now.state, now.owed, now.overpaid) == (State.PAID, 0, 500)
        assert errors() == []

    def test_a_decision_that_is_cancelled_leaves_nothing_owed_and_all_that_was_paid_to_give_back(
        self, granted: Recipient
    ) -> None:
        claim = paid_claim(granted)
        debt = decided(claim)
        pay(debt, 400)
        ordered(debt, OrderKind.REDUCE, 3_000)
        now = again(debt)
        assert (now.state, now.owed, now.overpaid, balances()[Account.RECOVERED]) == (State.CANCELLED, 0, 400, 0)
        assert proposed(claim).yen == 3_000
        assert errors() == []

    def test_of_a_kind_one_waits_at_a_time_and_what_changed_meanwhile_is_refused(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        plan = {"count": 3, "first_due_on": date(2026, 9, 30)}
        made = actions.order(debt.number, OrderKind.PLAN, yen=3_000, why="申出", by=COUNTER, on=ASKED, **plan)
        with pytest.raises(CannotRecover, match="RV-401"):
            actions.order(debt.number, OrderKind.PLAN, yen=3_000, why="申出", by=COUNTER, on=ASKED, **plan)
        pay(debt, 1)
        with pytest.raises(CannotRecover, match="RV-403"):
            actions.approve(made.pk, by=EXAMINER, on=ASKED)
        actions.drop_order(made.pk, why="残額が変わった", by=COUNTER, on=ASKED)
        made.refresh_from_db()
        assert made.state == OrderState.DROPPED


class TestSettingOff:
    """What is owed is taken from what is paid, by a decision only."""

    def test_nothing_is_taken_without_a_decision(self, granted: Recipient) -> None:
        debt, next_claim = decided(paid_claim(granted)), owed(granted, provider="別の医院")
        found = open_receivables([granted.person_id])[granted.person_id]
        assert [(one.number, one.owed, one.may_set_off) for one in found] == [(debt.number, 3_000, 0)]
        with pytest.raises(CannotRecover, match="RV-204"):
            actions.set_off([actions.SetOff(debt.pk, "payment:1:off", ((next_claim.pk, 1),))], on=ASKED, by=COUNTER)

    def test_what_was_decided_is_taken_once_and_booked_on_both_sides(self, granted: Recipient) -> None:
        debt, next_claim = decided(paid_claim(granted)), owed(granted, provider="別の医院")
        ordered(debt, OrderKind.SET_OFF, 2_000)
        assert open_receivables([granted.person_id])[granted.person_id][0].may_set_off == 2_000
        use = actions.SetOff(debt.pk, "payment:1:off", ((next_claim.pk, 2_000),))
        assert actions.set_off([use], on=ASKED, by=COUNTER) == 1
        assert actions.set_off([use], on=ASKED, by=COUNTER) == 0
        assert (again(debt).owed, balances()[Account.SET_OFF]) == (1_000, 0)
        assert balances()[Account.PAYABLE_TO_PERSON] == -1_000
        assert open_receivables([granted.person_id])[granted.person_id][0].may_set_off == 0
        assert errors() == []

    def test_what_was_decided_twice_is_taken_together(self, granted: Recipient) -> None:
        debt, next_claim = decided(paid_claim(granted)), owed(granted, provider="別の医院")
        orders = [ordered(debt, OrderKind.SET_OFF, yen) for yen in (1_000, 500)]
        assert open_receivables([granted.person_id])[granted.person_id][0].may_set_off == 1_500
        use = actions.SetOff(debt.pk, "payment:1:off", ((next_claim.pk, 1_200),))
        assert actions.set_off([use], on=ASKED, by=COUNTER) == 1
        for one in orders:
            one.refresh_from_db()
        assert [one.used for one in orders] == [1_000, 200]
        assert errors() == []

    @pytest.mark.parametrize(("yen", "refused"), [(2_000, False), (2_001, True)])
    def test_not_a_yen_more_than_was_decided(self, granted: Recipient, yen: int, refused: bool) -> None:
        debt, next_claim = decided(paid_claim(granted)), owed(granted, provider="別の医院")
        ordered(debt, OrderKind.SET_OFF, 2_000)
        use = actions.SetOff(debt.pk, "payment:1:off", ((next_claim.pk, yen),))
        if refused:
            with pytest.raises(CannotRecover, match="RV-204"):
                actions.set_off([use], on=ASKED, by=COUNTER)
        else:
            assert actions.set_off([use], on=ASKED, by=COUNTER) == 1

    def test_a_debt_is_not_taken_from_what_somebody_else_is_paid(self, granted: Recipient) -> None:
        debt, other = decided(paid_claim(granted)), owed(neighbour(granted, 1), provider="別の医院")
        ordered(debt, OrderKind.SET_OFF, 2_000)
        assert open_receivables([other.payee_id]) == {}
        with pytest.raises(CannotRecover, match="RV-207"):
            actions.set_off([actions.SetOff(debt.pk, "payment:1:off", ((other.pk, 1_000),))], on=ASKED, by=COUNTER)


def test_a_debt_of_an_insurer_has_an_account_and_an_address_of_its_own(granted: Recipient) -> None:
    claim = paid_claim(granted)
    debt = decided(
        claim, reason=Reason.HIGH_COST, yen=500, debtor_kind="insurer", payer_name="見本健康保険組合",
        payer_postal_code="2100000", payer_address="神奈川県川崎市川崎区見本町１",
    )  # fmt: skip
    assert (debt.debtor, balances()[Account.DUE_FROM_INSURER]) == (None, 500)
    assert debt.letters.get().kind == LetterKind.CLAIM
    pay(debt, 500)
    assert (again(debt).state, balances()[Account.DUE_FROM_INSURER]) == (State.PAID, 0)
    assert errors() == []
