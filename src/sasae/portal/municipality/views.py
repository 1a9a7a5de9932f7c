"""The municipality's side: what came in, its processing status, its file. The content is sealed and not read here."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.came_from import terminal_named
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import form_again, refuse_form
from sasae.foundation.terminals.actions import CannotUse
from sasae.kernel import clock
from sasae.portal.municipality.actions import taken_onto_terminal
from sasae.portal.municipality.forms import DownloadForm, StatusForm
from sasae.portal.municipality.lists import STATUSES, SUBMISSIONS, title_of
from sasae.portal.municipality.reach import narrowed
from sasae.portal.submissions.actions import CannotMove, set_status
from sasae.portal.submissions.models import STATUS_MOVES, Status, StatusChange, Submission
from sasae.portal.submissions.queries import sent

VIEW, STATUS, DOWNLOAD = "submissions.view", "submissions.status", "submissions.download"
PURPOSE = "申請データの確認"


@gate(right=VIEW, purpose=PURPOSE, shows=True)
@require_safe
def submissions(request: GatedRequest) -> HttpResponse:
    """What came in, newest first."""
    return SUBMISSIONS.answer(request, narrowed(request, VIEW, sent()), "portal/municipality/submissions.html")


@gate(right=VIEW, purpose=PURPOSE, shows=True)
@require_safe
def statuses(request: GatedRequest) -> HttpResponse:
    """How many stand at which status, and every change of it, newest first."""
    counted = narrowed(request, VIEW, sent()).values("procedure", "status").annotate(count=Count("pk"))
    table: dict[str, dict[str, int]] = {}
    for row in counted.order_by("procedure"):
        table.setdefault(title_of(row["procedure"]), {})[row["status"]] = row["count"]
    rows = [(title, [counts.get(one.value, 0) for one in Status]) for title, counts in table.items()]
    changes = StatusChange.objects.select_related("submission").defer("submission__archive")
    changes = narrowed(request, VIEW, changes, "submission__procedure")
    context = {"heads": [one.label for one in Status], "counts": rows}
    return STATUSES.answer(request, changes, "portal/municipality/statuses.html", **context)


@gate(right=VIEW, purpose=PURPOSE, shows=True)
@require_safe
def submission(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """One application: when it came, its file's size and hash, its status and how that came about."""
    one = _found(request, receipt_number, VIEW)
    may = request.gate.may
    moves = STATUS_MOVES[Status(one.status)]
    context: dict[str, Any] = {
        "one": one, "title": title_of(one.procedure), "changes": one.changes.order_by("at"), "size": one.size,
        "status_form": _status_form(request, one) if moves and may(STATUS, procedure=one.procedure) else None,
        "download_form": _download_form(request, one) if may(DOWNLOAD, procedure=one.procedure) else None,
        "may_ask": may("media.ask"),
    }  # fmt: skip
    return render(request, "portal/municipality/submission.html", context)


def _found(request: GatedRequest, receipt_number: str, right: str) -> Any:
    rows = sent().extra(select={"size": "octet_length(archive)"})  # the bytes stay where they are
    one = get_object_or_404(rows, receipt_number=receipt_number)
    request.gate.require(right, procedure=one.procedure)
    request.gate.shown([receipt_number])
    return one


def _status_form(request: GatedRequest, one: Submission) -> StatusForm:
    return form_again(request, f"{request.path}status/", StatusForm, submission=one)


def _download_form(request: GatedRequest, one: Submission) -> DownloadForm:
    return form_again(request, f"{request.path}file/", DownloadForm, initial={"delete_by": clock.today()})


@gate(right=STATUS, purpose="申請の処理状況の更新", shows=True)
@require_POST
def status(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Set the processing status, with word to the resident."""
    one = _found(request, receipt_number, STATUS)
    form = StatusForm(request.POST, submission=one)
    if form.is_valid():
        told = form.cleaned_data
        try:
            set_status(receipt_number, Status(told["status"]), told["message"], by=request.gate.actor)
        except CannotMove as refusal:
            form.refused(refusal)
    if form.errors:
        refuse_form(request, form)
    return redirect("municipality:submission", receipt_number)


@gate(right=DOWNLOAD, purpose="申請ファイルの端末への取り出し", shows=True)
@require_POST
def file(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """The application file, sealed as it is, onto this terminal; it stands on the list of what is to be deleted there."""
    one = _found(request, receipt_number, DOWNLOAD)
    form = DownloadForm(request.POST)
    if form.is_valid():
        try:
            content = taken_onto_terminal(
                one,
                terminal_named(request),
                **form.cleaned_data,
                by=request.gate.actor,
                at=clock.now(),
                on=clock.today(),
            )
            answer = HttpResponse(content, content_type="application/octet-stream")
            answer["Content-Disposition"] = f'attachment; filename="{receipt_number}.zip.age"'
            return answer
        except CannotUse as refusal:
            form.refused(refusal)
    refuse_form(request, form)
    return redirect("municipality:submission", receipt_number)
