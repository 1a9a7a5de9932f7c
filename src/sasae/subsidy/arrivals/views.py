"""Whether money has come: whom of which run to ask, the list, one question."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, take_step
from sasae.kernel import clock
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.arrivals import actions
from sasae.subsidy.arrivals.forms import AnswerForm, DrawForm
from sasae.subsidy.arrivals.models import ALLOWED_MOVES, Answer, Question, Way
from sasae.subsidy.arrivals.queries import runs_not_asked
from sasae.subsidy.people.wards import everywhere, listed, require_everywhere, require_ward

PURPOSE = "振込が届いたことの確認"
LIST = ListPage(
    title="着金の確認の一覧",
    columns=[
        Column("serial", "振込番号", sort="payment__serial", value=lambda row: row.payment.serial,
               link=lambda row: ("arrivals:question", row.payment.serial)),
        Column("run", "支払", value=lambda row: row.payment.run.number),
        Column("payee", "支払を受けた人", value=lambda row: row.payment.payee.name),
        Column("pay_on", "振込日", sort="payment__run__pay_on", value=lambda row: row.payment.run.pay_on),
        Column("yen", "金額（円）", sort="payment__yen", value=lambda row: row.payment.yen,
               number=True),
        Column("state", "結果", sort="answer", value=lambda row: row.get_answer_display()),
        Column("answered_on", "確認した日", sort="answered_on"),
        Column("note", "内容"),
    ],
    filters=[
        Filter("run", "支払番号", by=lambda rows, text: rows.filter(payment__run__number=text)),
        Filter("answer", "結果", by=lambda rows, text: rows.filter(answer=text), choices=list(Answer.choices)),
    ],
    order="-payment__serial",
    persons=lambda row: [row.payment.payee.atena_no],
    export_right="payments.export",
    empty="着金を確認する振込はありません。",
)  # fmt: skip


@gate(right="arrivals.view", purpose=PURPOSE, shows=True)
@require_safe
def questions(request: GatedRequest) -> HttpResponse:
    """Whom was asked, whom is still to be asked; a run's payees are drawn here."""
    rows = Question.objects.select_related("payment__run", "payment__payee")
    seen = listed(request, LIST, rows, "payment__payee__ward_code", clock.today())
    today = clock.today()
    form = form_again(request, reverse("arrivals:draw"), DrawForm, on=today)
    return LIST.answer(
        request,
        seen,
        "subsidy/arrivals/questions.html",
        form=form,
        none_left=not runs_not_asked(today).exists(),
        may_draw=request.gate.may("arrivals.ask") and everywhere(request.gate, "arrivals.ask", today),
    )


@gate(right="arrivals.ask", purpose=PURPOSE, shows=True)
@require_POST
def draw(request: GatedRequest) -> HttpResponse:
    """Draw whom of a run to ask: of every ward at once."""
    today, by = clock.today(), request.gate.actor
    require_everywhere(request.gate, today)
    form = DrawForm(request.POST, on=today)
    take_step(
        request, lambda: actions.draw(form.cleaned_data["run"], by=by, on=today),
        done="着金を確認する人を抽選しました。", refusals=(actions.CannotAsk,), form=form,
    )  # fmt: skip
    request.gate.shown([])
    return redirect("arrivals:questions")


@gate(right="arrivals.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def question(request: GatedRequest, serial: str) -> HttpResponse:
    """One transfer: what the payee said."""
    found = get_object_or_404(Question.objects.select_related("payment__run", "payment__payee"), payment__serial=serial)
    payee = found.payment.payee
    require_ward(request.gate, payee.ward_code)
    request.gate.shown([payee.atena_no])
    form = AnswerForm(request.POST or None, now=Answer(found.answer))
    if request.method == "POST":
        request.gate.require("arrivals.ask", ward=payee.ward_code or None)
        if form.is_valid() and _answered(request, form, serial):
            return redirect("arrivals:questions")
    may = request.gate.may("arrivals.ask") and bool(ALLOWED_MOVES[Answer(found.answer)])
    context = {
        "one": found,
        "form": form,
        "may_ask": may,
        "posted": request.method == "POST",
        "entries": time_line(serial),
    }
    return render(request, "subsidy/arrivals/question.html", context)


def _answered(request: GatedRequest, form: AnswerForm, serial: str) -> bool:
    said = form.cleaned_data
    try:
        actions.answer(
            serial,
            Answer(said["answer"]),
            way=Way(said["way"]),
            note=said["note"],
            by=request.gate.actor,
            on=clock.today(),
        )
    except actions.CannotAsk as refusal:
        form.refused(refusal)
        return False
    messages.success(request, f"振込 {serial} の着金の確認を記録しました。")
    return True
