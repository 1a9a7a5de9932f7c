"""What was paid for the same treatment already, looked up for many lines at once, and what one set accepts itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.receipts.sets import among

Whose = tuple[int, str]  # person (one for all who are the same), treatment month


@dataclass(frozen=True, slots=True)
class Treatment:
    """One accepted line, as another is compared with it."""

    told: str
    provider: str
    provider_key: str
    point_table: str
    setting: str
    insurer: str

    def same_place(self, other: "Treatment") -> bool:
        """The same provider's code, point table, in- or outpatient."""
        return (
            self.provider == other.provider and self.point_table == other.point_table and self.setting == other.setting
        )


@dataclass
class Earlier:
    """Accepted treatments by person and month."""

    found: dict[Whose, list[Treatment]] = field(default_factory=lambda: defaultdict(list))

    def add(self, whose: Whose, treatment: Treatment) -> None:
        """One more."""
        self.found[whose].append(treatment)

    def compared(self, whose: Whose, asked: Treatment) -> tuple[str, str, str]:
        """What is the same · what differs in the insurer alone · what is the same clinic by name under another code."""
        same = like = other = ""
        for one in self.found.get(whose, ()):
            if one.same_place(asked):
                if one.insurer == asked.insurer:
                    same = same or one.told
                else:
                    like = like or one.told
            elif (
                asked.provider_key and one.provider_key == asked.provider_key and one.provider != asked.provider
                and one.point_table == asked.point_table and one.setting == asked.setting
            ):  # fmt: skip
                other = other or one.told
        return same, like, other


def treatment_of(line: ReceiptLine) -> Treatment:
    """A line as it is compared."""
    return Treatment(
        f"明細{line.pk}", line.provider, line.provider_key, line.point_table, line.setting, line.insurer_number
    )


def accepted_of(one_of: dict[int, int], months: Iterable[str], without: Iterable[int] = ()) -> Earlier:
    """Everything accepted for these persons in these months. `one_of`: every person, and who stands for them."""
    earlier = Earlier()
    rows = ReceiptLine.objects.filter(
        person_id__in=among(one_of), treatment_month__in=set(months), state=LineState.ACCEPTED
    ).exclude(pk__in=among(without))
    values = rows.values_list(
        "id", "person_id", "treatment_month", "provider", "provider_key", "point_table", "setting", "insurer_number"
    )
    for pk, person, month, *rest in values.iterator(5000):
        earlier.add((one_of[person], month), Treatment(f"明細{pk}", *rest))
    return earlier
