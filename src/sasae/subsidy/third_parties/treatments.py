"""What the city paid for a person since an injury: claims and receipts, in two questions."""

from sasae.kernel.period import Month
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.third_parties.models import InjuryCase, Treatment


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
