"""The questions asked of claims."""

import hashlib
from collections import Counter
from collections.abc import Iterable

from django.db.models import F, Q, Sum

from sasae.kernel.period import Month, Period
from sasae.law import ClaimCase
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.receipts.models import LineState, ReceiptLine

NOT_COUNTED = (State.REFUSED, State.WITHDRAWN)


def case_of(claim: Claim) -> ClaimCase:
    """The claim as the law looks at it."""
    one = all_one_with([claim.person_id])[claim.person_id]
    entitlements = Entitlement.objects.filter(recipient__person__in=one).order_by("valid_from")
    return as_case(claim, [Period(each.valid_from, each.valid_to) for each in entitlements], month_self_pay(claim))


def as_case(claim: Claim, covered: Iterable[Period], month_self_pay: int) -> ClaimCase:
    """The same with what was looked up for many at once."""
    return ClaimCase(
        id=claim.number,
        birth=claim.person.birth_date,
        month=Month.parse(claim.treatment_month),
        claimed_on=claim.claimed_on,
        covered=tuple(covered),
        insured_self_pay=claim.insured_self_pay,
        meals=claim.meals,
        high_cost=claim.high_cost,
        fringe=claim.fringe,
        other_public=claim.other_public,
        school_insurance=claim.school_insurance,
        total_cost=claim.total_cost,
        treated_on=tuple(claim.treated_on),
        month_self_pay=month_self_pay,
        benefits_settled=claim.benefits_settled,
    )


def month_self_pay(claim: Claim) -> int:
    """Everything the person bore in the claim's month as far as it is known here. Yen."""
    return month_self_pays(Q(person=claim.person_id, treatment_month=claim.treatment_month))[
        claim.person_id, claim.treatment_month
    ]


def month_self_pays(whose: Q | None = None) -> Counter[tuple[int, str]]:
    """What persons bore by person and month: receipts of claims, without meals, and receipts in kind. Yen."""
    found: Counter[tuple[int, str]] = Counter()
    claims = (
        Claim.objects.filter(whose or Q()).exclude(state__in=NOT_COUNTED).values_list("person_id", "treatment_month")
    )
    in_kind = ReceiptLine.objects.filter(whose or Q(), state=LineState.ACCEPTED).values_list(
        "person_id", "treatment_month"
    )
    sums = (claims.annotate(yen=Sum(F("insured_self_pay") - F("meals"))), in_kind.annotate(yen=Sum("self_pay_yen")))
    for rows in sums:
        for person, month, yen in rows.order_by().iterator():
            found[person, month] += yen or 0
    return found


def fingerprint(claim: Claim) -> str:
    """A mark of what the claim says now: a page that shows another one is stale."""
    said = [
        claim.state, claim.entered_by, claim.treatment_month, claim.provider, claim.days, claim.total_cost,
        claim.insured_self_pay, claim.meals, claim.high_cost, claim.fringe, claim.other_public,
        claim.school_insurance, claim.benefits_settled, claim.claimed_on.isoformat(),
        [day.isoformat() for day in claim.treated_on],
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
