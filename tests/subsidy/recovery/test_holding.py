"""What holds the limitation off, puts a debt off, or stops its collection for a while."""

from datetime import date, timedelta

import pytest

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.recovery import actions
from sasae.subsidy.recovery.actions import CannotRecover
from sasae.subsidy.recovery.models import OrderKind, Receivable
from sasae.subsidy.recovery.queries import arrears
from sasae.subsidy.recovery.terms import months_later
from tests.subsidy.conftest import COUNTER
from tests.subsidy.recovery.debts import DUE, again, decided, ordered, paid_claim

ONE_DAY = timedelta(days=1)
database = pytest.mark.django_db(databases=["default", "journal"])


@database
class TestHolding:
    """完成猶予: the limitation is not completed before a day; it does not begin anew."""

    def last(self, debt: Receivable) -> date:
        found = again(debt).limited_on
        assert found is not None
        return found

    def test_a_demand_holds_it_six_months_and_a_second_one_meanwhile_does_nothing(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        actions.demand(debt.number, on_day=date(2031, 8, 31), note="催告書", by=COUNTER, on=date(2031, 8, 31))
        assert self.last(debt) == date(2032, 2, 29)
        actions.demand(debt.number, on_day=date(2031, 9, 3), note="催告書", by=COUNTER, on=date(2031, 9, 3))
        assert self.last(debt) == date(2032, 2, 29)

    def test_an_early_demand_shortens_nothing(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        actions.demand(debt.number, on_day=date(2027, 1, 4), note="催告書", by=COUNTER, on=date(2027, 1, 4))
        assert self.last(debt) == date(2031, 9, 2)

    def test_an_acknowledgement_while_it_is_held_makes_it_begin_anew(self, granted: Recipient) -> None:
        debt, held = decided(paid_claim(granted)), date(2031, 10, 1)
        actions.demand(debt.number, on_day=date(2031, 9, 1), note="催告書", by=COUNTER, on=held)
        actions.acknowledge(debt.number, on_day=held, note="承認書", by=COUNTER, on=held)
        assert self.last(debt) == date(2036, 10, 1)

    @pytest.mark.parametrize(("days", "refused"), [(0, True), (1, False)])
    def test_a_suit_holds_it_until_a_day_after_its_own(self, granted: Recipient, days: int, refused: bool) -> None:
        debt, day = decided(paid_claim(granted)), date(2031, 9, 2)
        told = {"on_day": day, "note": "支払督促の申立て", "by": COUNTER, "on": day, "until": day + days * ONE_DAY}
        if refused:
            with pytest.raises(CannotRecover, match="RV-307"):
                actions.lawsuit(debt.number, **told)
        else:
            actions.lawsuit(debt.number, **told)
            assert self.last(debt) == day + ONE_DAY

    def test_what_came_after_its_end_counts_no_more_when_the_payment_before_is_taken_back(
        self, granted: Recipient
    ) -> None:
        debt, late = decided(paid_claim(granted)), date(2031, 12, 1)
        wrong = actions.pay(
            debt.number, yen=1, paid_on=date(2027, 1, 4), reference="1", by=COUNTER, on=date(2027, 1, 4)
        )
        actions.acknowledge(debt.number, on_day=late, note="承認書", by=COUNTER, on=late)
        assert self.last(debt) == date(2036, 12, 1)
        ordered(debt, OrderKind.TAKE_BACK, 1, late, movement=wrong.pk)
        assert self.last(debt) == date(2031, 9, 2)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [(date(2031, 8, 31), 6, date(2032, 2, 29)), (date(2030, 8, 30), 6, date(2031, 2, 28)),
     (date(2026, 11, 26), 6, date(2027, 5, 26)), (date(2026, 6, 30), 6, date(2026, 12, 31))],
    ids=["a month's end", "no such day", "within a month", "from the first to a month's end"],
)  # fmt: skip
def test_months_end_with_the_day_before_the_one_that_answers_to_the_first(day: date, months: int, last: date) -> None:
    assert months_later(day, months) == last


@database
class TestPlans:
    """A plan puts off what is owed; it revives nothing, and it has an end."""

    @pytest.mark.parametrize(("late", "refused"), [(0, False), (1, True)], ids=["the last day", "the day after"])
    def test_no_plan_revives_what_is_extinguished(self, granted: Recipient, late: int, refused: bool) -> None:
        debt = decided(paid_claim(granted))
        on = date(2031, 9, 2) + late * ONE_DAY
        if refused:
            with pytest.raises(CannotRecover, match="RV-206"):
                ordered(debt, OrderKind.PLAN, 3_000, on, count=2, first_due_on=on + 30 * ONE_DAY)
        else:
            ordered(debt, OrderKind.PLAN, 3_000, on, count=2, first_due_on=on + 30 * ONE_DAY)

    @pytest.mark.parametrize(
        ("day", "refused"), [(date(2027, 8, 4), False), (date(2027, 8, 5), True), (date.max, True)]
    )
    def test_the_first_instalment_is_due_within_a_year(self, granted: Recipient, day: date, refused: bool) -> None:
        debt = decided(paid_claim(granted))
        if refused:
            with pytest.raises(CannotRecover, match="RV-405"):
                ordered(debt, OrderKind.PLAN, 3_000, count=2, first_due_on=day)
        else:
            ordered(debt, OrderKind.PLAN, 3_000, count=2, first_due_on=day)

    def test_a_payment_taken_back_leaves_the_plan_s_limitation(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        ordered(debt, OrderKind.PLAN, 3_000, count=2, first_due_on=date(2026, 9, 30))
        wrong = actions.pay(
            debt.number, yen=1, paid_on=date(2027, 3, 1), reference="1", by=COUNTER, on=date(2027, 3, 1)
        )
        ordered(debt, OrderKind.TAKE_BACK, 1, date(2027, 3, 2), movement=wrong.pk)
        assert again(debt).limited_on == date(2031, 10, 30)


@database
def test_nothing_is_reminded_while_collection_is_suspended_and_it_is_again_when_two_resume_it(
    granted: Recipient,
) -> None:
    debt, on = decided(paid_claim(granted)), DUE + 30 * ONE_DAY
    ordered(debt, OrderKind.SUSPEND, 3_000, on, ground="whereabouts")
    assert list(arrears(on)) == []
    with pytest.raises(CannotRecover, match="RV-306"):
        actions.remind([debt.number], by=COUNTER, on=on)
    with pytest.raises(CannotRecover, match="RV-415"):
        ordered(debt, OrderKind.SUSPEND, 3_000, on, ground="whereabouts")
    ordered(debt, OrderKind.RESUME, 3_000, on)
    assert list(arrears(on)) == [debt]
    assert actions.remind([debt.number], by=COUNTER, on=on) == [debt.number]


@database
@pytest.mark.parametrize("ground", ["", "limitation", "no such"])
def test_collection_is_suspended_on_a_ground_of_the_ordinance_alone(granted: Recipient, ground: str) -> None:
    debt = decided(paid_claim(granted))
    with pytest.raises(CannotRecover, match="RV-416"):
        ordered(debt, OrderKind.SUSPEND, 3_000, ground=ground)
