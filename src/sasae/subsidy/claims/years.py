"""Families whose year (August to July) may lie above the yearly cap: what the insurer may owe, and of what was paid already.

Suggestions only. The benefit is the insurer's to decide; asking money back, or claiming it in the person's name, is a
decision of the receivables.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q, Sum

from sasae.foundation.sets import among
from sasae.kernel.period import Month
from sasae.law.single_parent.high_cost import Expected
from sasae.law.single_parent.high_cost_year import YEAR_CAPS, year_expected, year_of
from sasae.subsidy.claims.households import NOT_COUNTED, Families
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import within
from sasae.subsidy.receipts.models import LineState, ReceiptLine

MOST = 300  # families on one page
_LIVE = (LineState.ACCEPTED, LineState.HELD)


@dataclass
class Family:
    """One family's year under one insurer. Yen. `back`: paid claims with what of each may have to come back."""

    payee: Person
    insurer: str
    expected: Expected
    waiting: int = 0
    back: list[tuple[Claim, int]] = field(default_factory=list)
    in_kind: int = 0

    @property
    def open(self) -> bool:
        """Whether something is left to do: a claim waits, or money may have to come back."""
        return bool(self.waiting or self.back or self.in_kind)


def above_year(
    month: Month, wards: Sequence[str] | None, most: int | None = MOST, payees: set[int] | None = None
) -> list[Family]:
    """Families of these wards (None: all) with a yearly benefit to be expected, the most first; `most` of them, or all.

    `payees`: of these alone.
    """
    first, last = year_of(month)
    suspects = _suspects(first, last) if payees is None else sorted(payees)
    people = list(within(Person.objects.filter(pk__in=among(suspects)), wards, "ward_code").order_by("pk"))
    families = Families([], [person.pk for person in people], [first])
    claims = _claims({one for person in people for one in families.groups[person.pk]}, first, last)
    found = [
        family for person in people for family in _of_payee(person, families, claims, first) if family.expected.benefit
    ]
    return sorted(found, key=lambda one: (-one.expected.benefit, one.payee.pk))[:most]


def _suspects(first: Month, last: Month) -> list[int]:
    """Applicants whose family bore more in the year than the lowest of all yearly caps. Two questions."""
    caps = YEAR_CAPS.on(first.first)
    lowest = min([*(yen for of_class in caps.whole.values() for yen in of_class), *caps.outpatient.values()])
    months = Q(treatment_month__gte=str(first), treatment_month__lte=str(last))
    claims = Claim.objects.filter(months).exclude(state__in=NOT_COUNTED).order_by().values_list("payee")
    lines = ReceiptLine.objects.filter(months, state__in=_LIVE, entitlement__isnull=False).order_by()
    sums: Counter[int] = Counter()
    for payee, yen in claims.annotate(yen=Sum(F("insured_self_pay") - F("meals") - F("high_cost"))).iterator():
        sums[payee] += yen
    for payee, yen in lines.values_list("entitlement__family__applicant").annotate(yen=Sum("self_pay_yen")).iterator():
        sums[payee] += yen or 0
    return [payee for payee, yen in sums.items() if yen > lowest]


def _claims(payees: set[int], first: Month, last: Month) -> dict[int, list[Claim]]:
    """The claims of the year by payee, the latest month first."""
    rows = Claim.objects.filter(
        payee__in=among(payees), treatment_month__gte=str(first), treatment_month__lte=str(last)
    )
    found: dict[int, list[Claim]] = defaultdict(list)
    for claim in (
        rows.exclude(state__in=NOT_COUNTED)
        .select_related("person")
        .defer("decision")
        .order_by("-treatment_month", "-pk")
    ):
        found[claim.payee_id].append(claim)
    return found


def _of_payee(person: Person, families: Families, claims: dict[int, list[Claim]], first: Month) -> Iterator[Family]:
    own = [claim for one in sorted(families.groups[person.pk]) for claim in claims.get(one, ())]
    for insurer in families.insurers_of(person.pk, first):
        under = [claim for claim in own if not insurer or claim.insurer_number in (insurer, "")]
        classes = {str(claim.cap_class) for claim in under if claim.cap_class}
        known = classes.pop() if len(classes) == 1 else ""
        told = year_expected(families.year_of_payee(person.pk, first, insurer), known)
        yield _suggested(Family(person, insurer, told), under)


def _asked(claim: Claim) -> int:
    """What a claim that is not decided asks for, at most. Yen."""
    deducted = claim.high_cost + claim.year_benefit + claim.fringe + claim.other_public + claim.school_insurance
    return max(0, claim.insured_self_pay - claim.meals - deducted)


def _suggested(family: Family, claims: Sequence[Claim]) -> Family:
    """The benefit laid on what was paid, from the last month back: that is where the cap was passed. What is over, and no
    claim that waits asks for, is of care in kind, which the insurer owes the city in the person's name. What the insurer
    told already is not asked again."""
    left, asked = family.expected.benefit - sum(claim.year_benefit for claim in claims), 0
    for claim in claims:
        if claim.state == State.PAID and not claim.year_settled and left > 0:
            share = min(left, claim.amount)
            family.back.append((claim, share))
            left -= share
        elif claim.state in (State.RECEIVED, State.EXAMINING):
            family.waiting += not claim.year_settled
            asked += 0 if claim.year_settled else _asked(claim)
    family.in_kind = max(0, left - asked)
    return family
