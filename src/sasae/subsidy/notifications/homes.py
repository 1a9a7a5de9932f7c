"""Where members of families live while a page of changes is gone through: before a change's day, and after that day.

A family that moves together is told of one by one; whoever comes last has left nobody. So a day's changes count together.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sasae.contracts.person_index import Change
from sasae.subsidy.entitlements.models import FamilyMember


@dataclass(frozen=True)
class Step:
    """What a change did: the household before and after it."""

    change: Change
    before: str
    after: str


class Homes:
    """The members' households, change by change. `members` come with their person, `steps` in the order of the changes."""

    def __init__(self, members: Iterable[FamilyMember], steps: Iterable[Step]) -> None:
        self._steps: dict[str, list[Step]] = defaultdict(list)
        for step in steps:
            self._steps[step.change.atena_no].append(step)
        self._members = sorted(members, key=lambda one: (one.role, one.pk))
        self._ever: dict[str, list[FamilyMember]] = defaultdict(list)
        for member in self._members:
            for household in self._households(member):
                self._ever[household].append(member)

    def _households(self, member: FamilyMember) -> set[str]:
        steps = self._steps.get(member.person.atena_no, [])
        here = (
            {member.person.household_no} if not steps else {one for step in steps for one in (step.before, step.after)}
        )
        return here - {""}

    def of(self, atena_no: str, file: str, change: Change, *, eve: bool = False) -> str:
        """A person's household after the day of a change, or on its eve. `file`: where the office has them."""
        steps = self._steps.get(atena_no, [])
        home = steps[0].before if steps else file
        for step in steps:
            earlier = step.change.number <= change.number
            same_day = step.change.occurred_on == change.occurred_on
            if (earlier and not same_day) if eve else (earlier or same_day):
                home = step.after
        return home

    def member_in(self, household: str, change: Change, *, eve: bool = False) -> FamilyMember | None:
        """Whose household it is; the applicant before the children."""
        for member in self._ever.get(household, ()):
            if self.of(member.person.atena_no, member.person.household_no, change, eve=eve) == household:
                return member
        return None
