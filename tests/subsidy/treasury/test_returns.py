"""Money back by fiscal year and budget item: into the expense while its books are open, income after; the prefecture's part."""

from dataclasses import replace
from datetime import date

import pytest

from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.recovery import actions as recovery
from sasae.subsidy.recovery.models import Debtor, MovementKind, OrderKind, Reason, Receivable
from sasae.subsidy.treasury import actions
from sasae.subsidy.treasury.models import Kind
from sasae.subsidy.treasury.returns import RETURNED, Asked, Move, books_closed, of_year, received_by_year
from tests.subsidy.conftest import COUNTER, PAYMENTS
from tests.subsidy.recovery.debts import ASKED, decided, ordered, paid_claim
from tests.subsidy.treasury.test_treasury import LATE, make, rows_of

database = pytest.mark.django_db(databases=["default", "journal"])
RESTORED, SUNDRY, BENEFITS, DAMAGES = "03-02-05-20-99", "22-05-04-10-01", "22-05-04-10-02", "22-05-02-01-01"
PART = Asked("H1", Debtor.PERSON, Reason.LOST, date(2026, 8, 3), date(2026, 9, 2), 2026, 3_000, ())


def paid(on: date, yen: int) -> Move:
    return Move(on, MovementKind.PAYMENT, yen, 0)


def figures(part: Asked, year: int) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Asked, received, left of each item."""
    return {key: (one.asked, one.received, one.left) for key, one in of_year([part], year).items()}


class TestYears:
    """Which year's books, which item."""

    @pytest.mark.parametrize(
        ("day", "first", "second"),
        [
            (date(2027, 5, 31), {(RETURNED, "現年度分"): (3_000, 3_000, 0)}, {}),
            (
                date(2027, 6, 1),
                {(RETURNED, "現年度分"): (3_000, 0, 3_000)},
                {("sundry", "現年度分"): (3_000, 3_000, 0)},
            ),
        ],
        ids=["the day the books are closed", "the day after"],
    )
    def test_what_comes_in_while_the_books_are_open_goes_back_into_the_expense(
        self, day: date, first: object, second: object
    ) -> None:
        part = replace(PART, moves=(paid(day, 3_000),))
        assert books_closed(2026) == date(2027, 5, 31)
        assert (figures(part, 2026), figures(part, 2027)) == (first, second)

    def test_what_is_never_paid_is_carried_over_from_year_to_year(self) -> None:
        part = replace(PART, moves=(paid(date(2027, 7, 1), 1_000),))
        assert figures(part, 2027) == {("sundry", "現年度分"): (3_000, 1_000, 2_000)}
        assert figures(part, 2028) == {("sundry", "滞納繰越分"): (2_000, 0, 2_000)}
        assert figures(part, 2025) == {}

    def test_an_expense_of_an_earlier_year_is_income_from_the_start(self) -> None:
        part = replace(PART, spent=2025, moves=(paid(date(2026, 9, 1), 1_000),))
        assert figures(part, 2026) == {("sundry", "現年度分"): (3_000, 1_000, 2_000)}

    @pytest.mark.parametrize(("debtor", "item"), [(Debtor.INSURER, "benefits"), (Debtor.THIRD_PARTY, "damages")])
    def test_what_others_owe_is_income_even_in_the_year_of_the_expense(self, debtor: Debtor, item: str) -> None:
        assert figures(replace(PART, debtor=debtor), 2026) == {(item, "現年度分"): (3_000, 0, 3_000)}

    def test_what_was_taken_over_is_carried_over_from_the_year_it_came(self) -> None:
        part = replace(PART, decided_on=date(2024, 8, 1), spent=2024, carried=2026)
        assert figures(part, 2025) == {}
        assert figures(part, 2026) == {("sundry", "滞納繰越分"): (3_000, 0, 3_000)}

    def test_every_year_is_asked_less_received_less_given_up(self) -> None:
        moves = (paid(date(2026, 9, 1), 500), Move(date(2027, 8, 1), MovementKind.REDUCTION, 2_500, 300),
                 Move(date(2027, 8, 2), MovementKind.REFUND, 0, -300))  # fmt: skip
        for year in (2026, 2027, 2028):
            for one in of_year([replace(PART, moves=moves)], year).values():
                assert one.asked - one.reduced - one.received - one.written_off == one.left

    def test_what_came_in_is_told_by_the_year_of_its_expense(self) -> None:
        parts = [replace(PART, moves=(paid(ASKED, 700),)), replace(PART, spent=2024, moves=(paid(ASKED, 300),))]
        assert received_by_year(parts, 2026) == {2026: 700, 2024: 300}


