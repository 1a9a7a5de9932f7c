"""The running of time: due days, reminders, the limitation to the day, and what makes it begin anew."""

from datetime import date, timedelta

import pytest

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.recovery import actions
from sasae.subsidy.recovery.actions import CannotRecover
from sasae.subsidy.recovery.models import LetterKind, OrderKind, Receivable, State
from sasae.subsidy.recovery.terms import due_after, last_day, monthly, split
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.recovery.debts import DUE, again, decided, errors, ordered, paid_claim

ONE_DAY = timedelta(days=1)
database = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.parametrize(
    ("before", "last"),
    [
        (date(2026, 7, 31), date(2031, 7, 31)), (date(2026, 8, 1), date(2031, 8, 1)),
        (date(2027, 2, 28), date(2032, 2, 29)), (date(2028, 2, 28), date(2033, 2, 28)), (date(2028, 2, 29), date(2033, 2, 28)),
    ],
    ids=["end of a month", "the day after", "the day after begins March", "before a leap day", "on a leap day"],
)  # fmt: skip
def test_five_years_end_with_the_day_before_the_day_that_answers_to_the_first(before: date, last: date) -> None:
    assert last_day(before, 5) == last


@pytest.mark.parametrize(("yen", "count"), [(1, 1), (3_000, 7), (10_000_000, 60), (59, 60)])
def test_instalments_sum_to_the_debt(yen: int, count: int) -> None:
    assert sum(split(yen, count)) == yen
    assert len(split(yen, count)) == count


def test_a_plan_may_reach_beyond_the_table_of_closed_days() -> None:
    days = monthly(date(2026, 9, 30), 60)
    assert (len(days), days[-1]) == (60, date(2031, 8, 30))


def test_due_days_are_days_on_which_the_banks_are_open() -> None:
    assert due_after(date(2026, 8, 1), 0) == date(2026, 8, 3)  # a Saturday
    assert monthly(date(2026, 8, 31), 4) == [
        date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 2), date(2026, 11, 30)
    ]  # fmt: skip


@database
class TestLimitation:
    """地方自治法236条: five years to the day."""

    def last_of(self, debt: Receivable) -> date:
        found = again(debt).limited_on
        assert found is not None
        return found

    def test_it_runs_from_the_day_after_the_due_day(self, granted: Recipient) -> None:
        assert self.last_of(decided(paid_claim(granted))) == date(2031, 9, 2)

    @pytest.mark.parametrize(("late", "applied"), [(0, 3_000), (1, 0)], ids=["the last day", "the day after"])
    def test_money_clears_to_the_last_day_and_is_given_back_after_it(
        self, granted: Recipient, late: int, applied: int
    ) -> None:
        debt = decided(paid_claim(granted))
        on = self.last_of(debt) + late * ONE_DAY
        made = actions.pay(debt.number, yen=3_000, paid_on=on, reference="1", by=COUNTER, on=on)
        assert (made.applied, made.excess) == (applied, 3_000 - applied)
        assert errors() == []

    @pytest.mark.parametrize(("late", "refused"), [(0, True), (1, False)], ids=["the last day", "the day after"])
    def test_it_is_written_off_from_the_day_after_on(self, granted: Recipient, late: int, refused: bool) -> None:
        debt = decided(paid_claim(granted))
        on = self.last_of(debt) + late * ONE_DAY
        if refused:
            with pytest.raises(CannotRecover, match="RV-413"):
                ordered(debt, OrderKind.WRITE_OFF, 3_000, on, ground="limitation")
            return
        ordered(debt, OrderKind.WRITE_OFF, 3_000, on, ground="limitation")
        assert (again(debt).state, balances()[Account.WRITTEN_OFF]) == (State.WRITTEN_OFF, 3_000)
        assert balances()[Account.DUE_FROM_PERSON] == 0
        assert errors() == []

    @pytest.mark.parametrize("what", ["acknowledged", "partly paid", "planned", "judged"])
    def test_it_begins_anew_with_what_the_law_says(self, granted: Recipient, what: str) -> None:
        debt, on = decided(paid_claim(granted)), date(2027, 3, 1)
        if what == "acknowledged":
            actions.acknowledge(debt.number, on_day=on, note="債務承認書", by=COUNTER, on=on)
        elif what == "partly paid":
            actions.pay(debt.number, yen=1, paid_on=on, reference="1", by=COUNTER, on=on)
        elif what == "planned":
            ordered(debt, OrderKind.PLAN, 3_000, on, count=2, first_due_on=date(2027, 3, 31))
        else:
            actions.judgement(debt.number, on_day=on, note="判決の確定", by=COUNTER, on=on)
        assert self.last_of(debt) == {"judged": date(2037, 3, 1), "planned": date(2032, 4, 30)}.get(
            what, date(2032, 3, 1)
        )

    @pytest.mark.parametrize(("late", "refused"), [(0, False), (1, True)], ids=["the last day", "the day after"])
    def test_nothing_revives_what_is_extinguished(self, granted: Recipient, late: int, refused: bool) -> None:
        debt = decided(paid_claim(granted))
        on = self.last_of(debt) + late * ONE_DAY
        if refused:
            with pytest.raises(CannotRecover, match="RV-302"):
                actions.acknowledge(debt.number, on_day=on, note="債務承認書", by=COUNTER, on=on)
        else:
            actions.acknowledge(debt.number, on_day=on, note="債務承認書", by=COUNTER, on=on)
            assert self.last_of(debt) == date(2036, 9, 2)


