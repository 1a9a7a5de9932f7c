"""高額療養費の年間上限: what stays with a household from August to July, and the claim that waits for the insurer's answer."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.period import Month, Period
from sasae.law import ClaimCase, decide_claim
from sasae.law.single_parent.benefit import ClaimOutcome, amount
from sasae.law.single_parent.high_cost import Bill, Expected
from sasae.law.single_parent.high_cost_year import YEAR_CAPS, YearMonth, year_expected, year_of

FIRST = Month(2026, 8)
MOTHER, GRANDMOTHER = date(1990, 4, 1), date(1950, 5, 5)
ON = date(2028, 11, 24)


def year(
    *paid: int, first: Month = FIRST, birth: date = MOTHER, refunded: int | None = 0, outpatient: bool = False
) -> tuple[YearMonth, ...]:
    """One bill a month, from the first month on; the insurer said what it refunds (None: it did not)."""
    return tuple(
        YearMonth(first.plus(place), [Bill(birth, yen, yen * 4, outpatient, 1)], refunded)
        for place, yen in enumerate(paid)
    )


@pytest.mark.parametrize(
    ("month", "first"),
    [
        pytest.param(Month(2026, 7), Month(2025, 8), id="7月は前の年の8月からの1年"),
        pytest.param(Month(2026, 8), Month(2026, 8), id="8月から新しい1年"),
        pytest.param(Month(2027, 1), Month(2026, 8), id="1月は前の年の8月からの1年"),
        pytest.param(Month(2027, 7), Month(2026, 8), id="翌年7月まで"),
    ],
)
def test_a_year_goes_from_august_to_july(month: Month, first: Month) -> None:
    assert year_of(month) == (first, first.plus(11))


@pytest.mark.parametrize(
    ("first", "cap_class", "cap"),
    [
        pytest.param(FIRST, "ア", 1_680_000, id="ア"),
        pytest.param(FIRST, "イ", 1_110_000, id="イ"),
        pytest.param(FIRST, "ウ", 530_000, id="ウ"),
        pytest.param(FIRST, "エ", 410_000, id="エは年収で決まる二つの低いほう"),
        pytest.param(FIRST, "オ", 290_000, id="オ"),
        pytest.param(FIRST, "", 290_000, id="区分が分からなければ一番低い区分"),
        pytest.param(Month(2027, 8), "ウ2", 530_000, id="令和9年8月からのウ2"),
        pytest.param(Month(2027, 8), "エ2", 530_000, id="令和9年8月からのエ2"),
        pytest.param(Month(2027, 8), "エ3", 410_000, id="令和9年8月からのエ3"),
    ],
)
def test_the_cap_is_reached_to_the_yen(first: Month, cap_class: str, cap: int) -> None:
    months, rest = divmod(cap, 12)
    paid = [months] * 11 + [months + rest]
    assert year_expected(year(*paid, first=first), cap_class) == Expected(cap, cap, 0)
    paid[0] += 1
    assert year_expected(year(*paid, first=first), cap_class) == Expected(cap + 1, cap, 1)


def test_until_july_2026_there_is_no_yearly_cap_of_a_household() -> None:
    before = Month(2025, 8)
    assert year_expected(year(*[200_000] * 12, first=before), "オ") == Expected(2_400_000, 0, 0)
    assert year_expected(year(*[200_000] * 12), "オ").benefit == 2_110_000


def test_each_months_benefit_goes_off_first_as_it_was_told_or_as_it_is_to_be_expected() -> None:
    # ウ with a cost of 4 x 100,000 yen: 85,800 + 1 % of 114,000, three times; then 44,400
    assert year_expected(year(*[100_000] * 4, refunded=None), "ウ") == Expected(86_940 * 3 + 44_400, 530_000, 0)
    assert year_expected(year(*[100_000] * 6), "ウ") == Expected(600_000, 530_000, 70_000)
    told = [one._replace(refunded=15_000) for one in year(*[100_000] * 6)]
    assert year_expected(told, "ウ") == Expected(510_000, 530_000, 0)
    # what the insurer said it does not pay is no month of 多数回該当: 86,940 yen stay of the fourth, not 44,400
    months = [*year(*[100_000] * 3), *year(100_000, first=Month(2026, 11), refunded=None)]
    assert year_expected(months, "ウ").counted == 386_940


@pytest.mark.parametrize(("yen", "left"), [(20_999, 0), (21_000, 252_000)])
def test_small_bills_under_70_do_not_count_in_the_year_either(yen: int, left: int) -> None:
    assert year_expected(year(*[yen] * 12)).counted == left


@pytest.mark.parametrize(
    ("first", "paid", "benefit"),
    [
        pytest.param(Month(2025, 8), [18_000] * 8, 0, id="令和8年7月までの外来は144,000円まで"),
        pytest.param(Month(2025, 8), [18_000] * 8 + [1], 1, id="144,000円を1円超えた"),
        pytest.param(FIRST, [18_000] * 12, 0, id="令和8年8月からの外来は216,000円まで"),
        pytest.param(FIRST, [18_000] * 11 + [18_001], 1, id="216,000円を1円超えた"),
    ],
)
def test_an_old_persons_care_outside_hospitals_has_a_year_of_its_own(
    first: Month, paid: list[int], benefit: int
) -> None:
    asked = year(*paid, first=first, birth=GRANDMOTHER, outpatient=True)
    assert year_expected(asked, "一般").benefit == benefit
    in_hospital = year(*paid, first=first, birth=GRANDMOTHER)
    assert year_expected(in_hospital, "一般").benefit == 0


def test_months_of_two_years_are_not_one_year() -> None:
    with pytest.raises(ValueError, match="two years"):
        year_expected(year(50_000, 50_000, first=Month(2026, 7)))


@pytest.mark.parametrize(
    ("first", "cap_class"), [(Month(2026, 8), "ウ1"), (Month(2027, 8), "ウ"), (Month(2025, 8), "ウ3")]
)
def test_a_class_that_is_none_in_the_year_is_no_class(first: Month, cap_class: str) -> None:
    with pytest.raises(KeyError):
        year_expected(year(50_000, first=first), cap_class)


@given(st.lists(st.integers(0, 400_000), min_size=1, max_size=12), st.sampled_from([Month(2026, 8), Month(2027, 8)]))
def test_a_benefit_is_never_more_than_was_left_and_no_class_gives_more_than_the_unknown(
    paid: list[int], first: Month
) -> None:
    for told in (None, 0):
        asked = year(*paid, first=first, refunded=told)
        most = year_expected(asked)
        assert 0 <= most.benefit <= most.counted <= sum(paid)
        names = YEAR_CAPS.on(first.first).whole
        assert most.benefit == max(year_expected(asked, name).benefit for name in names if name[0] in "アイウエオ")


CLAIM = ClaimCase(
    id="請求1", birth=MOTHER, month=Month(2027, 3), claimed_on=date(2027, 4, 1), covered=(Period(date(2026, 1, 1), None),),
    insured_self_pay=50_000, benefits_settled=True, cap_class="ウ",
)  # fmt: skip


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize(
    ("changes", "outcome", "paid"),
    [
        pytest.param({"year": year(*[66_250] * 8)}, ClaimOutcome.PAID, 50_000, id="年間上限ちょうどなら待たない"),
        pytest.param({"year": year(*[66_250] * 7, 66_251)}, ClaimOutcome.HELD, 0, id="1円でも超えれば待つ"),
        pytest.param(
            {"year": year(*[80_000] * 8), "year_settled": True}, ClaimOutcome.PAID, 50_000, id="支給なしと確かめた"
        ),
        pytest.param(
            {"year": year(*[80_000] * 8), "year_benefit": 12_000}, ClaimOutcome.PAID, 38_000, id="年間分を差し引く"
        ),
        pytest.param(
            {"year": year(*[80_000] * 8), "year_benefit": 50_000}, ClaimOutcome.REFUSED, 0, id="残らなければ支給しない"
        ),
        pytest.param({"year": ()}, ClaimOutcome.PAID, 50_000, id="合算に入らない請求は待たない"),
        pytest.param(
            {"year": year(*[50_000] * 8), "cap_class": ""}, ClaimOutcome.HELD, 0, id="区分が不明なら一番低い区分で待つ"
        ),
    ],
)
def test_a_claim_waits_for_the_years_answer_and_what_is_paid_is_deducted(
    changes: dict[str, object], outcome: ClaimOutcome, paid: int
) -> None:
    claim = replace(CLAIM, **changes)  # type: ignore[arg-type]
    decision = decide_claim(claim, ON)
    assert (decision.outcome, decision.amount) == (outcome, paid)
    waits = [ground.rule_id for ground in decision.grounds if ground.met is None and ground.rule_id != "claim.share"]
    assert waits == (["claim.year"] if outcome is ClaimOutcome.HELD else [])


def test_the_months_notice_does_not_answer_for_the_year() -> None:
    claim = replace(CLAIM, year=year(*[80_000] * 8), high_cost=10_000)
    assert decide_claim(claim, ON).outcome is ClaimOutcome.HELD
    assert amount(replace(claim, year_benefit=5_000)) == 35_000
