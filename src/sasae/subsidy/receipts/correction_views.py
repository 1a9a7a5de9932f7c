"""返戻・過誤・再審査: what waits, the lists that went out, the bodies' answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.people.wards import listed, require_everywhere, require_ward
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.forms import AnswerForm, AnswersForm, typed
from sasae.subsidy.receipts.listing import CORRECTIONS
from sasae.subsidy.receipts.models import Correction, CorrectionList, CorrectionState, Reviewer

PURPOSE = "過誤・返戻の申出"
WARD = "line__person__ward_code"


def _reached(request: GatedRequest, pk: int) -> Correction:
    """The request, if the page's right reaches the person's ward."""
    found = get_object_or_404(Correction.objects.select_related("line__person"), pk=pk)
    require_ward(request.gate, found.line.person.ward_code if found.line.person else "")
    return found


@gate(right="receipts.view", purpose=PURPOSE, shows=True)
@require_safe
def corrections(request: GatedRequest) -> HttpResponse:
    """Everything asked, the newest first; what waits for a list, by body."""
    waiting = Correction.objects.filter(state=CorrectionState.ASKED)
    context = {
        "bodies": [(body, body.label, waiting.filter(reviewer=body).count()) for body in Reviewer],
        "lists": CorrectionList.objects.defer("content").order_by("-id")[:20],
        "answers": AnswersForm(),
        "may_correct": request.gate.may("receipts.correct"),
    }
    rows = Correction.objects.select_related("line__person")
    rows = listed(request, CORRECTIONS, rows, WARD, clock.today())
    return CORRECTIONS.answer(request, rows, "subsidy/receipts/corrections.html", **context)


@gate(right="receipts.correct", purpose=PURPOSE)
@require_POST
def make_list(request: GatedRequest) -> HttpResponse:
    """One list of all that waits for a body."""
    require_everywhere(request.gate, clock.today())
    try:
        made = actions.make_list(typed(request, "reviewer"), by=request.gate.actor, on=clock.today())
    except actions.CannotDecide as refusal:
        refuse(request, refusal)
    else:
        messages.success(
            request, f"一覧 {made.number}（{made.count}件）を作りました。取り出して審査支払機関に出してください。"
        )
    return redirect("receipts:corrections")


@gate(right="receipts.correct", purpose=PURPOSE, shows=True)
@require_safe
def taken_list(request: GatedRequest, pk: int) -> HttpResponse:
    """A list, exactly as it was made."""
    require_everywhere(request.gate, clock.today())
    found = get_object_or_404(CorrectionList, pk=pk)
    rows = Correction.objects.filter(list=found, line__person__isnull=False)
    persons = list(rows.values_list("line__person__atena_no", flat=True))
    request.gate.shown(persons, note=found.number)
    record(request.gate.actor, "corrections.taken", found.number, persons)
    response = HttpResponse(bytes(found.content), content_type="text/csv; charset=Shift_JIS")
    response["Content-Disposition"] = f'attachment; filename="corrections-{found.number}.csv"'
    return response


@gate(right="receipts.correct", purpose=PURPOSE)
@require_POST
def take_answers(request: GatedRequest) -> HttpResponse:
    """The body's answers as a file: all of it, or nothing with what is wrong."""
    require_everywhere(request.gate, clock.today())
    form = AnswersForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["file"]))
        return redirect("receipts:corrections")
    content = form.cleaned_data["file"].read()
    count, findings = actions.take_answers(content, by=request.gate.actor, on=clock.today())
    for finding in findings[:20]:
        messages.error(request, f"{finding.at}：{finding.message}（{finding.id}）")
    if findings:
        messages.error(request, f"指摘が{len(findings)}件あるため、一件も取り込んでいません。")
    else:
        messages.success(request, f"{count}件の回答を取り込みました。")
    return redirect("receipts:corrections")


@gate(right="receipts.correct", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def answer(request: GatedRequest, pk: int) -> HttpResponse:
    """One answer, typed from paper."""
    found = _reached(request, pk)
    request.gate.shown(CORRECTIONS.persons(found) if CORRECTIONS.persons else [])
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer(
                pk, agreed=said["result"] == "agreed", text=said["answer"], by=request.gate.actor, on=clock.today()
            )
        except actions.CannotDecide as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "回答を記録しました。")
            return redirect("receipts:line", found.line_id)
    return render(request, "subsidy/receipts/answer.html", {"one": found, "form": form})


@gate(right="receipts.correct", purpose=PURPOSE)
@require_POST
def withdraw(request: GatedRequest, pk: int) -> HttpResponse:
    """Not sent: not asked."""
    found = _reached(request, pk)
    try:
        actions.withdraw(pk, by=request.gate.actor)
    except actions.CannotDecide as refusal:
        refuse(request, refusal)
    else:
        messages.success(request, "申出を取り下げました。")
    return redirect("receipts:line", found.line_id)
