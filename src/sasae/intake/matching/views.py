"""Applications whose applicant the serial number did not settle: staff compare and choose."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intake.applications.actions import persons_of
from sasae.intake.applications.reach import narrowed
from sasae.intake.matching import actions
from sasae.intake.matching.batches import identify_again
from sasae.intake.matching.forms import NOBODY, DecisionForm
from sasae.intake.matching.models import Identification, State
from sasae.kernel import clock

PURPOSE = "申請者の特定"

QUEUE = ListPage(
    title="申請者の特定の一覧",
    columns=[
        Column(
            "receipt_number", "受付番号", value=lambda row: row.application.receipt_number,
            link=lambda row: ("matching:identification", row.application.receipt_number),
        ),
        Column("applicant", "申請者（申請の記載）", value=lambda row: row.application.applicant_name),
        Column("birth", "生年月日", value=lambda row: row.application.applicant_birth),
        Column("state", "状態", sort="state"),
        Column("doubt", "理由"),
        Column("asked_at", "照会日時", sort="asked_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(application__receipt_number__icontains=text)),
    ],
    order="-pk",
    persons=lambda row: persons_of(row.application),
    empty="職員の確認を待つ申請はありません。",
)  # fmt: skip


@gate(right="matching.view", purpose=PURPOSE, shows=True)
@require_safe
def queue(request: GatedRequest) -> HttpResponse:
    """What waits for staff; the others by filter."""
    rows = narrowed(
        request, "matching.view", Identification.objects.select_related("application"), "application__procedure"
    )
    if not (request.GET.get("state") or request.GET.get("q")):
        rows = rows.filter(state__in=[State.WAITING, State.QUEUED])
    return QUEUE.answer(request, rows, "intake/matching/queue.html")


def _opened(request: GatedRequest, receipt_number: str) -> Identification:
    found = get_object_or_404(
        Identification.objects.select_related("application__download__signature_check"),
        application__receipt_number=receipt_number,
    )
    request.gate.require(procedure=found.application.procedure)
    candidates = found.candidates.values_list("atena_no", flat=True)
    request.gate.shown([*persons_of(found.application), *candidates])
    return found


@gate(right="matching.view", purpose=PURPOSE, shows=True)
@require_safe
def identification(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """The application beside its certificate and the candidates."""
    return _page(request, _opened(request, receipt_number), None)


def _page(request: GatedRequest, found: Identification, form: DecisionForm | None) -> HttpResponse:
    open_still = found.state in (State.QUEUED, State.NOBODY)
    may = open_still and request.gate.may("matching.decide", procedure=found.application.procedure)
    context = {
        "one": found,
        "application": found.application,
        "check": found.application.download.signature_check,
        "form": (form or DecisionForm(found)) if may else None,
        "may_ask": may and found.state == State.QUEUED,
    }
    return render(request, "intake/matching/identification.html", context, status=422 if form else 200)


@gate(right="matching.decide", purpose=PURPOSE, shows=True)
@require_http_methods(["POST"])
def decide(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Settle it."""
    found = _opened(request, receipt_number)
    form = DecisionForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    person, reason = form.cleaned_data["person"], form.cleaned_data["reason"]
    try:
        if person == NOBODY:
            actions.choose_nobody(found.pk, reason, by=request.gate.actor, at=clock.now())
        else:
            actions.choose(found.pk, person, reason, by=request.gate.actor, at=clock.now())
    except actions.CannotMove as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "申請者を確定し、業務システムへの引渡しの対象にしました。")
    return redirect("matching:identification", receipt_number)


@gate(right="matching.decide", purpose=PURPOSE, shows=True)
@require_POST
def ask_again(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Ask linkage once more."""
    found = _opened(request, receipt_number)
    actions.note_wish(found, by=request.gate.actor)
    identify_again.defer(identification_id=found.pk)
    messages.success(request, "連携基盤に照会しています。少し待ってから画面を開き直してください。")
    return redirect("matching:identification", receipt_number)
