"""What the city paid for a person since an injury: claims and receipts, in two questions."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from sasae.foundation.sets import among
from sasae.kernel.period import Month
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.duplicates.groups import all_merged, one_with
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.recovery.candidates import month_of
from sasae.subsidy.third_parties.models import InjuryCase, Judgement, Treatment
from sasae.subsidy.third_parties.queries import CATCHING


def further(case: InjuryCase) -> list[Treatment]:
    """What was granted and does not stand in the case's list yet."""
    known = set(case.treatments.values_list("claim_id", "line_id"))
    return [one for one in collected(case) if (one.claim_id, one.line_id) not in known]


def with_further() -> QuerySet[InjuryCase]:
    """Cases for whose months more was granted than stands in their lists, under whichever number of the person; those that
    ended too. A question for everybody, and one for each of the few cases of somebody who was merged."""
    cure = Case(When(healed_on__isnull=False, then=month_of("healed_on")), default=Value("9999-12"))
    spans = InjuryCase.objects.filter(CATCHING).alias(first=month_of("injured_on"), last=cure)
    claims = Claim.objects.filter(state__in=Claim.GRANTED, amount__gt=0)
    lines = ReceiptLine.objects.filter(state=LineState.ACCEPTED, in_kind_yen__gt=0)
    merged = InjuryCase.objects.filter(CATCHING, person__in=among(all_merged())).select_related("person")
    more = [case.pk for case in merged if further(case)]
    return spans.filter(_not_listed(claims, "claim") | _not_listed(lines, "line") | Q(pk__in=more))


def _not_listed(rows: QuerySet[Any], column: str) -> Q:
    listed = Treatment.objects.filter(case=OuterRef(OuterRef("pk")), **{column: OuterRef("pk")})
    span = {"treatment_month__gte": OuterRef("first"), "treatment_month__lte": OuterRef("last")}
    return Q(Exists(rows.filter(~Exists(listed), person=OuterRef("person"), **span)))


def collected(case: InjuryCase) -> list[Treatment]:
    """Every granted treatment from the month of the injury to that of the cure, not kept yet."""
    months = {"treatment_month__gte": str(Month.of(case.injured_on))}
    if case.healed_on:
        months["treatment_month__lte"] = str(Month.of(case.healed_on))
    persons = one_with(case.person)
    claims = Claim.objects.filter(person__in=persons, state__in=Claim.GRANTED, amount__gt=0, **months)
    lines = ReceiptLine.objects.filter(person__in=persons, state=LineState.ACCEPTED, in_kind_yen__gt=0, **months)
    return [
        *(
            Treatment(case=case, claim=each, treatment_month=each.treatment_month, provider=each.provider, yen=each.amount)
            for each in claims.defer("decision").order_by("treatment_month", "pk")
        ),
        *(
            Treatment(
                case=case, line=each, treatment_month=each.treatment_month, provider=each.provider_name or each.provider,
                yen=each.in_kind_yen or 0,
            )
            for each in lines.order_by("treatment_month", "pk")
        ),
    ]  # fmt: skip


def sums_of(rows: Iterable[Treatment]) -> dict[str, int]:
    """What the listed treatments come to: of the injury, of it not claimed yet (yen), and how many wait for a judgement."""
    listed = list(rows)
    related = [row for row in listed if row.judgement == Judgement.RELATED]
    return {
        "related": sum(row.yen for row in related),
        "unclaimed": sum(row.yen for row in related if row.may_be_claimed),
        "waiting": sum(row.judgement == Judgement.OPEN for row in listed),
    }
