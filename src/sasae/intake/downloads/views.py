"""Fetching, and what was stopped on the way in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intake.applications.models import SignatureCheck
from sasae.intake.applications.procedures import procedures
from sasae.intake.applications.reach import narrowed
from sasae.intake.downloads import actions
from sasae.intake.downloads.batches import AWAY, take_again, take_all_now
from sasae.intake.downloads.forms import ClosingForm, SendingBackForm
from sasae.intake.downloads.models import Download, PortalFeed, Quarantine, QuarantineState, State
from sasae.intake.downloads.revocation import CannotCheckNow
from sasae.intake.downloads.scanning import outlook
from sasae.intake.matching.models import Identification
from sasae.kernel import clock
from sasae.wire.client import Refused, Unreachable

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


def _found(request: GatedRequest, receipt_number: str) -> Quarantine:
    found = get_object_or_404(
        Quarantine.objects.select_related("download").defer("download__archive_cipher"),
        download__receipt_number=receipt_number,
    )
    request.gate.require(procedure=found.download.procedure)
    request.gate.shown([receipt_number])
    return found


def _page(request: GatedRequest, one: Quarantine, form: SasaeForm | None = None) -> HttpResponse:
    """One stopped file. Held, it is fetched again or sent back; told of already, staff say what they did."""
    free = one.state == QuarantineState.OPEN and request.gate.may("quarantine.close", procedure=one.download.procedure)
    held = free and one.told_at is None
    context = {
        "one": one,
        "procedure": _procedure(one.download.procedure),
        "check": SignatureCheck.objects.filter(download=one.download).first(),
        "earlier": one.download.earlier.defer("archive_cipher").order_by("pk"),
        "held": held,
        "form": (form or (SendingBackForm() if held else ClosingForm())) if free else None,
    }
    return render(request, "intake/downloads/quarantine.html", context)


@gate(right="downloads.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def quarantine(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """One stopped file with every finding; staff say what was done about it."""
    found = _found(request, receipt_number)
    if request.method != "POST":
        return _page(request, found)
    request.gate.require("quarantine.close", procedure=found.download.procedure)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    with _said(request, "確認済にしました。"):
        actions.close(receipt_number, form.cleaned_data["note"], by=request.gate.actor, at=clock.now())
    return redirect("downloads:quarantine", receipt_number)


@gate(right="quarantine.close", purpose="隔離した申請の対応", shows=True)
@require_POST
def send_back(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Give it back to the applicant with a reason."""
    found = _found(request, receipt_number)
    form = SendingBackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    with _said(request, "申請者に返しました。申請者のお知らせに理由が出ます。"):
        actions.send_back(receipt_number, form.cleaned_data["reason"], by=request.gate.actor, at=clock.now())
    return redirect("downloads:quarantine", receipt_number)


@gate(right="quarantine.close", purpose="隔離した申請の対応", shows=True)
@require_POST
def fetch_again(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Fetch it once more from the portal and check it anew."""
    _found(request, receipt_number)
    with _said(request, ""):
        one = take_again(receipt_number, by=request.gate.actor)
        if one.state == QuarantineState.MENDED:
            messages.success(request, "取り直したファイルは、すべての検査を通りました。格納しました。")
        else:
            messages.error(request, "取り直しましたが、検査を通りません。下の所見を確かめてください。")
    return redirect("downloads:quarantine", receipt_number)


@contextmanager
def _said(request: GatedRequest, done: str) -> Iterator[None]:
    """What came of it, in the page's messages."""
    try:
        yield
    except (actions.CannotMove, CannotCheckNow) as refusal:
        messages.error(request, str(refusal))
    except (Unreachable, Refused):
        messages.error(request, f"{AWAY}しばらくしてから、もう一度押してください。")
    else:
        if done:
            messages.success(request, done)
