"""What may be claimed from insurers in the persons' names: a list for each month, to take out."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.templatetags.screens import month
from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.kernel.wareki import read_month
from sasae.subsidy.claims.insurers import expected_benefit, latest_month, over_cap
from sasae.subsidy.people.wards import listed

PURPOSE = "高額療養費の代理申請"

CANDIDATES = ListPage(
    title="保険者へ請求できる見込みの一覧",
    columns=[
        Column("insurer_number", "保険者番号", sort="insurer_number"),
        Column("person", "受診者", value=lambda row: row.person.name, link=lambda row: ("people:person", row.person.atena_no)),
        Column("recipient", "受給者番号", value=lambda row: row.recipient_number),
        Column("month", "診療年月", value=lambda row: month(row.treatment_month)),
        Column("state", "レセプト"),
        Column("paid", "自己負担相当額（円）", sort="paid", number=True),
        Column("counted", "うち合算できる額（円）", sort="counted", number=True),
        Column("cap", "限度額の目安（円）", value=lambda row: expected_benefit(row).cap, number=True),
        Column("expected", "見込額（最大・円）", value=lambda row: expected_benefit(row).benefit, number=True),
    ],
    filters=[
        Filter("month", "診療年月", by=lambda rows, text: rows),
        Filter("insurer", "保険者番号", by=lambda rows, text: rows.filter(insurer=text)),
    ],
    order="-counted",
    persons=lambda row: [row.person.atena_no],
    export_right="claims.export",
    empty="この月に、限度額を超える現物給付はありません。",
)  # fmt: skip


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def candidates(request: GatedRequest) -> HttpResponse:
    """Persons of one month whose care in kind lies above the lowest cap; the latest month unless another is asked for."""
    usual = latest_month() or str(Month.of(clock.today()).plus(-1))
    asked = request.GET.get("month", "").strip() or usual
    try:
        chosen = Month.parse(read_month(asked))
    except ValueError as unread:
        messages.error(request, f"診療年月を読み取れません：{unread}")
        chosen = Month.parse(usual)
    rows = listed(request, CANDIDATES, over_cap(chosen), "person__ward_code", clock.today())
    return CANDIDATES.answer(request, rows, "subsidy/claims/insurers.html", month=str(chosen))
