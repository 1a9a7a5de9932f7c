"""The columns of a year's months: their scale, and where they stand."""

import pytest

from sasae.kernel.period import Month
from sasae.subsidy.statistics import charts
from sasae.subsidy.statistics.queries import MonthLine


def line(month, in_kind, reimbursement=0):
    return MonthLine(Month(2026, month), in_kind, reimbursement, forecast=False, basis="")


@pytest.mark.parametrize(
    ("yen", "top"),
    [(0, 10), (1, 10), (10, 10), (11, 20), (1_000, 1_000), (1_001, 2_000), (8_001, 10_000), (90_000_001, 100_000_000)],
)
def test_the_scale_ends_with_a_round_number_no_month_is_above(yen, top):
    uppermost, half, least = charts.scale([line(4, yen)])
    assert (uppermost[1], half[1], least[1]) == (top, top // 2, 0)


def test_a_months_parts_stand_upon_each_other_within_the_scale():
    (one,) = charts.columns([line(4, 1_000, 500)])  # of 2,000
    assert (one.low, one.high) == (charts.HEIGHT // 2, charts.HEIGHT // 4)
    assert one.y + one.high == one.base
    assert one.base + one.low == charts.TOP + charts.HEIGHT
    assert one.y > charts.TOP
