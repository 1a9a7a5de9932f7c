"""What families bore, month by month: looked up once for many claims, with a number of questions that does not grow.

Claims that are only being typed (without a row) count with the rest.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q

from sasae.foundation.sets import among
from sasae.kernel.period import Month
from sasae.law.single_parent.high_cost import CAPS, Bill, Expected, classes, counted, expected, most_expected
from sasae.law.single_parent.high_cost_year import YearMonth, year_expected, year_of
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.models import FamilyMember
from sasae.subsidy.receipts.models import LineState, ReceiptLine

NOT_COUNTED = (State.REFUSED, State.WITHDRAWN)
INPATIENT = "1"
_BEFORE = 11  # months that count for 多数回該当


class Borne(NamedTuple):
    """One bill, of a claim or a receipt in kind: `payee` is None for the latter. `settled`: the insurer's answer was seen.

    `unit`: what a receipt (レセプト) is about: provider, kind, in- or outpatient. Bills of one unit count as one.
    """

    month: str
    payee: int | None
    insurer: str
    bill: Bill
    unit: tuple[str, ...]
    high_cost: int = 0
    settled: bool = False


class Families:
    """The bills around these claims: of the patients themselves, and of the families that are paid."""

    def __init__(self, claims: Sequence[Claim], payees: Iterable[int] = (), months: Sequence[Month] = ()) -> None:
        """Also of the families of these `payees` in these `months`, whoever claimed."""
        patients, payees = {claim.person_id for claim in claims}, {claim.payee_id for claim in claims}.union(payees)
        self.groups = all_one_with(patients | payees)
        everybody = patients.union(payees, *self.groups.values())
        self._members = _members_of(everybody)
        family = everybody.union(*self._members.values())
        self._rows: dict[str, list[Borne]] = {}
        months = [*months, *(Month.parse(claim.treatment_month) for claim in claims)]
        if not months:
            return
        first, last = _window(months)
        for row in [*_claims(everybody, first, last), *_lines(family, first, last), *map(_typed, _without_row(claims))]:
            self._rows.setdefault(row.month, []).append(row)

    def month_self_pay(self, claim: Claim) -> int:
        """Everything the person bore in the claim's month as far as it is known here, receipts that are held too. Yen."""
        one = self.groups[claim.person_id]
        return sum(row.bill.self_pay for row in self._rows.get(claim.treatment_month, ()) if row.bill.person in one)

    def bills(self, claim: Claim, month: str = "") -> list[Bill]:
        """Every bill of the family's month under the same insurer: reimbursements, and receipts in kind, held ones too.

        Whose insurer is not known may be of the same one.
        """
        return list(_joined(self._of(claim.payee_id, claim.insurer_number, month or claim.treatment_month)).values())

    def self_pay(self, claim: Claim) -> int:
        """世帯合算: what the payee's family bore in the month, as far as it counts together. Yen.

        0 where the claim itself does not count: the benefit, if there is one, is then about others.
        """
        month = Month.parse(claim.treatment_month)
        if not self._counts(claim):
            return 0
        return sum(bill.self_pay for bill in counted(self.bills(claim), month))

    def high_cost_months(self, claim: Claim) -> int:
        """In how many of the eleven months before a high-cost benefit was paid to the family, as far as claims tell."""
        month, payees = Month.parse(claim.treatment_month), self.groups[claim.payee_id]
        before = [str(month.plus(-back)) for back in range(1, _BEFORE + 1)]
        return sum(any(row.high_cost and row.payee in payees for row in self._rows.get(one, ())) for one in before)

    def year(self, claim: Claim) -> tuple[YearMonth, ...]:
        """The family's months from August to July; none where the claim itself does not count together."""
        month = Month.parse(claim.treatment_month)
        if not self._counts(claim):
            return ()
        return self.year_of_payee(claim.payee_id, month, claim.insurer_number)

    def year_of_payee(self, payee: int, month: Month, insurer: str = "") -> tuple[YearMonth, ...]:
        """The months of a payee's family in the year of a month, under one insurer (empty: under any)."""
        months = (one for one in _months(*year_of(month)) if str(one) in self._rows and one.first >= CAPS.rows[0].since)
        return tuple(told for one in months if (told := self._year_month(payee, insurer, one)).bills)

    def insurers_of(self, payee: int, month: Month) -> list[str]:
        """Under whom the family was in the year; one empty name where nothing is known."""
        rows = [row for one in _months(*year_of(month)) for row in self._of(payee, "", str(one))]
        return sorted({row.insurer for row in rows} - {""}) or [""]

    def expected(self, claim: Claim) -> Expected | None:
        """The high-cost benefit that may be open for the family's month, at most; None where nothing lies above a cap."""
        month, bills, before = Month.parse(claim.treatment_month), self.bills(claim), self.high_cost_months(claim)
        known = claim.cap_class in classes(claim.person.birth_date, month)
        told = expected(bills, month, claim.cap_class, before) if known else most_expected(bills, month, before)
        return told if told.benefit else None

    def expected_of_year(self, claim: Claim) -> Expected | None:
        """The same for the year the month counts in."""
        known = claim.cap_class in classes(claim.person.birth_date, Month.parse(claim.treatment_month))
        told = year_expected(self.year(claim), claim.cap_class if known else "")
        return told if told.benefit else None

    def _counts(self, claim: Claim) -> bool:
        """Whether the claim counts together, with the other bills of its unit."""
        rows = self._of(claim.payee_id, claim.insurer_number, claim.treatment_month)
        own = _joined(rows).get((claim.person_id, unit_of(claim)), bill_of(claim))
        return bool(counted([own], Month.parse(claim.treatment_month)))

    def _of(self, payee: int, insurer: str, month: str) -> list[Borne]:
        payees, members = self.groups[payee], self._members.get(payee, set())
        return [
            row
            for row in self._rows.get(month, ())
            if (row.payee in payees if row.payee is not None else row.bill.person in members)
            and (not insurer or row.insurer in (insurer, ""))
        ]

    def _year_month(self, payee: int, insurer: str, month: Month) -> YearMonth:
        rows = self._of(payee, insurer, str(month))
        answered = [row for row in rows if row.settled]
        refunded = sum(row.high_cost for row in answered) if rows and len(answered) == len(rows) else None
        return YearMonth(month, list(_joined(rows).values()), refunded)


