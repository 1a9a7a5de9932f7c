"""Money of an old year that is entered after that year's figures have left stands in the next year's file, once."""

from datetime import date

import pytest

from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.recovery import actions as recovery
from sasae.subsidy.recovery.models import Receivable
from sasae.subsidy.treasury import actions
from sasae.subsidy.treasury.adapter import read
from sasae.subsidy.treasury.models import Kind, TreasuryFile
from tests.subsidy.conftest import COUNTER, PAYMENTS
from tests.subsidy.recovery.debts import decided, paid_claim

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-5")]
CAME, CLOSED = date(2027, 5, 20), date(2027, 6, 1)  # the money, before the books of 令和8年度 were closed; the day after
NEXT, AFTER_NEXT = date(2028, 6, 1), date(2029, 6, 1)


def settlement(year: int, on: date, kind: Kind = Kind.SETTLEMENT) -> dict[str, int]:
    """Every row of a year's file with an amount, by its words."""
    rows, findings = read(kind, bytes(made(kind, str(year), on).content))
    assert findings == []
    return {row["text"]: int(row["yen"]) for _, row in rows if int(row["yen"])}


def made(kind: Kind, period: str, on: date) -> TreasuryFile:
    return actions.make(kind, period, by=PAYMENTS, on=on, at=clock.now())


def paid(debt: Receivable, yen: int, entered: date, came: date = CAME, reference: str = "1") -> None:
    recovery.pay(debt.number, yen=yen, paid_on=came, reference=reference, by=COUNTER, on=entered)


LATE = "うち2026年度の決算の後に登録した、同年度までの収納額（差引）"


def test_what_was_entered_before_the_year_s_file_stands_in_it_and_in_no_other(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    paid(debt, 1_200, CLOSED)
    assert settlement(2026, CLOSED)["返納額（戻入）"] == 1_200
    next_year = settlement(2027, NEXT)
    assert (next_year["調定額（現年度分）"], next_year.get("収納額（現年度分）", 0), LATE in next_year) == (1_800, 0, False)


def test_what_was_entered_after_it_stands_in_the_next_year_s_file_once(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    first = settlement(2026, CLOSED)
    paid(debt, 1_200, CLOSED)
    assert (first["返納の決定額"], first.get("返納額（戻入）", 0), first["返納されず翌年度の歳入とする額"]) == (3_000, 0, 3_000)
    second = settlement(2027, NEXT)
    assert (second["調定額（現年度分）"], second["収納額（現年度分）"], second["収入未済額（現年度分）"]) == (3_000, 1_200, 1_800)
    assert second[LATE] == 1_200
    third = settlement(2028, AFTER_NEXT)
    assert (third["調定額（滞納繰越分）"], LATE in third) == (1_800, False)
    assert third.get("収納額（滞納繰越分）", 0) == 0


def test_what_was_entered_two_years_late_stands_in_the_third(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    settlement(2026, CLOSED)
    settlement(2027, NEXT)
    paid(debt, 1_200, NEXT)
    third = settlement(2028, AFTER_NEXT)
    assert third["収納額（滞納繰越分）"] == 1_200
    assert third["うち2027年度の決算の後に登録した、同年度までの収納額（差引）"] == 1_200


def test_the_june_file_fixes_the_year_s_end_as_the_settlement_does(granted: Recipient) -> None:
    """調定 of June turns what has not come back into income: what is entered later for May does not stand in both."""
    debt = decided(paid_claim(granted))
    rows = read(Kind.RECEIVABLES, bytes(made(Kind.RECEIVABLES, "2027-06", date(2027, 7, 1)).content))[0]
    assert sorted(int(row["yen"]) for _, row in rows) == [-3_000, 3_000]
    paid(debt, 1_200, date(2027, 7, 2))
    assert settlement(2026, date(2027, 7, 3))["返納されず翌年度の歳入とする額"] == 3_000
    assert settlement(2027, NEXT)["収納額（現年度分）"] == 1_200


def test_the_prefecture_s_share_of_it_goes_back_in_the_next_year(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    first = settlement(2026, CLOSED, Kind.PREFECTURE)
    paid(debt, 1_200, CLOSED)
    second = settlement(2027, NEXT, Kind.PREFECTURE)
    assert (first, second) == ({"実績": 1_000}, {"過年度の返還": -600})


def test_what_was_paid_too_much_and_entered_late_is_told_too(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    settlement(2026, CLOSED)
    paid(debt, 3_500, CLOSED)
    second = settlement(2027, NEXT)
    assert (second["収納額（現年度分）"], second[LATE], second["過誤納金（還付していない額）"]) == (3_000, 3_500, 500)


def test_a_run_of_refunds_is_an_order_of_its_own_item(granted: Recipient) -> None:
    from sasae.subsidy.payments import actions as payments
    from sasae.subsidy.payments.models import RunKind
    from sasae.subsidy.recovery.models import OrderKind
    from tests.subsidy.money import LATER, PAY_ON
    from tests.subsidy.paying import sent
    from tests.subsidy.recovery.debts import ordered, received

    debt = decided(paid_claim(granted))
    received(debt, 3_500)
    ordered(debt, OrderKind.REFUND, 500)
    run = sent(payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER, kind=RunKind.REFUNDS))
    rows = read(Kind.PAYMENT_ORDERS, bytes(made(Kind.PAYMENT_ORDERS, "2026-07", CLOSED).content))[0]
    told = {row["number"]: (row["code"], row["text"], row["yen"]) for _, row in rows}
    assert told[run.number] == ("22-05-04-10-09", "過誤納金の還付", "500")
    assert sorted(yen for _, _, yen in told.values()) == ["3000", "500"]
