"""Care in kind above the month's cap: what the insurer may owe, to be claimed in the person's name (代理申請・受領).

Candidates only. The benefit is the insurer's to decide; booking what it owes belongs to the receivables.
"""

from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, When, Window
from django.db.models.functions import FirstValue, RowNumber

from sasae.kernel.period import Month
from sasae.law.single_parent.high_cost import CAPS, Bill, Expected, lowest_cap, most_expected
from sasae.subsidy.claims.households import INPATIENT
from sasae.subsidy.receipts.models import LineState, ReceiptLine

_YOUNG = date(2020, 1, 1)
_LIVE = (LineState.ACCEPTED, LineState.HELD)  # a receipt held because a benefit may be open is one of them


def latest_month() -> str:
    """The latest treatment month with receipts of ours; empty where there is none."""
    rows = ReceiptLine.objects.filter(state__in=_LIVE).order_by("-treatment_month")
    return rows.values_list("treatment_month", flat=True).first() or ""


def over_cap(month: Month) -> QuerySet[Any]:
    """One row for each person whose care in kind of the month lies above the lowest cap of their age, in one pass.

    `paid`: what the person would have borne; `counted`, `counted_points`: of the receipts that count together; `outside`,
    `outside_points`: of these, care outside hospitals; `insurer`: that of the row, for a filter that leaves the sums alone.
    """
    lines = ReceiptLine.objects.filter(person__isnull=False, state__in=_LIVE, treatment_month=str(month), self_pay_yen__gt=0)
    elderly_from = date(month.year - 70, month.month, 1)  # born on that day: 70 counts from this month
    young, old = lowest_cap(_YOUNG, month), lowest_cap(elderly_from, month)
    elderly = Q(person__birth_date__lte=elderly_from)
    together = Q(self_pay_yen__gte=CAPS.on(month.first).counted_from) | elderly
    outside = together & ~Q(setting=INPATIENT)

    def of_person(expression: Any) -> Window:
        return Window(expression, partition_by=F("person"))

    rows = lines.annotate(
        paid=of_person(Sum("self_pay_yen")), counted=of_person(Sum("self_pay_yen", filter=together)),
        counted_points=of_person(Sum("points", filter=together)), outside=of_person(Sum("self_pay_yen", filter=outside)),
        outside_points=of_person(Sum("points", filter=outside)),
        nth=Window(RowNumber(), partition_by=F("person"), order_by="pk"),
        insurer=Window(FirstValue("insurer_number"), partition_by=F("person"), order_by="pk"),
        lowest=Case(When(elderly, then=min(young, old)), default=young, output_field=IntegerField()),
    )  # fmt: skip
    return rows.filter(nth=1, counted__gt=F("lowest")).select_related("person__recipient")


def expected_benefit(row: Any) -> Expected:
    """What may be open at most for a row of `over_cap`, as long as the class is not known. Yen."""
    outside, points = row.outside or 0, row.outside_points or 0
    inside, inside_points = row.counted - outside, (row.counted_points or 0) - points
    birth = row.person.birth_date
    bills = [Bill(birth, outside, points * 10), Bill(birth, inside, inside_points * 10, outpatient=False)]
    return most_expected([bill for bill in bills if bill.self_pay], Month.parse(row.treatment_month))
