"""Fetching, and what was stopped on the way in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intake.applications.models import SignatureCheck
from sasae.intake.applications.procedures import procedures
from sasae.intake.applications.reach import narrowed
from sasae.intake.downloads import actions
from sasae.intake.downloads.batches import take_all_now
from sasae.intake.downloads.forms import ClosingForm
from sasae.intake.downloads.models import Download, PortalFeed, Quarantine, QuarantineState, State
from sasae.intake.downloads.scanning import outlook
from sasae.intake.matching.models import Identification
from sasae.kernel import clock

PURPOSE = "取込みの確認"
RIGHT = "downloads.view"


def _procedure(code: str) -> str:
    known = procedures().get(code)
    return known.name if known else f"取り扱わない手続き（{code}）"


def _first_finding(row: Quarantine) -> str:
    more = f"（ほか{len(row.findings) - 1}件）" if len(row.findings) > 1 else ""
    return f"{row.findings[0]['message']}{more}" if row.findings else ""


QUARANTINE = ListPage(
    title="隔離した申請の一覧",
    columns=[
        Column(
            "receipt_number", "受付番号", value=lambda row: row.download.receipt_number,
            link=lambda row: ("downloads:quarantine", row.download.receipt_number),
        ),
        Column("procedure", "手続き", value=lambda row: _procedure(row.download.procedure)),
        Column("quarantined_at", "隔離日時", sort="quarantined_at"),
        Column("finding", "所見", value=_first_finding),
        Column("state", "確認", sort="state"),
    ],
    filters=[
        Filter("state", "確認", by=lambda rows, text: rows.filter(state=text), choices=list(QuarantineState.choices)),
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(download__receipt_number__icontains=text)),
    ],
    order="-pk",
    persons=lambda row: [row.download.receipt_number],
    empty="隔離した申請はありません。",
)  # fmt: skip


@gate(right="downloads.view", purpose=PURPOSE, shows=True)
@require_safe
def downloads(request: GatedRequest) -> HttpResponse:
    """The state of the fetching, and what is in quarantine."""
    stopped = Quarantine.objects.select_related("download").defer("download__archive_cipher")
    rows = narrowed(request, RIGHT, stopped, "download__procedure")
    stored = Download.objects.filter(state=State.STORED)
    identifying = Identification.objects.filter(state="waiting")
    context = {
        "feed": PortalFeed.objects.filter(source=actions.PORTAL).first(),
        "stored": narrowed(request, RIGHT, stored).count(),
        "identifying": narrowed(request, RIGHT, identifying, "application__procedure").count(),
        "scanner": outlook(clock.real_now()),
        "may_run": request.gate.may("downloads.run"),
    }
    return QUARANTINE.answer(request, rows, "intake/downloads/downloads.html", **context)


@gate(right="downloads.run", purpose="申請データの取込み")
@require_POST
def take(request: GatedRequest) -> HttpResponse:
    """Fetch now."""
    actions.note_wish(request.gate.actor)
    take_all_now()
    messages.success(request, "取込みを始めました。少し待ってから画面を開き直してください。")
    return redirect("downloads:downloads")


@gate(right="downloads.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def quarantine(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """One stopped file with every finding; staff say what was done about it."""
    found = get_object_or_404(
        Quarantine.objects.select_related("download").defer("download__archive_cipher"),
        download__receipt_number=receipt_number,
    )
    request.gate.require(procedure=found.download.procedure)
    request.gate.shown([receipt_number])
    may_close = request.gate.may("quarantine.close", procedure=found.download.procedure)
    form = ClosingForm(request.POST or None)
    if request.method == "POST":
        request.gate.require("quarantine.close", procedure=found.download.procedure)
        if form.is_valid():
            return _close(request, receipt_number, form.cleaned_data["note"])
    context = {
        "one": found,
        "procedure": _procedure(found.download.procedure),
        "check": SignatureCheck.objects.filter(download=found.download).first(),
        "form": form if found.state == QuarantineState.OPEN and may_close else None,
    }
    return render(request, "intake/downloads/quarantine.html", context)


def _close(request: GatedRequest, receipt_number: str, note: str) -> HttpResponse:
    try:
        actions.close(receipt_number, note, by=request.gate.actor, at=clock.now())
        messages.success(request, "確認済にしました。")
    except actions.CannotMove as refusal:
        messages.error(request, str(refusal))
    return redirect("downloads:quarantine", receipt_number)
