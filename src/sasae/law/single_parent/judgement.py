"""A judgement: a decision in its compact form. Grounds are kept as rule, person, met or not; facts as references.

A batch keeps judgements of tens of thousands of families at once; whoever looks at one gets the decision with sentences.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sasae.law.articles import ALL_RULES
from sasae.law.decision import Decision, Ground, Outcome, PersonResult
from sasae.law.single_parent.requirement import Mark, Requirement
from sasae.law.single_parent.texts import worded

# Each rule has three characters of its own.
_CHARACTERS: dict[str, dict[bool | None, str]] = {
    rule: {False: chr(first), True: chr(first + 1), None: chr(first + 2)}
    for rule, first in zip(sorted(ALL_RULES), range(0x100, 0x10000, 3), strict=False)
}


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


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer for one family on one day, as `Decision`; `met` answers what was `asked`, the facts are not made yet."""

    case_id: str
    on: date
    outcome: Outcome
    persons: tuple[PersonResult, ...]
    asked: tuple[Requirement | Mark, ...]
    met: tuple[bool | None, ...]
    rule_version: str

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every rule looked at, with its answer."""
        return tuple(Mark(one.rule, one.subject, met, one.facts) for one, met in zip(self.asked, self.met, strict=True))

    @property
    def not_met(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.met is False)

    def decision(self, to_check: Iterable[str]) -> Decision:
        """With the facts, the words of the day, and what staff should look at again."""
        return Decision(
            case_id=self.case_id,
            on=self.on,
            outcome=self.outcome,
            persons=self.persons,
            grounds=tuple(
                [
                    Ground(worded(one.rule, self.on), one.subject, met, one.facts())
                    for one, met in zip(self.asked, self.met, strict=True)
                ]
            ),
            to_check=tuple(to_check),
            rule_version=self.rule_version,
        )

    def compact(self) -> Compact:
        """Without any reference to the case."""
        pairs = zip(self.asked, self.met, strict=True)
        grounds = "".join([_CHARACTERS[one.rule.id][met] for one, met in pairs])
        return Compact(self.case_id, self.on, self.outcome, self.persons, grounds, self.rule_version)
