"""高額療養費 that may be expected: by class and month, old persons' care outside hospitals, households of both ages."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.period import Month
from sasae.law.single_parent.high_cost import (
    CAPS,
    Bill,
    Expected,
    classes,
    counted,
    expected,
    lowest_cap,
    most_expected,
)

JULY, AUGUST, NEXT_AUGUST = Month(2026, 7), Month(2026, 8), Month(2027, 8)
CHILD, GRANDMOTHER, GRANDFATHER = date(2016, 5, 5), date(1950, 5, 5), date(1949, 1, 1)


def young(paid: int, cost: int = 0, person: int = 1) -> Bill:
    return Bill(CHILD, paid, cost, True, person)


def old(paid: int, *, outpatient: bool, person: int = 2, birth: date = GRANDMOTHER) -> Bill:
    return Bill(birth, paid, paid * 5, outpatient, person)


@pytest.mark.parametrize(
    ("month", "cap_class", "cost", "cap"),
    [
        pytest.param(JULY, "ウ", 267_000, 80_100, id="ウは医療費267,000円まで80,100円"),
        pytest.param(JULY, "ウ", 1_000_000, 87_430, id="超えた分の1パーセントを足す"),
        pytest.param(JULY, "ウ", 267_149, 80_101, id="1円未満は四捨五入"),
        pytest.param(JULY, "ウ", 267_049, 80_100, id="50銭に届かなければ切り捨て"),
        pytest.param(AUGUST, "ウ", 286_000, 85_800, id="令和8年8月から85,800円"),
        pytest.param(AUGUST, "ウ", 1_000_000, 92_940, id="1パーセントは286,000円から"),
        pytest.param(JULY, "エ", 9_999_999, 57_600, id="エは定額"),
        pytest.param(AUGUST, "エ", 0, 61_500, id="エは令和8年8月から61,500円"),
        pytest.param(JULY, "オ", 0, 35_400, id="オは35,400円"),
        pytest.param(AUGUST, "オ", 0, 36_900, id="オは令和8年8月から36,900円"),
        pytest.param(NEXT_AUGUST, "ウ1", 368_000, 110_400, id="令和9年8月から区分が分かれる"),
    ],
)
def test_the_cap_is_that_of_the_class_and_the_month_of_treatment(
    month: Month, cap_class: str, cost: int, cap: int
) -> None:
    assert expected([young(cap, cost)], month, cap_class) == Expected(cap, cap, 0)
    assert expected([young(cap + 1, cost)], month, cap_class) == Expected(cap + 1, cap, 1)


def test_a_class_that_has_ended_or_never_was_is_no_class() -> None:
    with pytest.raises(KeyError):
        expected([young(100_000)], NEXT_AUGUST, "ウ")
    with pytest.raises(KeyError):
        expected([young(100_000)], JULY, "ウ1")


@pytest.mark.parametrize("month", [JULY, AUGUST, NEXT_AUGUST], ids=str)
def test_the_fourth_month_of_twelve_has_a_lower_cap(month: Month) -> None:
    name = next(iter(classes(CHILD, month)))
    assert expected([young(300_000, 100)], month, name, 2).cap > 140_100
    assert expected([young(300_000, 100)], month, name, 3) == Expected(300_000, 140_100, 159_900)


@pytest.mark.parametrize(
    ("month", "cap_class", "paid", "benefit"),
    [
        pytest.param(JULY, "一般", 18_000, 0, id="一般の外来は18,000円まで"),
        pytest.param(JULY, "一般", 18_001, 1, id="超えた分"),
        pytest.param(AUGUST, "一般", 22_001, 1, id="令和8年8月から22,000円"),
        pytest.param(JULY, "低所得Ⅱ", 8_001, 1, id="低所得Ⅱの外来は8,000円まで"),
        pytest.param(AUGUST, "低所得Ⅱ", 11_001, 1, id="低所得Ⅱは令和8年8月から11,000円"),
        pytest.param(AUGUST, "低所得Ⅰ", 8_001, 1, id="低所得Ⅰは8,000円のまま"),
        pytest.param(JULY, "現役並みⅠ", 80_100, 0, id="現役並みに外来だけの限度額はない"),
    ],
)
def test_an_old_persons_care_outside_hospitals_has_its_own_cap(
    month: Month, cap_class: str, paid: int, benefit: int
) -> None:
    assert expected([old(paid, outpatient=True)], month, cap_class).benefit == benefit


def test_in_hospital_the_outpatient_cap_does_not_count() -> None:
    assert expected([old(57_600, outpatient=False)], JULY, "一般") == Expected(57_600, 57_600, 0)
    assert expected([old(57_601, outpatient=False)], JULY, "一般") == Expected(57_601, 57_600, 1)


def test_each_old_person_has_an_outpatient_cap_of_their_own() -> None:
    couple = [old(18_000, outpatient=True), old(18_000, outpatient=True, person=3, birth=GRANDFATHER)]
    assert expected(couple, JULY, "一般").benefit == 0
    one = [old(18_000, outpatient=True), old(18_000, outpatient=True)]
    assert expected(one, JULY, "一般") == Expected(36_000, 18_000, 18_000)


def test_what_the_old_have_left_counts_together_up_to_their_households_cap() -> None:
    bills = [old(20_000, outpatient=True), old(50_000, outpatient=False, person=3, birth=GRANDFATHER)]
    # 20,000 → 18,000; with 50,000 in hospital 68,000 → 57,600
    assert expected(bills, JULY, "一般") == Expected(70_000, 57_600, 12_400)


def test_a_household_of_both_ages_counts_what_is_left_with_the_young_ones_bills() -> None:
    bills = [old(20_000, outpatient=True), young(50_000), young(20_999)]
    # 20,000 → 18,000; 20,999 yen do not count; 68,000 → 57,600
    assert expected(bills, JULY, "エ") == Expected(70_000, 57_600, 12_400)
    assert expected(bills, JULY, "一般") == expected(bills, JULY, "エ")
    # オ does not say which of the two 低所得 it is: 8,000 stay either way, 58,000 → 35,400
    assert expected(bills, JULY, "オ") == Expected(70_000, 35_400, 34_600)


def test_the_one_per_cent_is_of_the_whole_households_cost() -> None:
    bills = [Bill(GRANDMOTHER, 60_000, 200_000, False, 2), young(60_000, 200_000)]
    assert expected(bills, JULY, "ウ") == Expected(120_000, 81_430, 38_570)


def test_as_long_as_the_class_is_not_known_no_class_gives_more() -> None:
    bills = [old(20_000, outpatient=True), young(50_000, 200_000)]
    told = most_expected(bills, JULY)
    names = [*classes(CHILD, JULY), *classes(GRANDMOTHER, JULY)]
    assert told.benefit == max(expected(bills, JULY, name).benefit for name in names) == 34_600


def test_nothing_counts_of_nothing() -> None:
    assert most_expected([young(20_999)], JULY) == Expected(0, 0, 0)
    assert counted([young(21_000)], JULY) == [young(21_000)]


@given(
    st.lists(
        st.builds(
            Bill, st.sampled_from([CHILD, GRANDMOTHER, GRANDFATHER]), st.integers(0, 400_000), st.integers(0, 2_000_000),
            st.booleans(), st.integers(1, 4),
        ),
        max_size=6,
    ),
    st.sampled_from([JULY, AUGUST, NEXT_AUGUST]),
    st.integers(0, 4),
)  # fmt: skip
def test_no_benefit_is_below_zero_or_above_what_was_borne(bills: list[Bill], month: Month, before: int) -> None:
    names = [*CAPS.on(month.first).under70, *CAPS.on(month.first).from70]
    told = [most_expected(bills, month, before), *(expected(bills, month, name, before) for name in names)]
    for one in told:
        assert 0 <= one.benefit <= one.counted == sum(bill.self_pay for bill in counted(bills, month))
    assert told[0].benefit == max(one.benefit for one in told)


@pytest.mark.parametrize(("birth", "month"), list(product([CHILD, GRANDMOTHER], [JULY, AUGUST, NEXT_AUGUST])))
def test_a_benefit_begins_one_yen_above_the_lowest_cap(birth: date, month: Month) -> None:
    lowest = lowest_cap(birth, month)
    assert most_expected([Bill(birth, lowest, 0, True, 1)], month).benefit == 0
    assert most_expected([Bill(birth, lowest + 1, 0, True, 1)], month).benefit == 1
