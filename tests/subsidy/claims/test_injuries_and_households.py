"""Injuries by somebody else hold claims of their months; what a household bore is counted whole, held receipts too."""

from datetime import date
from typing import Any

import pytest

from sasae.kernel.period import Month
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.households import Families
from sasae.subsidy.claims.insurers import expected_benefit, over_cap
from sasae.subsidy.claims.models import Claim, HoldCause, State, ThirdParty
from sasae.subsidy.claims.queries import previews
from sasae.subsidy.entitlements.models import FamilyMember, Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.third_parties import actions as injuries
from tests.subsidy.claims.folders import family_of
from tests.subsidy.claims.test_holds_and_papers import decided, held
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import JUNE, LATER, claim, file_of, receipt, take_in
from tests.subsidy.third_parties.test_open_cases import injury

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
SETTLED = date(2026, 6, 25)


def corrected(made: Claim, **changes: Any) -> Claim:
    told = {"provider": made.provider, "days": made.days, "total_cost": made.total_cost, "insured_self_pay": 3_000}
    return actions.correct(
        made.pk, month=Month.parse(made.treatment_month), claimed_on=made.claimed_on, why="確かめた", by=COUNTER, on=LATER,
        **told, **changes,
    )  # fmt: skip


class TestInjuries:
    """A claim of a month with an open injury waits until staff say whether the injury is why."""

    @pytest.mark.clause("BUS-2")
    def test_a_claim_waits_whatever_its_own_form_says_until_somebody_looked(self, granted: Recipient) -> None:
        case = injury(granted.person)
        made = decided(claim(granted.number, COUNTER))
        assert (made.state, held(made)) == (State.EXAMINING, {HoldCause.THIRD_PARTY})
        assert case.number in made.decision
        corrected(made, third_party=ThirdParty.UNRELATED)
        assert (decided(made).state, held(made)) == (State.GRANTED, set())

    def test_a_treatment_of_the_injury_is_paid_because_it_was_notified(self, granted: Recipient) -> None:
        injury(granted.person)
        made = decided(claim(granted.number, COUNTER, third_party=ThirdParty.NOTIFIED))
        assert made.state == State.GRANTED

    @pytest.mark.parametrize(
        ("days", "state"),
        [
            pytest.param([date(2026, 6, 23), date(2026, 6, 24)], State.GRANTED, id="示談の前日まで"),
            pytest.param([date(2026, 6, 24), SETTLED], State.REFUSED, id="示談の日から"),
            pytest.param([], State.EXAMINING, id="日が分からない示談の月は、日を確かめる"),
        ],
    )
    def test_from_the_settlement_on_nothing_is_paid(self, granted: Recipient, days: list[date], state: State) -> None:
        case = injury(granted.person)
        injuries.settle(case.number, settled_on=SETTLED, settlement="治療費を含む", by=COUNTER, on=LATER)
        made = decided(claim(granted.number, COUNTER, third_party=ThirdParty.NOTIFIED, treated_on=days))
        assert made.state == state

    def test_a_month_after_the_settlement_is_refused_though_its_days_are_not_known(self, granted: Recipient) -> None:
        case = injury(granted.person)
        injuries.settle(case.number, settled_on=SETTLED, settlement="治療費を含む", by=COUNTER, on=LATER)
        july = {"month": Month(2026, 7), "claimed_on": date(2026, 8, 3)}
        made = decided(claim(granted.number, COUNTER, third_party=ThirdParty.NOTIFIED, **july), on=date(2026, 8, 3))
        assert made.state == State.REFUSED

    def test_other_months_and_other_persons_do_not_wait(self, granted: Recipient) -> None:
        _, child = family_of(granted)
        case = injury(granted.person)
        injuries.heal(case.number, healed_on=date(2026, 6, 30), by=COUNTER, on=LATER)
        july = {"month": Month(2026, 7), "claimed_on": date(2026, 8, 3)}
        assert decided(claim(granted.number, COUNTER, **july), on=date(2026, 8, 3)).state == State.GRANTED
        assert decided(claim(child, COUNTER)).state == State.GRANTED

    def test_the_counter_is_told_while_typing(self, granted: Recipient) -> None:
        values = {
            "provider": "医院",
            "days": 1,
            "total_cost": 1_000,
            "insured_self_pay": 300,
            "kind": "1",
            "setting": "2",
            "treated_on": [date(2026, 6, 17)],
        }
        assert previews([(granted, JUNE, values)], LATER, LATER)[0].amount == 300
        injury(granted.person)
        (told,) = previews([(granted, JUNE, values)], LATER, LATER)
        assert (told.amount, [one.id for one in told.findings]) == (0, ["LC-105"])


