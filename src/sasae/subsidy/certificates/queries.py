"""The questions asked of certificates."""

from dataclasses import dataclass
from datetime import date

from sasae.foundation.printing import missing_glyphs
from sasae.subsidy.people.models import Person


@dataclass(frozen=True)
class Unprintable:
    """A person whose name, or that of their reading, holds signs no font at hand shows."""

    person: Person
    signs: tuple[str, ...]

    @property
    def points(self) -> str:
        """The signs by their code points, as the register names them."""
        return "、".join(" ".join(f"U+{ord(part):04X}" for part in sign) for sign in self.signs)


def unprintable_people(on: date) -> list[Unprintable]:
    """Everybody covered on this day or later, and their applicants, whose name cannot be printed as it stands."""
    covered = Person.objects.filter(recipient__entitlements__valid_to__gte=on)
    applicants = Person.objects.filter(family__entitlements__valid_to__gte=on)
    people = covered.union(applicants).order_by("name_kana", "pk")
    return [
        Unprintable(person, tuple(signs))
        for person in people.iterator(chunk_size=2000)
        if (signs := missing_glyphs(person.name + person.name_kana))
    ]
