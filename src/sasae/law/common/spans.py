"""Sets of days as sorted, disjoint spans with both ends included: requirements meet by intersection.

`kernel.period.Period` is what a case is written in; spans are what rules compute with.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sasae.kernel.period import Period

Span = tuple[date, date]
Spans = tuple[Span, ...]

ALWAYS: Spans = ((date.min, date.max),)
NEVER: Spans = ()
_DAY = timedelta(days=1)
_FIRST, _LAST = ALWAYS[0]


def after(day: date) -> date:
    """The day after; the end of time stays where it is."""
    return day if day == date.max else day + _DAY


def before(day: date) -> date:
    return day if day == date.min else day - _DAY


def span(first: date | None, last: date | None = None) -> Spans:
    """All days from first to last; None is without end on that side."""
    low, high = first or date.min, last or date.max
    return ((low, high),) if low <= high else NEVER


def of_periods(periods: Sequence[Period]) -> Spans:
    """The days in any of the periods."""
    if len(periods) == 1:  # nearly always
        return ((periods[0].first, periods[0].last or date.max),)
    return union([(p.first, p.last or date.max) for p in periods])


def union(spans: Iterable[Span]) -> Spans:
    """The days in any of the spans; spans that touch become one."""
    ordered = sorted(spans)
    if len(ordered) == 1:
        return (ordered[0],)
    joined: list[Span] = []
    for first, last in ordered:
        if joined and first <= after(joined[-1][1]):
            if last > joined[-1][1]:
                joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return tuple(joined)


def intersect(left: Spans, right: Spans) -> Spans:
    if left is ALWAYS:
        return right
    if right is ALWAYS:
        return left
    if len(left) == 1 == len(right):  # nearly all sets of a family are one span
        first, last = left[0]
        low, high = right[0]
        if low > first:
            first = low
        if high < last:
            last = high
        return ((first, last),) if first <= last else NEVER
    found = [(max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) <= min(b, d)]
    return tuple(sorted(found))


def intersect_all(many: Sequence[Spans | None]) -> Spans:
    """The days in all of the sets; None, a set that is not known, takes no day away."""
    low, high = _FIRST, _LAST
    for spans in many:
        if spans is ALWAYS or spans is None:
            continue
        if len(spans) != 1:
            return _intersect_each(many)
        first, last = spans[0]
        if first > low:
            low = first
        if last < high:
            high = last
    return ((low, high),) if low <= high else NEVER


def _intersect_each(many: Sequence[Spans | None]) -> Spans:
    result = ALWAYS
    for spans in many:
        result = result if spans is None else intersect(result, spans)
    return result


def complement(spans: Spans) -> Spans:
    """The days in none of the spans."""
    gaps: list[Span] = []
    start: date | None = date.min
    for first, last in spans:
        if start is not None and start < first:
            gaps.append((start, before(first)))
        start = None if last == date.max else after(last)
    if start is not None:
        gaps.append((start, date.max))
    return tuple(gaps)


def containing(spans: Spans, day: date) -> Span | None:
    """The unbroken span around a day, if the day is in the set."""
    for one in spans:
        if one[0] <= day <= one[1]:
            return one
    return None
