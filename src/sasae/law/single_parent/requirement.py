"""A requirement: one rule and the days on which it is met.

It names no person: what all children without a spouse in the house have in common is made once. Facts are kept as
references (a function over the sources) and put together only where a decision is shown or stored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

from sasae.law.case import ALL_TIME, Periods, Source
from sasae.law.common.spans import ALWAYS, Spans, containing, intersect_all, of_periods, span
from sasae.law.decision import Fact, Loss, Outcome, Rule

Facts = tuple[Fact, ...]
Sources = Mapping[str, Source]
FactsOf = Callable[[Sources], Facts]
Told = tuple[Sources | None, Facts]
NOT_TOLD: Told = (None, ())


def no_facts(_: Sources) -> Facts:
    """For a rule that had nothing to look at."""
    return ()


# Many of the next two are made for one family: that is why they are not frozen, which takes three times as long.
@dataclass(slots=True, eq=False)
class Mark:
    """A ground in its compact form: the rule, the person, met or not, and where its facts are to be had."""

    rule: Rule
    subject: str
    met: bool | None
    facts: FactsOf = no_facts
    told: ClassVar[Told] = NOT_TOLD  # a mark is one family's own

    def tell(self, sources: Sources) -> Facts:
        return self.facts(sources)


@dataclass(slots=True, eq=False)
class Requirement:
    """`spans` None: not known. `failure` is the result when not met, `loss` the reason when its days end.

    `loss_after` tells it by the last day, where the days rest on several things and each ends them for its own reason.
    `told` are the facts as last put together: families of one batch share requirements and sources.
    """

    rule: Rule
    spans: Spans | None
    facts: FactsOf = no_facts
    failure: Outcome = Outcome.NOT_ELIGIBLE
    loss: Loss = Loss.OTHER
    loss_after: Callable[[date], Loss] | None = None
    told: Told = NOT_TOLD

    def tell(self, sources: Sources) -> Facts:
        """The facts by these sources, kept for whoever asks next by the very same. One pair, so that no thread mixes two."""
        facts = self.facts(sources)
        self.told = (sources, facts)
        return facts

    @property
    def days(self) -> Spans:
        """The days met; what is not known holds nothing up here, it holds up the result."""
        return ALWAYS if self.spans is None else self.spans

    def met(self, on: date) -> bool | None:
        spans = self.spans
        if spans is ALWAYS:
            return True
        return None if spans is None else containing(spans, on) is not None


# A city's families share days: some seven thousand birthdays, the first days of months. What follows from days alone,
# requirements and facts, is made once for the same days; both are never changed.
for_same_days = lru_cache(maxsize=16384)


class Lasting:
    """A rule that is met during the periods which a source tells: an address, an insurance, a custody."""

    def __init__(self, rule: Rule, fact: str, topic: str, loss: Loss) -> None:
        self._rule, self._fact, self._topic, self._loss = rule, fact, topic, loss
        self._always = self._once(date.min, None)
        self._during = for_same_days(self._once)

    def during(self, periods: Periods | None) -> Requirement:
        """`periods` None: not known."""
        if periods is ALL_TIME:
            return self._always
        if periods is not None and len(periods) == 1:
            return self._during(periods[0].first, periods[0].last)
        told, topic = self._fact, self._topic
        return Requirement(
            self._rule, spans_of(periods), lambda sources: (period_fact(told, periods, sources[topic]),), loss=self._loss
        )  # fmt: skip

    def _once(self, first: date, last: date | None) -> Requirement:
        told, topic = self._fact, self._topic
        return Requirement(
            self._rule, span(first, last) if last or first > date.min else ALWAYS,
            lambda sources: (_one_period_fact(told, first, last, sources[topic]),), loss=self._loss,
        )  # fmt: skip


def weigh(requirements: Sequence[Requirement], on: date) -> tuple[Spans, bool]:
    """The days on which all are met (what is not known holds up none), and whether all are met on one day."""
    spans = [one.spans for one in requirements]
    days = intersect_all(spans)
    return days, None not in spans and containing(days, on) is not None


def spans_of(periods: Periods | None) -> Spans | None:
    if periods is None:
        return None
    return ALWAYS if periods is ALL_TIME else of_periods(periods)


@for_same_days
def fact(name: str, value: str | None, source: Source) -> Fact:
    """What a source tells."""
    return Fact(name, value, *source)


@for_same_days
def day_fact(name: str, day: date | None, source: Source) -> Fact:
    return Fact(name, None if day is None else day.isoformat(), *source)


@for_same_days
def worked_out(name: str, day: date) -> Fact:
    """A day that no source tells."""
    return Fact(name, day.isoformat(), "算出", None)


def period_fact(name: str, periods: Periods | None, source: Source) -> Fact:
    """Periods in words: 2024-04-01から2026-03-31まで."""
    if periods is None:
        return fact(name, None, source)
    if len(periods) == 1:  # nearly always
        return _one_period_fact(name, periods[0].first, periods[0].last, source)
    return fact(name, "、".join([_words(p.first, p.last) for p in periods]) or "なし", source)


@for_same_days
def _one_period_fact(name: str, first: date, last: date | None, source: Source) -> Fact:
    return Fact(name, _words(first, last), *source)


def _words(first: date, last: date | None) -> str:
    begin = "" if first == date.min else f"{first.isoformat()}から"
    end = "" if last is None else f"{last.isoformat()}まで"
    return begin + end or "あり"
