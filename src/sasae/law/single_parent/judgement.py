"""A judgement: a decision in its compact form. Grounds are kept as rule, person, met or not; facts as references.

A batch keeps judgements of tens of thousands of families at once; whoever looks at one gets the decision with sentences.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sasae.law.articles import ALL_RULES
from sasae.law.case import Case
from sasae.law.decision import Decision, Outcome, PersonResult, ground_of
from sasae.law.single_parent.requirement import Mark, Requirement
from sasae.law.single_parent.texts import reworded

# Each rule has three characters of its own.
_CHARACTERS: dict[str, dict[bool | None, str]] = {
    rule: {False: chr(first), True: chr(first + 1), None: chr(first + 2)}
    for rule, first in zip(sorted(ALL_RULES), range(0x100, 0x10000, 3), strict=False)
}
_MET = {rule: of[True] for rule, of in _CHARACTERS.items()}  # nearly always


class CannotExpand(ValueError):
    """この簡約された判定は、この事例またはこの版の規定のものではありません。"""


class Compact(NamedTuple):
    """What is kept of a judgement when the case is kept elsewhere. `grounds`: one character a ground."""

    case_id: str
    on: date
    outcome: Outcome
    persons: tuple[PersonResult, ...]
    grounds: str
    rule_version: str


class Judgement(NamedTuple):
    """The answer for one family on one day, as `Decision`: what was `asked`, of whom, and whether it is met. No facts yet."""

    case: Case
    on: date
    outcome: Outcome
    persons: tuple[PersonResult, ...]
    asked: list[Requirement | Mark]
    subjects: list[str]
    met: list[bool | None]
    rule_version: str

    @property
    def marks(self) -> Iterator[Mark]:
        """Every rule looked at, with its answer."""
        for one, subject, met in zip(self.asked, self.subjects, self.met, strict=True):
            yield Mark(one.rule, subject, met, one.facts)

    @property
    def not_met(self) -> Iterator[Mark]:
        return (mark for mark in self.marks if mark.met is False)

    def decision(self, to_check: Iterable[str]) -> Decision:
        """With the facts, the words of the day, and what staff should look at again."""
        sources = self.case.all_sources
        words = reworded(self.on)
        rules = [one.rule for one in self.asked]
        if words:
            rules = [words.get(rule.id, rule) for rule in rules]
        facts = [told[1] if (told := one.told)[0] is sources else one.tell(sources) for one in self.asked]
        grounds = tuple(map(ground_of, zip(rules, self.subjects, self.met, facts, strict=True)))
        return Decision(
            self.case.id, self.on, self.outcome, self.persons, grounds, tuple(to_check), self.rule_version
        )  # fmt: skip

    def compact(self) -> Compact:
        """Without any reference to the case."""
        pairs = zip(self.asked, self.met, strict=True)
        grounds = [_MET[one.rule.id] if met else _CHARACTERS[one.rule.id][met] for one, met in pairs]
        return Compact(self.case.id, self.on, self.outcome, self.persons, "".join(grounds), self.rule_version)