def bill_of(claim: Claim) -> Bill:
    """A claim as it counts in a household. Yen."""
    own = claim.insured_self_pay - claim.meals
    return Bill(claim.person.birth_date, own, claim.total_cost, claim.setting != INPATIENT, claim.person_id)


def unit_of(claim: Claim) -> tuple[str, ...]:
    """What one レセプト is about."""
    return ("claim", provider_key(claim.provider), claim.kind, claim.setting)


def _joined(rows: Iterable[Borne]) -> dict[tuple[int, tuple[str, ...]], Bill]:
    """Bills of one person and unit as one: only so does a month's sum at a provider reach what counts together."""
    found: dict[tuple[int, tuple[str, ...]], Bill] = {}
    for row in rows:
        key, bill = (row.bill.person, row.unit), row.bill
        before = found.get(key)
        if before is not None:
            bill = bill._replace(
                self_pay=bill.self_pay + before.self_pay, total_cost=bill.total_cost + before.total_cost
            )
        found[key] = bill
    return found


def _members_of(payees: set[int]) -> dict[int, set[int]]:
    """Everybody of the families of each of these applicants, under all their numbers."""
    rows = list(
        FamilyMember.objects.filter(family__applicant__in=among(payees)).values_list("family__applicant", "person")
    )
    same, groups = all_one_with(payees), all_one_with({person for _, person in rows})
    found: dict[int, set[int]] = {}
    for applicant, person in rows:
        for one in same[applicant]:
            found.setdefault(one, set()).update(groups[person])
    return found


def _window(months: Sequence[Month]) -> tuple[str, str]:
    starts = [min(month.plus(-_BEFORE), year_of(month)[0]) for month in months]
    return str(min(starts)), str(max(year_of(month)[1] for month in months))


def _months(first: Month, last: Month) -> Iterator[Month]:
    while first <= last:
        yield first
        first = first.plus(1)


def _claims(persons: set[int], first: str, last: str) -> Iterator[Borne]:
    of = Q(person__in=among(persons)) | Q(payee__in=among(persons))
    rows = Claim.objects.filter(of, treatment_month__gte=first, treatment_month__lte=last).exclude(
        state__in=NOT_COUNTED
    )
    columns = (
        "treatment_month", "payee_id", "insurer_number", "person__birth_date", "insured_self_pay", "meals", "total_cost", "setting",
        "person_id", "high_cost", "benefits_settled", "provider", "kind",
    )  # fmt: skip
    for month, payee, insurer, birth, paid, meals, cost, setting, who, high_cost, settled, at, kind in rows.values_list(
        *columns
    ):
        bill = Bill(birth, paid - meals, cost, setting != INPATIENT, who)
        unit = ("claim", provider_key(at), kind, setting)
        yield Borne(month, payee, insurer, bill, unit, high_cost, settled or high_cost > 0)


def _lines(persons: set[int], first: str, last: str) -> Iterator[Borne]:
    rows = ReceiptLine.objects.filter(
        person__in=among(persons), state__in=[LineState.ACCEPTED, LineState.HELD], treatment_month__gte=first,
        treatment_month__lte=last,
    )  # fmt: skip
    columns = (
        "treatment_month", "insurer_number", "person__birth_date", "self_pay_yen", "points", "setting", "person_id", "provider",
        "point_table",
    )  # fmt: skip
    for month, insurer, birth, paid, points, setting, who, at, table in rows.values_list(*columns):
        bill = Bill(birth, paid or 0, (points or 0) * 10, setting != INPATIENT, who)
        yield Borne(month, None, insurer, bill, ("line", at, table, setting))


def _without_row(claims: Iterable[Claim]) -> Iterator[Claim]:
    return (claim for claim in claims if claim.pk is None)


def _typed(claim: Claim) -> Borne:
    answered = claim.benefits_settled or claim.high_cost > 0
    return Borne(
        claim.treatment_month,
        claim.payee_id,
        claim.insurer_number,
        bill_of(claim),
        unit_of(claim),
        claim.high_cost,
        answered,
    )
