"""Receipt files: upload, progress of the import, lines and why each is accepted or held."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.batch import progress, start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.templatetags.screens import month
from sasae.kernel import clock
from sasae.kernel.wareki import read_month
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.forms import DecideForm, UploadForm
from sasae.subsidy.receipts.models import FileState, LineState, ReceiptFile, ReceiptLine
from sasae.subsidy.receipts.reasons import reasons
from sasae.subsidy.wordings.queries import steady

PURPOSE = "現物給付の審査"
FILE_TONES = {
    FileState.RECEIVED: "wait", FileState.IMPORTING: "busy", FileState.IMPORTED: "good", FileState.REFUSED: "wrong",
}  # fmt: skip
LINE_TONES = {
    LineState.READ: "busy", LineState.ACCEPTED: "good", LineState.HELD: "wait", LineState.RETURNED: "ended",
}  # fmt: skip

FILES = ListPage(
    title="レセプトファイルの一覧",
    columns=[
        Column("name", "ファイル名", sort="name", link=lambda row: ("receipts:file", row.pk)),
        Column("billing_month", "請求年月", value=lambda row: month(row.billing_month), sort="billing_month"),
        Column("receipt_count", "レセプト件数", number=True),
        Column("line_count", "当市の明細", number=True),
        Column("state", "状態", sort="state"),
        Column("uploaded_at", "登録日時", sort="uploaded_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(FileState.choices)),
        Filter("month", "請求年月", by=lambda rows, text: rows.filter(billing_month=read_month(text))),
    ],
    order="-id",
)


def _by_file(rows: QuerySet[ReceiptLine], text: str) -> QuerySet[ReceiptLine]:
    if not (text.isdecimal() and len(text) < 10):
        raise ValueError("ファイルの番号を数字で入れてください。")
    return rows.filter(file_id=int(text))


LINES = ListPage(
    title="レセプト明細の一覧",
    columns=[
        Column("id", "番号", value=lambda row: str(row.pk), sort="id", link=lambda row: ("receipts:line", row.pk)),
        Column("treatment_month", "診療年月", value=lambda row: month(row.treatment_month), sort="treatment_month"),
        Column("recipient_number", "受給者番号", sort="recipient_number"),
        Column("name", "氏名"),
        Column("provider_name", "医療機関"),
        Column("days", "日数", number=True),
        Column("decided_yen", "決定金額", sort="decided_yen", number=True),
        Column("in_kind_yen", "現物給付額", sort="in_kind_yen", number=True),
        Column("state", "状態", sort="state"),
        Column("reason", "理由", value=lambda row: reasons(clock.today())[row.reason].text if row.reason else ""),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(LineState.choices)),
        Filter(
            "reason", "理由", by=lambda rows, text: rows.filter(reason=text),
            choices=lambda _: [(code, f"{code} {reason.text}") for code, reason in reasons(clock.today()).items()],
        ),
        Filter("number", "受給者番号", by=lambda rows, text: rows.filter(recipient_number=text)),
        Filter("file", "ファイル番号", by=_by_file),
    ],
    order="id",
    persons=lambda row: [row.person.atena_no if row.person else f"受給者番号{row.recipient_number}"],
)  # fmt: skip


def _files() -> QuerySet[ReceiptFile]:
    return ReceiptFile.objects.defer("content")


@gate(right="receipts.view", purpose=PURPOSE)
@require_safe
def files(request: GatedRequest) -> HttpResponse:
    """Files, the newest first."""
    return FILES.answer(
        request, _files(), "subsidy/receipts/files.html", may_import=request.gate.may("receipts.import")
    )


@gate(right="receipts.import", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def upload(request: GatedRequest) -> HttpResponse:
    """Keep a file and begin its import; the same file again leads to the one that is there."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        with transaction.atomic():
            kept, new = actions.upload(given.name, given.read(), by=request.gate.actor)
            start("receipts.import", {"file": kept.pk}, by=request.gate.actor, once=str(kept.pk))
        if not new:
            messages.warning(request, "同じ内容のファイルがすでに登録されています。二重には取り込みません。")
        return redirect("receipts:file", kept.pk)
    return render(request, "subsidy/receipts/upload.html", {"form": form})


@gate(right="receipts.view", purpose=PURPOSE)
@require_safe
def file(request: GatedRequest, pk: int) -> HttpResponse:
    """One file: how far its import is, the counts by reason, the findings."""
    found = get_object_or_404(_files(), pk=pk)
    run = BatchRun.objects.filter(kind="receipts.import", once=str(pk)).first()
    counted = (
        found.lines.values("state", "reason").annotate(count=Count("id"), yen=Sum("in_kind_yen")).order_by("reason")
    )
    known = reasons(clock.today())
    groups = [
        {
            **row,
            "state": LineState(row["state"]).label,
            "tone": LINE_TONES[LineState(row["state"])],
            "text": known[row["reason"]].text if row["reason"] else "審査前",
        }
        for row in counted
    ]
    tone = FILE_TONES[FileState(found.state)]
    context = {"one": found, "tone": tone, "progress": progress(run) if run else None, "groups": groups}
    return render(request, "subsidy/receipts/file.html", context)


@gate(right="receipts.view", purpose=PURPOSE, shows=True)
@require_safe
def lines(request: GatedRequest) -> HttpResponse:
    """Lines of all files, by state, reason, recipient."""
    with steady():
        return LINES.answer(request, ReceiptLine.objects.select_related("person"), "subsidy/receipts/lines.html")


def _decided(request: GatedRequest, pk: int, form: DecideForm) -> bool:
    """Whether the decision was taken; if not, the form says why."""
    said = form.cleaned_data
    try:
        actions.decide_held(
            pk, accept=said["decision"] == "accept", note=said["note"], by=request.gate.actor, on=clock.today()
        )
    except actions.CannotDecide as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "判断を記録しました。")
    return True


@gate(right="receipts.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def line(request: GatedRequest, pk: int) -> HttpResponse:
    """One line; a held one is decided here by those who may."""
    found = get_object_or_404(ReceiptLine.objects.select_related("person", "entitlement", "file"), pk=pk)
    request.gate.shown(LINES.persons(found) if LINES.persons else [])
    form = DecideForm(request.POST or None)
    if request.method == "POST":
        request.gate.require("receipts.decide")
        if form.is_valid() and _decided(request, pk, form):
            return redirect("receipts:line", pk)
    may_decide = found.state == LineState.HELD and request.gate.may("receipts.decide")
    text = reasons(clock.today())[found.reason].text if found.reason else ""
    return render(
        request,
        "subsidy/receipts/line.html",
        {
            "one": found,
            "form": form,
            "text": text,
            "may_decide": may_decide,
            "tone": LINE_TONES[LineState(found.state)],
        },
    )