class TestHouseholds:
    """世帯合算 by what the office knows: claims and receipts, of everybody under the same insurer."""

    @staticmethod
    def in_kind(number: str, yen: int, state: LineState = LineState.ACCEPTED, **changes: Any) -> None:
        take_in(file_of(receipt(number)), EXAMINER)
        ReceiptLine.objects.update(self_pay_yen=yen, points=yen // 3, state=state, **changes)

    @pytest.mark.parametrize("state", [LineState.ACCEPTED, LineState.HELD])
    def test_a_receipt_in_kind_counts_held_or_not(self, granted: Recipient, state: LineState) -> None:
        made = claim(granted.number, COUNTER, total_cost=70_000, insured_self_pay=21_000)
        self.in_kind(granted.number, 30_000)
        if state == LineState.HELD:
            ReceiptLine.objects.update(state=state)
        assert sorted(bill.self_pay for bill in Families([made]).bills(made)) == [21_000, 30_000]
        told = Families([made]).expected(made)
        assert told is not None
        assert (told.counted, told.cap, told.benefit) == (51_000, 35_400, 15_600)

    @pytest.mark.parametrize(
        ("yen", "causes"),
        [
            pytest.param(10_999, set(), id="合わせて20,999円は数えない"),
            pytest.param(11_000, {HoldCause.HOUSEHOLD}, id="合わせて21,000円から数える"),
        ],
    )
    def test_two_bills_of_one_provider_and_kind_reach_the_21000_yen_together(
        self, granted: Recipient, yen: int, causes: set[str]
    ) -> None:
        mother, child = family_of(granted)
        claim(child, COUNTER, provider="別の医院", total_cost=70_000, insured_self_pay=21_000)
        day = {"total_cost": 40_000, "days": 1}
        claim(mother, COUNTER, **day, insured_self_pay=10_000, treated_on=[date(2026, 6, 17)])
        second = claim(mother, COUNTER, **day, insured_self_pay=yen, part="05", treated_on=[date(2026, 6, 18)])
        assert held(decided(second)) == causes

    def test_another_insurers_receipt_does_not_count(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER, total_cost=70_000, insured_self_pay=21_000)
        self.in_kind(granted.number, 30_000, insurer_number="06139999")
        assert [bill.self_pay for bill in Families([made]).bills(made)] == [21_000]

    def test_a_grandmothers_outpatient_cap_is_taken_before_the_household_is_added_up(self, granted: Recipient) -> None:
        mother, child = family_of(granted)
        grandmother = Person.objects.get(pk=granted.person_id)
        Person.objects.filter(pk=grandmother.pk).update(birth_date=date(1950, 5, 5))
        assert FamilyMember.objects.filter(person=grandmother).exists()
        of_child = claim(child, COUNTER, total_cost=150_000, insured_self_pay=45_000, cap_class="エ")
        claim(mother, COUNTER, total_cost=150_000, insured_self_pay=30_000)
        told = Families([of_child]).expected(of_child)
        assert told is not None
        # 30,000 → 18,000; with the child's 45,000: 63,000 → 57,600
        assert (told.counted, told.cap, told.benefit) == (75_000, 57_600, 17_400)

    def test_the_insurers_list_tells_outpatients_from_inpatients(self, granted: Recipient) -> None:
        Person.objects.filter(pk=granted.person_id).update(birth_date=date(1950, 5, 5))
        self.in_kind(granted.number, 40_000)
        assert expected_benefit(over_cap(JUNE).get()).benefit == 32_000  # 8,000 stay of outpatients at the least
        ReceiptLine.objects.update(setting="1")
        assert expected_benefit(over_cap(JUNE).get()).benefit == 25_000  # 15,000 of the household


def test_a_notice_ends_the_waiting_and_a_third_person_decides(granted: Recipient) -> None:
    made = decided(claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000))
    actions.take_notice(made.pk, noticed_on=LATER, high_cost=2_400, fringe=0, by=COUNTER, on=LATER)
    assert decided(made, APPROVER).amount == 57_600
