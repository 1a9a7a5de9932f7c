"""A second witness of reimbursement: the amount, the five years and the caps worked out anew from the published words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.period import Month, Period
from sasae.law import ClaimCase, decide_claim
from sasae.law.single_parent.benefit import first_claim_day, last_claim_day, own_share
from sasae.law.single_parent.high_cost import Bill, expected

ON = date(2033, 1, 1)
LESS = ("meals", "high_cost", "year_benefit", "fringe", "other_public", "school_insurance")
# class: base, from which cost one per cent is added; until July 2026, and from August 2026
CAPS = {
    "ウ": ((80_100, 267_000), (85_800, 286_000)),
    "エ": ((57_600, None), (61_500, None)),
    "オ": ((35_400, None), (36_900, None)),
}
LOWEST = (35_400, 36_900)
months = st.builds(Month, st.integers(2019, 2027), st.integers(1, 12))
days = st.dates(date(2019, 1, 1), date(2032, 12, 31))


def first_day(month: Month) -> date:
    """The first day of the month after: by counting days from the 28th on."""
    day = date(month.year, month.month, 28)
    while day.month == month.month:
        day += timedelta(days=1)
    return day


def last_day(month: Month) -> date:
    """民法140条・143条: the period begins at midnight of the first day, and ends before the same day five years later."""
    first = first_day(month)
    return date(first.year + 5, first.month, first.day) - timedelta(days=1)


def is_late_table(month: Month) -> bool:
    return (month.year, month.month) >= (2026, 8)


@given(months)
def test_the_window_is_the_five_years_from_the_first_day_one_may_claim(month: Month) -> None:
    assert (first_claim_day(month), last_claim_day(month)) == (first_day(month), last_day(month))


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize(
    ("month", "last"),
    [
        pytest.param(Month(2024, 2), date(2029, 2, 28), id="うるう年の2月の5年後は平年"),
        pytest.param(Month(2019, 2), date(2024, 2, 29), id="平年の2月の5年後はうるう年"),
        pytest.param(Month(2024, 1), date(2029, 1, 31), id="1月は1月の末日"),
        pytest.param(Month(2021, 12), date(2026, 12, 31), id="12月は大みそか"),
        pytest.param(Month(2026, 4), date(2031, 4, 30), id="30日の月"),
    ],
)
def test_the_last_day_and_the_day_after(month: Month, last: date) -> None:
    told = ClaimCase("請求", date(2010, 5, 5), month, last, (Period(date(2019, 1, 1)),), 3_000)
    assert decide_claim(told, ON).outcome.name == "PAID"
    assert decide_claim(replace(told, claimed_on=last + timedelta(days=1)), ON).outcome.name == "REFUSED"
    first = first_day(month)
    assert decide_claim(replace(told, claimed_on=first), ON).outcome.name == "PAID"
    assert decide_claim(replace(told, claimed_on=first - timedelta(days=1)), ON).outcome.name == "HELD"


@given(months, days, st.integers(1, 200_000), st.lists(st.integers(0, 30_000), min_size=6, max_size=6), st.booleans())
def test_random_claims_are_decided_as_the_published_words_say(
    month: Month, claimed_on: date, self_pay: int, less: list[int], settled: bool
) -> None:
    named = dict(zip(LESS, less, strict=True))
    claim = ClaimCase(
        "請求",
        date(2010, 5, 5),
        month,
        claimed_on,
        (Period(date(2019, 1, 1)),),
        self_pay,
        benefits_settled=settled,
        **named,
    )
    left = max(0, self_pay - sum(less))
    if claimed_on > last_day(month) or left == 0:
        outcome = "REFUSED"
    elif claimed_on < first_day(month):
        outcome = "HELD"
    else:
        answered = settled or named["high_cost"] > 0 or named["fringe"] > 0
        open_benefit = self_pay - named["meals"] > LOWEST[is_late_table(month)] and not answered
        outcome = "HELD" if open_benefit else "PAID"
    decision = decide_claim(claim, ON)
    assert (decision.outcome.name, decision.amount) == (outcome, left if outcome == "PAID" else 0)


@given(st.builds(Month, st.integers(2019, 2026), st.integers(1, 12)), st.sampled_from("ウエオ"), st.lists(
    st.tuples(st.integers(0, 150_000), st.integers(0, 2_000_000)), min_size=1, max_size=5))  # fmt: skip
def test_the_months_benefit_of_a_family_under_70(month: Month, cap_class: str, bills: list[tuple[int, int]]) -> None:
    base, over = CAPS[cap_class][is_late_table(month)]
    counted = [(paid, cost) for paid, cost in bills if paid >= 21_000]
    cost = sum(one for _, one in counted)
    cap = base
    if over is not None and cost > over:
        whole, rest = divmod(cost - over, 100)
        cap += whole + (1 if rest >= 50 else 0)
    asked = [Bill(date(2010, 5, 5), paid, cost, True, place) for place, (paid, cost) in enumerate(bills)]
    assert expected(asked, month, cap_class).benefit == max(0, sum(paid for paid, _ in counted) - cap)


@given(st.dates(date(1930, 1, 1), date(2026, 12, 31)), st.dates(date(2022, 10, 1), date(2027, 12, 31)))
def test_the_share_of_a_person_goes_by_the_birthday_alone_until_70(birth: date, day: date) -> None:
    sixth = date(birth.year + 6, birth.month, min(birth.day, 28) if birth.month == 2 else birth.day)
    school = date(
        sixth.year + ((sixth.month, sixth.day) > (4, 1)), 3, 31
    )  # born on 1 April: one's age is reached the day before
    if day <= school:
        assert own_share(birth, day) == 2
    elif day.year - birth.year < 70:
        assert own_share(birth, day) == 3


@pytest.mark.parametrize(
    ("total", "days", "paid", "fits"),
    [
        pytest.param(10_050, 1, 3_020, True, id="3,015円は窓口で3,020円"),
        pytest.param(10_040, 1, 3_012, True, id="10円に丸めない3,012円もある"),
        pytest.param(10_040, 1, 3_020, False, id="3,012円は3,020円にならない"),
        pytest.param(20_100, 2, 6_040, True, id="2日のそれぞれで丸める"),
        pytest.param(20_100, 1, 6_040, False, id="1日なら6,030円まで"),
    ],
)
def test_each_day_is_rounded_to_ten_yen(total: int, days: int, paid: int, fits: bool) -> None:
    claim = ClaimCase(
        "請求",
        date(2010, 5, 5),
        Month(2026, 4),
        date(2026, 5, 1),
        (Period(date(2019, 1, 1)),),
        paid,
        total_cost=total,
        days=days,
    )
    assert ("LC-101" in [one.id for one in decide_claim(claim, ON).findings]) is not fits


@pytest.mark.parametrize(
    ("cap_class", "total", "paid", "fits"),
    [
        pytest.param("一般", 10_000, 2_000, True, id="70歳の一般は2割"),
        pytest.param("一般", 10_000, 2_010, False, id="2割を超える"),
        pytest.param("現役並みⅠ", 10_000, 3_000, True, id="現役並みは3割"),
    ],
)
def test_the_share_of_70_and_older_goes_by_the_class_that_was_typed(
    cap_class: str, total: int, paid: int, fits: bool
) -> None:
    claim = ClaimCase(
        "請求", date(1953, 5, 5), Month(2026, 4), date(2026, 5, 1), (Period(date(2019, 1, 1)),), paid, total_cost=total,
        cap_class=cap_class,
    )  # fmt: skip
    assert ("LC-101" in [one.id for one in decide_claim(claim, ON).findings]) is not fits


@pytest.mark.parametrize(
    ("covered", "treated_on", "told"),
    [
        pytest.param(Period(date(2026, 4, 2)), (), True, id="月の途中からの資格で診療日がない"),
        pytest.param(Period(date(2026, 4, 1)), (), False, id="月の初日からの資格"),
        pytest.param(Period(date(2026, 1, 1), date(2026, 4, 29)), (), True, id="月の途中までの資格"),
        pytest.param(Period(date(2026, 1, 1), date(2026, 4, 30)), (), False, id="月の末日までの資格"),
        pytest.param(Period(date(2026, 4, 2)), (date(2026, 4, 2),), False, id="診療日がわかる"),
    ],
)
def test_a_month_covered_in_part_asks_for_the_days(covered: Period, treated_on: tuple[date, ...], told: bool) -> None:
    claim = ClaimCase(
        "請求", date(2010, 5, 5), Month(2026, 4), date(2026, 5, 1), (covered,), 3_000, treated_on=treated_on
    )
    assert ("LC-106" in [one.id for one in decide_claim(claim, ON).findings]) is told


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        pytest.param((10, 20), "PAID", id="すべて資格のある日"),
        pytest.param((20, 21), "HELD", id="資格の末日と、その翌日"),
        pytest.param((21, 22), "REFUSED", id="すべて資格のない日"),
    ],
)
def test_a_bill_of_days_with_and_without_cover_is_neither_paid_nor_refused_whole(
    days: tuple[int, int], outcome: str
) -> None:
    treated_on = tuple(date(2026, 4, day) for day in days)
    covered = (Period(date(2019, 1, 1), date(2026, 4, 20)),)
    claim = ClaimCase("請求", date(2010, 5, 5), Month(2026, 4), date(2026, 5, 1), covered, 3_000, treated_on=treated_on)
    decision = decide_claim(claim, ON)
    assert decision.outcome.name == outcome
    assert ("LC-002" in [one.id for one in decision.findings]) is (outcome == "HELD")
