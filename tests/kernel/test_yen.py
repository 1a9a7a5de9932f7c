"""Yen are integers, and rounding says which way."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.yen import ceil_to, floor_to, format_yen, round_half_up, yen

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize("value", [1.0, "100", True, None, Decimal(1), 10.5], ids=repr)
def test_only_integers_are_yen(value):
    with pytest.raises(TypeError, match="整数の円"):
        yen(value)


def test_an_integer_is_yen():
    assert (yen(0), yen(-1), yen(10**12)) == (0, -1, 10**12)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (5, 10, 1),
        (4, 10, 0),
        (15, 10, 2),
        (25, 10, 3),
        (-5, 10, -1),
        (-4, 10, 0),
        (5, -10, -1),
        (-15, -10, 2),
        (0, 7, 0),
    ],
)
def test_halves_go_away_from_zero(numerator, denominator, rounded):
    assert round_half_up(numerator, denominator) == rounded


def test_nothing_is_divided_by_nothing():
    with pytest.raises(ZeroDivisionError):
        round_half_up(1, 0)


@given(AMOUNTS, st.sampled_from([1, 2, 3, 7, 10, 100, 1000]))
def test_rounding_agrees_with_decimal_arithmetic(numerator, denominator):
    exact = Decimal(numerator) / Decimal(denominator)
    if Fraction(exact) == Fraction(numerator, denominator):
        assert round_half_up(numerator, denominator) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    else:
        assert abs(round_half_up(numerator, denominator) * denominator - numerator) * 2 < denominator


@given(AMOUNTS, st.sampled_from([1, 10, 100, 1000]))
def test_down_and_up_are_the_nearest_multiples(amount, unit):
    low, high = floor_to(amount, unit), ceil_to(amount, unit)
    assert low % unit == high % unit == 0
    assert low <= amount <= high
    assert high - low == (0 if amount % unit == 0 else unit)


@pytest.mark.parametrize(("amount", "text"), [(0, "0円"), (1234567, "1,234,567円"), (-500, "−500円"), (999, "999円")])
def test_as_people_read_it(amount, text):
    assert format_yen(amount) == text
