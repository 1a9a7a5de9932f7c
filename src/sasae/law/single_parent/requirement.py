"""A requirement: one rule applied to one person, as the days on which it is met.

Facts are kept as references (a function over the case) and put together only where a decision is shown or stored.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sasae.law.case import ALL_TIME, Case, Periods
from sasae.law.common.spans import ALWAYS, NEVER, Spans, containing, of_periods
from sasae.law.decision import Fact, Loss, Outcome, Rule

Facts = tuple[Fact, ...]
FactsOf = Callable[[], Facts]


def no_facts() -> Facts:
    """For a rule that had nothing to look at."""
    return ()


class Mark(NamedTuple):
    """A ground in its compact form: the rule, the person, met or not, and where its facts are to be had."""

    rule: Rule
    subject: str
    met: bool | None
    facts: FactsOf = no_facts


class Requirement(NamedTuple):
    """`spans` None: not known. `failure` is the result when not met, `loss` the reason when its days end.

    `loss_after` tells it by the last day, where the days rest on several things and each ends them for its own reason.
    """

    rule: Rule
    subject: str
    spans: Spans | None
    facts: FactsOf = no_facts
    failure: Outcome = Outcome.NOT_ELIGIBLE
    loss: Loss = Loss.OTHER
    loss_after: Callable[[date], Loss] | None = None

    @property
    def days(self) -> Spans:
        """The days met; what is not known holds nothing up here, it holds up the result."""
        return ALWAYS if self.spans is None else self.spans

    def met(self, on: date) -> bool | None:
        spans = self.spans
        if spans is ALWAYS:
            return True
        return None if spans is None else containing(spans, on) is not None


def spans_of(periods: Periods | None) -> Spans | None:
    if periods is None:
        return None
    if periods is ALL_TIME:
        return ALWAYS
    return of_periods(periods) if periods else NEVER


def day_fact(case: Case, name: str, day: date | None, topic: str) -> Fact:
    source, as_of = case.source(topic)
    return Fact(name, None if day is None else day.isoformat(), source, as_of)


def period_fact(case: Case, name: str, periods: Periods | None, topic: str) -> Fact:
    """Periods in words: 2024-04-01から2026-03-31まで."""
    source, as_of = case.source(topic)
    if periods is None:
        return Fact(name, None, source, as_of)
    if len(periods) == 1:  # nearly always
        return Fact(name, _words(periods[0].first, periods[0].last), source, as_of)
    words = "、".join([_words(p.first, p.last) for p in periods])
    return Fact(name, words or "なし", source, as_of)


@lru_cache(maxsize=8192)
def _words(first: date, last: date | None) -> str:
    begin = "" if first == date.min else f"{first.isoformat()}から"
    end = "" if last is None else f"{last.isoformat()}まで"
    return begin + end or "あり"