@database
class TestReminders:
    """督促: after the days of grace, with a day of its own; only the first makes the limitation begin anew."""

    @pytest.mark.parametrize(
        ("days", "refused"), [(20, True), (21, False)], ids=["the last day of grace", "the day after"]
    )
    def test_it_goes_out_after_the_days_of_grace(self, granted: Recipient, days: int, refused: bool) -> None:
        debt, on = decided(paid_claim(granted)), DUE + days * ONE_DAY
        if refused:
            with pytest.raises(CannotRecover, match="RV-303"):
                actions.remind([debt.number], by=COUNTER, on=on)
        else:
            assert actions.remind([debt.number], by=COUNTER, on=on) == [debt.number]
            assert again(debt).limited_on == date(2031, 9, 23)

    def test_a_second_waits_for_the_day_of_the_first_and_changes_no_limitation(self, granted: Recipient) -> None:
        debt, on = decided(paid_claim(granted)), DUE + 21 * ONE_DAY
        actions.remind([debt.number], by=COUNTER, on=on)
        first = debt.letters.get(kind=LetterKind.REMINDER)
        assert first.due_on is not None
        limited = again(debt).limited_on
        with pytest.raises(CannotRecover, match="RV-304"):
            actions.remind([debt.number], by=COUNTER, on=first.due_on)
        actions.remind([debt.number], by=COUNTER, on=first.due_on + ONE_DAY)
        assert debt.letters.filter(kind=LetterKind.REMINDER).count() == 2
        assert again(debt).limited_on == limited

    def test_many_are_reminded_together_or_not_at_all(self, granted: Recipient) -> None:
        one, other = decided(paid_claim(granted)), decided(paid_claim(granted, provider="別の医院"))
        actions.pay(other.number, yen=3_000, paid_on=DUE, reference="1", by=COUNTER, on=DUE)
        with pytest.raises(CannotRecover, match="RV-101"):
            actions.remind([one.number, other.number], by=COUNTER, on=DUE + 30 * ONE_DAY)


@database
def test_the_closing_statement_is_made_once_when_all_is_over(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    with pytest.raises(CannotRecover, match="RV-101"):
        actions.close_account(debt.number, by=EXAMINER, on=DUE)
    actions.pay(debt.number, yen=3_000, paid_on=DUE, reference="1", by=COUNTER, on=DUE)
    actions.close_account(debt.number, by=EXAMINER, on=DUE)
    with pytest.raises(CannotRecover, match="RV-305"):
        actions.close_account(debt.number, by=EXAMINER, on=DUE)
    assert debt.letters.filter(kind=LetterKind.CLOSING).count() == 1
