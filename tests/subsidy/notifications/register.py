"""The town's register behind linkage: what happens in town, and the feed that tells of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sasae.contracts import person_index
from tests.subsidy.town import DAY, Linkage

UNKNOWN = f"{6001:015d}"


@dataclass
class Register(Linkage):
    """Linkage that numbers what happens."""

    told: list[person_index.Change] = field(default_factory=list)
    page: int = 2000

    def happens(self, atena_no: str, event: str, on: date = DAY, **changes: Any) -> None:
        """Something happens to a person: the register has them anew, the feed tells that it did."""
        if changes:
            before = self.people[atena_no].model_dump()
            self.people[atena_no] = type(self.people[atena_no]).model_validate({**before, **changes})
        self.tells(atena_no, event, on)

    def tells(self, atena_no: str, event: str, on: date = DAY) -> None:
        """The feed tells that something happened; told twice, it is a change of its own each time."""
        number = len(self.told) + 1
        home = self.people[atena_no].household_no
        change = {"number": number, "atena_no": atena_no, "event": event, "occurred_on": on, "household_no": home}
        self.told.append(person_index.Change.model_validate(change))

    def person_index_changes(self, question: person_index.ChangesRequest) -> person_index.Changes:
        """What is new after a number, a page at a time."""
        self._require_basis(question.purpose)
        fresh = [one for one in self.told if one.number > question.after]
        page = fresh[: self.page]
        last = page[-1].number if page else question.after
        return person_index.Changes(changes=page, last=last, more=len(fresh) > len(page))