@database
@pytest.mark.clause("BUS-5")
class TestFiles:
    """The same as the treasury receives it, equal to the ledger."""

    def test_the_settlement_tells_what_went_back_into_the_expense(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted, total_cost=30_000, insured_self_pay=9_000), yen=2_000)
        recovery.pay(debt.number, yen=500, paid_on=ASKED, reference="1", by=COUNTER, on=ASKED)
        told = {(row["code"], row["text"]): row["yen"] for row in rows_of(make(Kind.SETTLEMENT, "2026"))}
        assert told["03-02-05-20-02", "助成額"] == "9000"
        assert {text: yen for (code, text), yen in told.items() if code == RESTORED} == {
            "返納の決定額": "2000", "返納額（戻入）": "500", "不納欠損額": "0", "返納されず翌年度の歳入とする額": "1500",
        }  # fmt: skip
        assert SUNDRY not in {code for code, _ in told}

    def test_the_prefecture_s_share_is_of_the_cost_less_what_came_in(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted, total_cost=30_000, insured_self_pay=9_000), yen=2_000)
        recovery.pay(debt.number, yen=500, paid_on=ASKED, reference="1", by=COUNTER, on=ASKED)
        (row,) = rows_of(make(Kind.PREFECTURE, "2026"))
        assert (row["cost"], row["returned"], row["base"], row["yen"]) == ("9000", "500", "8500", "4000")

    @pytest.mark.parametrize(("on", "refused"), [(date(2027, 5, 31), True), (date(2027, 6, 1), False)])
    def test_a_year_is_settled_the_day_after_its_books_are_closed(self, db: None, on: date, refused: bool) -> None:
        if refused:
            with pytest.raises(actions.CannotMake, match="TR-203"):
                make(Kind.SETTLEMENT, "2026", on=on)
        else:
            assert make(Kind.SETTLEMENT, "2026", on=on).rows == 2

    def test_a_reduction_of_what_was_paid_already_stands_whole_in_its_month(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        recovery.pay(debt.number, yen=3_000, paid_on=ASKED, reference="1", by=COUNTER, on=ASKED)
        ordered(debt, OrderKind.REDUCE, 1_000, date(2026, 9, 1))
        (row,) = rows_of(make(Kind.RECEIVABLES, "2026-09"))
        assert (row["yen"], row["code"]) == ("-1000", RESTORED)

    def test_what_has_not_gone_back_when_the_books_are_closed_becomes_income_in_june(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        recovery.pay(debt.number, yen=1_000, paid_on=ASKED, reference="1", by=COUNTER, on=ASKED)
        rows = rows_of(make(Kind.RECEIVABLES, "2027-06", on=date(2027, 7, 1)))
        assert [(row["code"], row["year"], row["yen"]) for row in rows] == [
            (RESTORED, "2026", "-2000"), (SUNDRY, "2027", "2000")
        ]  # fmt: skip
        assert make(Kind.RECEIVABLES, "2027-05").rows == 0

    @pytest.mark.parametrize(
        ("reason", "kind", "code"),
        [(Reason.HIGH_COST, "insurer", BENEFITS), (Reason.THIRD_PARTY, "third_party", DAMAGES)],
    )
    def test_what_others_owe_has_items_of_its_own(
        self, granted: Recipient, reason: Reason, kind: str, code: str
    ) -> None:
        decided(paid_claim(granted), reason=reason, debtor_kind=kind, payer_name="見本", payer_address="川崎区見本町１")
        (row,) = rows_of(make(Kind.RECEIVABLES, "2026-08"))
        assert row["code"] == code

    def test_what_was_set_off_came_in(self, granted: Recipient) -> None:
        from tests.subsidy.paying import owed

        debt, other = decided(paid_claim(granted)), owed(granted, provider="別の医院")
        ordered(debt, OrderKind.SET_OFF, 800)
        recovery.set_off([recovery.SetOff(debt.pk, "payment:1:off", ((other.pk, 800),))], on=ASKED, by=COUNTER)
        told = {row["text"]: row["yen"] for row in rows_of(make(Kind.SETTLEMENT, "2026")) if row["code"] == RESTORED}
        assert (told["返納額（戻入）"], told["返納されず翌年度の歳入とする額"]) == ("800", "2200")
        assert Receivable.objects.get().owed == 2_200


@database
@pytest.mark.parametrize("period", ["2_026", "+2026", "２０２６", "0001", "9999", "2026 ", "1999", "2026-07"])
def test_a_year_is_four_digits_within_the_tables(db: None, period: str) -> None:
    with pytest.raises(actions.CannotMake, match="TR-202"):
        actions.make(Kind.SETTLEMENT, period, by=PAYMENTS, on=LATE, at=clock.now())


@database
@pytest.mark.parametrize("period", ["2019-12", "9999-12", "２０２６-07", "2026-13"])
def test_a_month_lies_within_the_tables(db: None, period: str) -> None:
    with pytest.raises(actions.CannotMake, match="TR-202"):
        actions.make(Kind.PAYMENT_ORDERS, period, by=PAYMENTS, on=LATE, at=clock.now())
