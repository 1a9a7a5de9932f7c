"""Spans are sets of days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sasae.law.common.spans import ALWAYS, complement, containing, intersect, union

SPANS = st.lists(
    st.tuples(st.dates(date(2020, 1, 1), date(2020, 3, 1)), st.integers(0, 20)).map(
        lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
    ),
    max_size=5,
).map(union)


@given(SPANS, SPANS, st.dates(date(2019, 12, 25), date(2020, 4, 1)))
def test_spans_are_sets_of_days(
    left: tuple[tuple[date, date], ...], right: tuple[tuple[date, date], ...], on: date
) -> None:
    inside_left, inside_right = containing(left, on) is not None, containing(right, on) is not None
    assert (containing(intersect(left, right), on) is not None) == (inside_left and inside_right)
    assert (containing(union([*left, *right]), on) is not None) == (inside_left or inside_right)
    assert (containing(complement(left), on) is not None) == (not inside_left)
    assert complement(complement(left)) == left
    assert intersect(left, ALWAYS) == left
