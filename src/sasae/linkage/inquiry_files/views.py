"""Request files on screen: take one in, see how far it is, download what came of it."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.contracts import inquiries as words
from sasae.contracts.person_index import Purpose
from sasae.foundation.gate import gate
from sasae.foundation.history import record
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, refuse_form, take_step
from sasae.kernel import clock
from sasae.linkage.inquiries import masters
from sasae.linkage.inquiry_files import actions, queries
from sasae.linkage.inquiry_files.forms import ConsentForm, FileForm
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine, LineState
from sasae.linkage.inquiry_files.results import informations_of, result_file
from sasae.linkage.links.legal_bases import bases_of, objections, table
from sasae.linkage.naming import system_name

PURPOSE = "一括照会"
OPERATORS = "linkage"  # files taken on screen are the operators' own

FILES = ListPage(
    title="一括照会の一覧",
    columns=[
        Column("file_no", "受付番号", link=lambda row: ("inquiry_files:file", row.file_no)),
        Column("name", "ファイル名", sort="name"),
        Column("asked_by", "照会元", value=lambda row: system_name(row.asked_by)),
        Column("line_count", "行数", sort="line_count", number=True),
        Column("refused", "照会できず", number=True),
        Column("under_way", "照会中", number=True),
        Column("ended", "結果あり", number=True),
        Column("state", "状態", value=lambda row: queries.counts_of(row).state),
        Column("taken_at", "受付日時", sort="taken_at"),
    ],
    filters=[
        Filter(
            "q", "受付番号・ファイル名", by=lambda rows, text: rows.filter(Q(file_no=text) | Q(name__icontains=text))
        ),
    ],
    order="-taken_at",
    empty="受け付けた依頼ファイルはありません。",
    export_right="lists.export",
)


def _information(row: InquiryLine) -> str:
    return masters.name_of_information(masters.in_force(), row.told["information"]) if row.told else ""


def _outcome(row: InquiryLine) -> str:
    return row.inquiry.get_state_display() if row.inquiry else row.get_state_display()


def _why(row: InquiryLine) -> str:
    told = [f"{finding['message']}（{finding['id']}）" for finding in row.findings]
    return " ".join(told) or (row.inquiry.message if row.inquiry else "")


LINES = ListPage(
    title="一括照会の行",
    columns=[
        Column("number", "行", sort="number", number=True),
        Column("atena_no", "宛名番号"),
        Column("information", "特定個人情報", value=_information),
        Column("state", "状態", value=_outcome),
        Column("why", "理由・説明", value=_why),
        Column("inquiry", "照会番号", value=lambda row: row.inquiry.inquiry_no if row.inquiry else "",
               link=lambda row: ("inquiries:inquiry", row.inquiry.inquiry_no) if row.inquiry else None),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(LineState.choices)),
        Filter("q", "宛名番号", by=lambda rows, text: rows.filter(atena_no=text.zfill(15))),
    ],
    order="number",
    persons=lambda row: [row.atena_no] if row.atena_no else [],
    export_right="lists.export",
)  # fmt: skip


@gate(right="inquiries.view", purpose=PURPOSE)
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Every request file, newest first."""
    may = request.gate.may("inquiries.ask")
    return FILES.answer(request, queries.all_files(), "linkage/inquiry_files/files.html", may=may)


@gate(right="inquiries.ask", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a file in."""
    bases = bases_of(OPERATORS, words.SUBMIT_FILE.full_name, clock.today())
    form = FileForm(request.POST or None, request.FILES or None, bases=bases)
    if request.method == "POST" and form.is_valid() and (taken := _take(request, form)):
        messages.success(request, f"{taken.line_count:,}行を受け付けました。照会は順に進みます。")
        return redirect("inquiry_files:file", taken.file_no)
    return render(request, "linkage/inquiry_files/new.html", {"form": form, "masters": masters.in_force()})


def _take(request: HttpRequest, form: FileForm) -> InquiryFile | None:
    """None where it was refused; the form then says why."""
    data, by = form.cleaned_data, request.gate.actor
    purpose = Purpose(affair=data["affair"], basis=data["basis"], operator=by.id, case=data["case"])
    try:
        if found := objections(purpose, caller=OPERATORS, operation=words.SUBMIT_FILE.full_name, on=clock.today()):
            raise actions.CannotTake(found)
        return actions.take_file(
            data["file"].name,
            data["file"].read(),
            purpose,
            data["consents"],
            asked_by=OPERATORS,
            on=clock.today(),
            by=by,
        )
    except actions.CannotTake as refusal:
        form.refused(refusal)
        return None


def _found(number: str) -> InquiryFile:
    return get_object_or_404(queries.all_files(), file_no=number)


@gate(right="inquiries.view", purpose=PURPOSE, shows=True)
@require_safe
def file(request: HttpRequest, number: str) -> HttpResponse:
    """One file: its figures, its lines, its results."""
    found = _found(number)
    counts, known = queries.counts_of(found), masters.in_force()
    mine = found.asked_by == OPERATORS and request.gate.may("inquiries.ask")
    results = [(code, masters.name_of_information(known, code)) for code in informations_of(found)]
    context = {
        "one": found, "counts": counts, "asked_by": system_name(found.asked_by), "mine": mine,
        "basis": table()[found.basis].title if found.basis in table() else found.basis, "results": results,
        "again": mine and not counts.waiting and queries.can_be_asked_again(found),
        "form": form_again(request, reverse("inquiry_files:consents", args=[number]), ConsentForm),
    }  # fmt: skip
    return LINES.answer(request, queries.lines_of(found), "linkage/inquiry_files/file.html", **context)


@gate(right="inquiries.ask", purpose=PURPOSE)
@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Ask what was refused once more."""
    found = get_object_or_404(InquiryFile, file_no=number, asked_by=OPERATORS)
    take_step(
        request, lambda: actions.ask_again(found.pk, by=request.gate.actor), done="照会できなかった行を、もう一度照会します。",
        refusals=(actions.CannotTake,),
    )  # fmt: skip
    return redirect("inquiry_files:file", number)


@gate(right="inquiries.ask", purpose=PURPOSE)
@require_POST
def consents(request: HttpRequest, number: str) -> HttpResponse:
    """Add consents, and ask what was refused once more."""
    found = get_object_or_404(InquiryFile, file_no=number, asked_by=OPERATORS)
    form, by = ConsentForm(request.POST, request.FILES), request.gate.actor
    if not form.is_valid():
        form.refusals = [("consents", said) for said in form.errors["consents"]]
        refuse_form(request, form)
        return redirect("inquiry_files:file", number)
    changed = actions.add_consents(found.pk, form.cleaned_data["consents"], by=by)
    messages.success(request, f"同意を{changed}行に記録しました。「もう一度照会する」を押してください。")
    return redirect("inquiry_files:file", number)


@gate(right="inquiries.ask", purpose="一括照会の結果の受取り", shows=True)
@require_POST
def result(request: HttpRequest, number: str, information: str) -> HttpResponse:
    """Download what came of a file; what a business system asked goes to that system alone."""
    found = get_object_or_404(InquiryFile, file_no=number, asked_by=OPERATORS)
    if information not in informations_of(found):
        raise Http404
    told = result_file(found, information)
    request.gate.shown(told.persons)
    record(
        request.gate.actor, "inquiry_file.handed_over", number, told.persons, to=request.gate.actor.name, name=told.name,
        count=len(told.persons),
    )  # fmt: skip
    answer = HttpResponse(told.content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{told.name}"'
    return answer
