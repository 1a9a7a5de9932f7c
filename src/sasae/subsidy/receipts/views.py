"""Receipt files: registering, progress of the import, counts by reason, findings; and the lines of all files."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.batch import progress, start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import form_again
from sasae.kernel import clock
from sasae.subsidy.people.wards import listed
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.forms import DecideForm, UploadForm
from sasae.subsidy.receipts.layouts import label_of
from sasae.subsidy.receipts.listing import FILES, LINES
from sasae.subsidy.receipts.models import LineState, ReceiptFile, ReceiptLine
from sasae.subsidy.receipts.reasons import reasons
from sasae.subsidy.wordings.queries import steady

PURPOSE = "現物給付の審査"
WARD = "person__ward_code"


@gate(right="receipts.view", purpose=PURPOSE)
@require_safe
def files(request: GatedRequest) -> HttpResponse:
    """Files, the newest first."""
    may = request.gate.may("receipts.import")
    return FILES.answer(request, ReceiptFile.objects.all(), "subsidy/receipts/files.html", may_import=may)


@gate(right="receipts.import", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def upload(request: GatedRequest) -> HttpResponse:
    """Keep a file and begin its import; the same file again leads to the one that is there."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept, new = _taken(request, form.cleaned_data)
        if not new:
            messages.warning(request, "同じ内容のファイルがすでに登録されています。二重には取り込みません。")
        return redirect("receipts:file", kept.pk)
    return render(request, "subsidy/receipts/upload.html", {"form": form})


def _taken(request: GatedRequest, said: dict[str, Any]) -> tuple[ReceiptFile, bool]:
    given = said["file"]
    expected = {key: said[key] for key in ("month", "reviewer", "count", "yen")}
    with transaction.atomic():
        kept, new = actions.upload(given.name, given, by=request.gate.actor, form=said["form"], expected=expected)
        start("receipts.import", {"file": kept.pk}, by=request.gate.actor, once=str(kept.pk))
    return kept, new


@gate(right="receipts.view", purpose=PURPOSE)
@require_safe
def file(request: GatedRequest, pk: int) -> HttpResponse:
    """One file: how far its import is, the counts by reason, the findings."""
    found = get_object_or_404(ReceiptFile.objects.select_related("cycle"), pk=pk)
    run = BatchRun.objects.filter(kind="receipts.import", once=str(pk)).first()
    context = {
        "one": found,
        "form": label_of(found.form),
        "progress": progress(run) if run else None,
        "groups": _groups(found.lines.all()),
    }
    return render(request, "subsidy/receipts/file.html", context)


def _groups(lines: QuerySet[ReceiptLine]) -> list[dict[str, Any]]:
    """Counts and yen by state and reason."""
    counted = lines.values("state", "reason").annotate(count=Count("id"), yen=Sum("in_kind_yen")).order_by("reason")
    known = reasons(clock.today())
    return [
        {
            **row,
            "label": LineState(row["state"]).label,
            "text": known[row["reason"]].text,
        }
        for row in counted
    ]


@gate(right="receipts.view", purpose=PURPOSE, shows=True)
@require_safe
def lines(request: GatedRequest) -> HttpResponse:
    """Lines of all files, by state, reason, month, recipient, provider; held ones are ticked and decided together."""
    may = request.gate.may("receipts.decide")
    rows = ReceiptLine.objects.select_related("person").defer("grounds")
    with steady():
        rows = listed(request, LINES, rows, WARD, clock.today())
        more = {"may_decide": may, "asked": request.GET.urlencode()}
        more["form"] = form_again(request, reverse("receipts:decide_many"), DecideForm, auto_id="bulk_%s")
        return LINES.answer(request, rows, "subsidy/receipts/lines.html", **more)
