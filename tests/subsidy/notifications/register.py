"""The town's register behind linkage: what happens in town, and the feed that tells of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sasae.contracts import person_index
from sasae.contracts.people import Person
from tests.subsidy.town import DAY, Linkage

UNKNOWN = f"{6001:015d}"


@dataclass
class Register(Linkage):
    """Linkage that numbers what happens."""

    told: list[person_index.Change] = field(default_factory=list)
    versions: dict[int, person_index.Version] = field(default_factory=dict)
    page: int = 2000

    def happens(self, atena_no: str, event: str, on: date = DAY, **changes: Any) -> None:
        """Something happens to a person: the register has them anew, the feed tells that it did."""
        before = self.people.get(atena_no)
        if changes and before is not None:
            self.people[atena_no] = type(before).model_validate({**before.model_dump(), **changes})
        self._tells(atena_no, event, on, before)

    def comes(self, who: Person, event: str, on: date = DAY) -> None:
        """Somebody nobody knew of comes into the register."""
        self.people[who.atena_no] = who
        self._tells(who.atena_no, event, on, None)

    def tells(self, atena_no: str, event: str, on: date = DAY) -> None:
        """The feed tells again what is so already; told twice, it is a change of its own each time."""
        self._tells(atena_no, event, on, self.people[atena_no])

    def _tells(self, atena_no: str, event: str, on: date, before: Person | None) -> None:
        number = len(self.told) + 1
        self.versions[number] = person_index.Version(number=number, before=before, after=self.people[atena_no])
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

    def person_index_versions(self, question: person_index.VersionsRequest) -> person_index.Versions:
        """What these changes did."""
        self._require_basis(question.purpose)
        return person_index.Versions(versions=[self.versions[one] for one in question.numbers if one in self.versions])
