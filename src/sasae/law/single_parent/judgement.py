"""A judgement: a decision in its compact form. Grounds are kept as rule, person, met or not; facts as references.

A batch keeps judgements of tens of thousands of families at once; whoever looks at one gets the decision with sentences.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sasae.law.articles import ALL_RULES
from sasae.law.decision import Decision, Outcome, PersonResult
from sasae.law.single_parent.requirement import Mark

_RULE_IDS = tuple(sorted(ALL_RULES))
_PLACES = {rule: place for place, rule in enumerate(_RULE_IDS)}


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
    """The answer for one family on one day, as `Decision`; the facts are not put together yet."""

    case_id: str
    on: date
    outcome: Outcome
    persons: tuple[PersonResult, ...]
    marks: tuple[Mark, ...]
    rule_version: str

    @property
    def not_met(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.met is False)

    def decision(self, to_check: Iterable[str]) -> Decision:
        """With the facts and what staff should look at again."""
        return Decision(
            case_id=self.case_id,
            on=self.on,
            outcome=self.outcome,
            persons=self.persons,
            grounds=tuple(mark.ground() for mark in self.marks),
            to_check=tuple(to_check),
            rule_version=self.rule_version,
        )

    def compact(self) -> Compact:
        """Without any reference to the case."""
        grounds = "".join(_character(mark) for mark in self.marks)
        return Compact(self.case_id, self.on, self.outcome, self.persons, grounds, self.rule_version)


def _character(mark: Mark) -> str:
    """Each rule has three characters of its own: not met, met, not known."""
    state = 2 if mark.met is None else int(mark.met)
    return chr(0x100 + _PLACES[mark.rule.id] * 3 + state)
