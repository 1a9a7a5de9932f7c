"""What was handed over, and what the portal did not take."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intake.applications.actions import persons_of
from sasae.intake.applications.reach import narrowed
from sasae.intake.downloads.models import Download
from sasae.intake.handover.clearing import open_differences
from sasae.intake.handover.models import Comparison, Publication, ReportState, StatusReport
from sasae.intake.handover.queries import all_publications

PURPOSE = "引渡しの確認"


def _state(row: Publication) -> str:
    return "登録済" if row.acknowledged_at else "登録待ち"


PUBLICATIONS = ListPage(
    title="引渡しの一覧",
    columns=[
        Column(
            "receipt_number", "受付番号", value=lambda row: row.application.receipt_number,
            link=lambda row: ("applications:application", row.application.receipt_number),
        ),
        Column("procedure", "手続き", value=lambda row: row.application.procedure_alias),
        Column("version", "版", number=True),
        Column("published_at", "引渡し日時", sort="published_at"),
        Column("state", "業務システム", value=_state),
        Column("registered_as", "登録番号"),
        Column("comparison", "登録後の照合"),
        Column("acknowledged_at", "登録確認日時", sort="acknowledged_at"),
    ],
    filters=[
        Filter(
            "state", "業務システム", by=lambda rows, text: rows.filter(acknowledged_at__isnull=text == "waiting"),
            choices=[("waiting", "登録待ち"), ("done", "登録済")],
        ),
        Filter(
            "comparison", "登録後の照合", by=lambda rows, text: rows.filter(comparison=text),
            choices=list(Comparison.choices),
        ),
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(application__receipt_number__icontains=text)),
    ],
    order="-pk",
    persons=lambda row: persons_of(row.application),
)  # fmt: skip


@gate(right="handover.view", purpose=PURPOSE, shows=True)
@require_safe
def publications(request: GatedRequest) -> HttpResponse:
    """Every hand-over, newest first; above them the statuses that did not reach the resident."""
    mine = narrowed(request, "handover.view", Download.objects.all()).values("receipt_number")
    refused = StatusReport.objects.filter(state=ReportState.REFUSED, receipt_number__in=mine).order_by("-pk")[:20]
    request.gate.shown([one.receipt_number for one in refused], note="届かなかったステータス")
    rows = narrowed(request, "handover.view", all_publications())
    standing = narrowed(request, "handover.view", open_differences(), "publication__procedure").count()
    return PUBLICATIONS.answer(
        request, rows, "intake/handover/publications.html", refused=refused, standing=standing,
        may_file=request.gate.may("handover.file"),
    )  # fmt: skip
