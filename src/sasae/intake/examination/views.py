"""How far applications are, the check of papers, and withdrawal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intake.applications.actions import CannotMove, persons_of
from sasae.intake.applications.models import Application, Attachment, State
from sasae.intake.applications.queries import counts, without_bytes
from sasae.intake.applications.reach import narrowed
from sasae.intake.applications.views import opened
from sasae.intake.examination import actions
from sasae.kernel import clock

PURPOSE = "審査状況の確認"


def _days(row: Application) -> int:
    return (clock.now() - row.moved_at).days


def _registered_as(row: Application) -> str:
    made = [one for one in row.publications.all() if one.version == row.version]
    return (made[0].registered_as or "登録待ち") if made else "引渡し前"


PROGRESS = ListPage(
    title="審査状況の一覧",
    columns=[
        Column(
            "receipt_number", "受付番号", link=lambda row: ("applications:application", row.receipt_number)
        ),
        Column("procedure_alias", "手続き"),
        Column("state", "ステータス", sort="state"),
        Column("moved_at", "この状態になった日時", sort="moved_at"),
        Column("days", "経過日数", value=_days, number=True),
        Column("identification", "申請者", value=lambda row: row.identification.get_state_display()),
        Column("registered_as", "業務システムの登録番号", value=_registered_as),
    ],
    filters=[
        Filter("state", "ステータス", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(receipt_number__icontains=text)),
    ],
    order="moved_at",
    persons=persons_of,
)  # fmt: skip


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def progress(request: GatedRequest) -> HttpResponse:
    """How many are where, and the list with those that wait longest first."""
    mine = narrowed(request, "applications.view", without_bytes())
    rows = mine.select_related("identification").prefetch_related("publications")
    return PROGRESS.answer(request, rows, "intake/examination/progress.html", counts=counts(mine))


@gate(right="applications.examine", purpose="添付の点検", shows=True)
@require_POST
def check_document(request: GatedRequest, receipt_number: str, number: int) -> HttpResponse:
    """Say that a paper was looked at."""
    application = opened(request, receipt_number)
    paper = get_object_or_404(Attachment.objects.defer("content"), application=application, number=number)
    actions.check_document(paper, request.POST.get("remark", ""), by=request.gate.actor, at=clock.now())
    messages.success(request, f"添付{number}を点検済みにしました。")
    return redirect("applications:application", receipt_number)


@gate(right="applications.examine", purpose="取下げの受付", shows=True)
@require_http_methods(["GET", "POST"])
def withdraw(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Take a withdrawal, after asking once more."""
    application = opened(request, receipt_number)
    if request.method == "POST":
        try:
            actions.withdraw(receipt_number, by=request.gate.actor, at=clock.now())
            messages.success(request, "取下げを受け付けました。")
        except CannotMove as refusal:
            messages.error(request, str(refusal))
        return redirect("applications:application", receipt_number)
    return render(request, "intake/examination/withdraw.html", {"one": application})
