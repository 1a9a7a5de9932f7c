"""What residents wrote and nobody has read, and the files they added."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intake.applications import pictures
from sasae.intake.applications.reach import narrowed
from sasae.intake.applications.views import open_papers, opened
from sasae.intake.letters import actions
from sasae.intake.letters.models import Outcome, Reply, ReplyPaper
from sasae.kernel import clock

PURPOSE = "申請者の返事の確認"
_ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"


def _by_reading(rows: QuerySet[Reply], text: str) -> QuerySet[Reply]:
    return rows.filter(read_at__isnull=text == "no")


REPLIES = ListPage(
    title="申請者からの返事",
    columns=[
        Column(
            "receipt_number", "受付番号",
            link=lambda row: ("examination:case", row.receipt_number) if row.application_id else None,
        ),
        Column("procedure", "手続き", value=lambda row: row.application.procedure_alias if row.application else "（格納前）"),
        Column("kind", "種類"),
        Column("sent_at", "送られた日時", sort="sent_at"),
        Column("outcome", "取下げの結果", value=lambda row: row.get_outcome_display()),
        Column("read_at", "読んだ日時", value=lambda row: row.read_at or "未読"),
    ],
    filters=[
        Filter("read", "読んだか", by=_by_reading, choices=[("no", "未読"), ("yes", "読んだ")]),
        Filter("outcome", "取下げの結果", by=lambda rows, text: rows.filter(outcome=text), choices=list(Outcome.choices)),
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(receipt_number__icontains=text)),
    ],
    order="-sent_at",
    persons=lambda row: [row.receipt_number],
)  # fmt: skip


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def replies(request: GatedRequest) -> HttpResponse:
    """Of the procedures one holds; what belongs to no stored application is for everybody who may see any."""
    mine = narrowed(request, "applications.view", Reply.objects.all(), "application__procedure")
    rows = Reply.objects.filter(Q(pk__in=mine.values("pk")) | Q(application=None))
    rows = rows.select_related("application").defer("signature", "certificate", "application__printed_form")
    return REPLIES.answer(request, rows, "intake/letters/replies.html")


@gate(right="applications.examine", purpose=PURPOSE, shows=True)
@require_POST
def read(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Say that a reply was read."""
    one = opened(request, receipt_number)
    wanted = request.POST.get("reply", "")
    found = list(one.replies.filter(pk=int(wanted))) if wanted.isascii() and wanted.isdecimal() else []
    actions.note_read(found, by=request.gate.actor, at=clock.now())
    if found:
        messages.success(request, "読んだことを記録しました。")
    return redirect("examination:case", receipt_number)


def _paper(request: GatedRequest, receipt_number: str, reply: int, number: int) -> ReplyPaper:
    one = opened(request, receipt_number)
    open_papers(request, one)
    return get_object_or_404(
        ReplyPaper, reply__application=one, reply=reply, number=number, content__isnull=False
    )


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def paper(request: GatedRequest, receipt_number: str, reply: int, number: int) -> HttpResponse:
    """A file of a reply, page by page."""
    found = _paper(request, receipt_number, reply, number)
    try:
        words = pictures.words_of(bytes(found.content or b"")) if found.media_type == pictures.PDF else [""]
    except pictures.CannotShow:
        words = []
    pages = [
        (reverse("letters:paper_page", args=[receipt_number, reply, number, place]), text)
        for place, text in enumerate(words, 1)
    ]
    context = {"one": found.reply.application, "pages": pages, "title": f"返事の添付{number}", "name": found.name, "kind": ""}
    return render(request, "intake/applications/paper.html", context)


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def paper_page(request: GatedRequest, receipt_number: str, reply: int, number: int, page: int) -> HttpResponse:
    """One page of it as a picture, made anew."""
    found = _paper(request, receipt_number, reply, number)
    try:
        made = pictures.picture_of(bytes(found.content or b""), found.media_type, page)
        answer = HttpResponse(made, content_type=pictures.KINDS[found.media_type])
    except pictures.CannotShow:
        answer = HttpResponse("この書類は画面に出せません。", content_type="text/plain; charset=utf-8", status=422)
    answer["Content-Security-Policy"] = _ALONE
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
