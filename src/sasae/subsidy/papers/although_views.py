"""Papers asked of residents although a query would have answered: counted by month, paper and ward (F110)."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel.wareki import parse_date
from sasae.reference.municipalities import WARDS, name_of
from sasae.subsidy.papers import queries
from sasae.subsidy.papers.models import AskedAlthough
from sasae.subsidy.statistics.charts import bars

PURPOSE = "照会で足りる書類の求めの点検"

ALTHOUGH = ListPage(
    title="照会で足りる書類の求め",
    columns=[
        Column("application", "受付番号", value=lambda row: row.application.receipt_number,
               link=lambda row: ("papers:papers", row.application.receipt_number)),
        Column("label", "書類", sort="label"),
        Column("information_name", "照会できる情報"),
        Column("provider", "照会できる相手", value=lambda row: row.provider_name),
        Column("ward_code", "区", value=lambda row: name_of(row.ward_code)),
        Column("stopped_on", "止めた日", sort="stopped_on"),
        Column("overridden_on", "それでも求めた日", sort="overridden_on"),
        Column("why", "理由"),
    ],
    filters=[
        Filter("since", "この日から", by=lambda rows, text: rows.filter(stopped_on__gte=parse_date(text))),
        Filter("until", "この日まで", by=lambda rows, text: rows.filter(stopped_on__lte=parse_date(text))),
        Filter("ward", "区", by=lambda rows, text: rows.filter(ward_code=text),
               choices=[(ward.code, ward.name) for ward in WARDS]),
        Filter("made", "結果", by=lambda rows, text: rows.filter(overridden_on__isnull=text == "stopped"),
               choices=[("stopped", "止めたまま"), ("overridden", "それでも求めた")]),
    ],
    order="-stopped_on",
    persons=lambda row: [row.application.applicant.atena_no] if row.application.applicant else [],
    export_right="statistics.export",
    empty="照会で足りる書類を求めたことはありません。",
)  # fmt: skip


@gate(right="statistics.view", purpose=PURPOSE, shows=True)
@require_safe
def asked_although(request: GatedRequest) -> HttpResponse:
    """The figures with their bars, and every case behind them."""
    rows = AskedAlthough.objects.select_related("application__applicant")
    narrowed, _ = ALTHOUGH.narrowed(request.GET, AskedAlthough.objects.all())
    tables = [
        (title, list(zip(lines, bars([line.overridden for line in lines]), strict=True)))
        for title, lines in queries.although_by(narrowed).items()
    ]
    return ALTHOUGH.answer(request, rows, "subsidy/papers/asked_although.html", tables=tables)
