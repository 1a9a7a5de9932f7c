"""What was paid for the same treatment already, looked up for many lines at once, and what one set accepts itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from sasae.subsidy.receipts.models import ReceiptLine

Whose = tuple[int, str]  # person (one for all who are the same), treatment month

_ACCEPTED = """
    SELECT l.* FROM unnest(%s::bigint[]) AS asked(person) CROSS JOIN LATERAL (
        SELECT id, person_id, treatment_month, self_pay_yen, provider, provider_key, point_table, setting, insurer_number
        FROM subsidy_receipts_receiptline
        WHERE person_id = asked.person AND treatment_month = ANY(%s::varchar[]) AND state = 'accepted' OFFSET 0
    ) AS l
"""


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
    """Accepted treatments by person and month, and what the person bore in them."""

    found: dict[Whose, list[Treatment]] = field(default_factory=lambda: defaultdict(list))
    self_pay_yen: dict[Whose, int] = field(default_factory=lambda: defaultdict(int))

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
    """Everything accepted for these persons in these months. `one_of`: every person, and who stands for them.

    Lines of `without` are in the sums and compared with nothing. Person by person through the index: the cost is that of
    the answer, however much was accepted for others and however old the table's statistics are.
    """
    earlier, own = Earlier(), set(without)
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPTED, [list(one_of), sorted(set(months))])
        rows = cursor.fetchall()
    for pk, person, month, yen, *rest in rows:
        whose = one_of[person], month
        earlier.self_pay_yen[whose] += yen or 0
        if pk not in own:
            earlier.add(whose, Treatment(f"明細{pk}", *rest))
    return earlier
