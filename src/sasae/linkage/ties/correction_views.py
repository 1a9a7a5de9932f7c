"""Corrections of ties: proposing, approving, and following up all that was done with a wrong one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.linkage.naming import system_name
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.ties.actions import corrections as actions
from sasae.linkage.ties.forms import CorrectionForm
from sasae.linkage.ties.models import Correction, CorrectionNotice, CorrectionState, CorrectionUse
from sasae.linkage.ties.queries import may_approve

PURPOSE = "ひも付けの訂正"


def _persons(row: Correction) -> list[str]:
    return [move.person.atena_no for move in row.moves.all()]


CORRECTIONS = ListPage(
    title="ひも付けの訂正",
    columns=[
        Column("number", "訂正番号", sort="number", link=lambda row: ("ties:correction", row.number)),
        Column("persons", "対象", value=lambda row: "、".join(move.person.name for move in row.moves.all())),
        Column("reason", "誤りの内容"),
        Column("state", "状態", sort="state"),
        Column("carried_out_on", "訂正日", sort="carried_out_on"),
        Column("proposed_at", "起案日時", sort="proposed_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(CorrectionState.choices)),
        Filter("q", "訂正番号", by=lambda rows, text: rows.filter(number__startswith=text)),
    ],
    order="-proposed_at",
    persons=_persons,
    export_right="lists.export",
    empty="ひも付けの訂正はありません。",
)


@gate(right="ties.view", purpose=PURPOSE, shows=True)
@require_safe
def correction_list(request: GatedRequest) -> HttpResponse:
    """Corrections, the newest first."""
    rows = Correction.objects.prefetch_related("moves__person")
    return CORRECTIONS.answer(request, rows, "linkage/ties/corrections.html")


@gate(right="ties.correct", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def propose(request: GatedRequest, atena_no: str) -> HttpResponse:
    """Propose to take a person from the unified person they are tied to, or to exchange two."""
    person = get_object_or_404(RegisteredPerson.objects.select_related("unified"), atena_no=atena_no)
    request.gate.shown([atena_no])
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, by, on = form.cleaned_data, request.gate.actor, clock.today()
        try:
            if told["other_no"]:
                made = actions.exchange(atena_no, told["other_no"], reason=told["reason"], by=by, on=on)
            else:
                made = actions.part(atena_no, reason=told["reason"], by=by, on=on)
            messages.success(request, f"訂正 {made.number} を起案しました。別の人が承認すると直ります。")
            return redirect("ties:correction", made.number)
        except actions.CannotCorrect as refusal:
            form.refused(refusal)
    back = reverse("people:person", args=[atena_no])
    return render(request, "linkage/ties/propose.html", {"person": person, "form": form, "back": back})


@gate(right="ties.view", purpose=PURPOSE, shows=True)
@require_safe
def correction(request: GatedRequest, number: str) -> HttpResponse:
    """One correction: who changes place, what was done with the wrong tie, who is to be told."""
    found = get_object_or_404(Correction, number=number)
    moves = list(found.moves.select_related("person", "was", "becomes").order_by("person__atena_no"))
    request.gate.shown([move.person.atena_no for move in moves])
    may = request.gate.may
    uses = [{"row": use, "system": system_name(use.system)} for use in found.uses.order_by("on", "id")]
    context = {
        "one": found,
        "moves": moves,
        "uses": uses,
        "reports": [{"row": row, "system": system_name(row.system)} for row in found.reports.order_by("system")],
        "notices": found.notices.order_by("due_on", "id"),
        "today": clock.today(),
        "may_approve": may("ties.approve") and may_approve(found, request.gate.actor),
        "may_withdraw": may("ties.correct") and found.state == CorrectionState.PROPOSED,
        "may_follow_up": may("ties.correct") and found.state == CorrectionState.DONE,
    }
    return render(request, "linkage/ties/correction.html", context)


def _step(request: GatedRequest, number: str, step: Callable[[], object], *names: str, done: str) -> HttpResponse:
    """Take one step and go back to the correction's page."""
    take_step(request, step, *names, done=done, refusals=(actions.CannotCorrect,))
    return redirect("ties:correction", number)


@gate(right="ties.approve", purpose=PURPOSE)
@require_POST
def approve(request: GatedRequest, number: str) -> HttpResponse:
    """Carry a proposal out."""
    get_object_or_404(Correction, number=number)
    by = request.gate.actor
    return _step(
        request, number, lambda: actions.carry_out(number, by=by, on=clock.today()), done="ひも付けを直しました。"
    )


@gate(right="ties.correct", purpose=PURPOSE)
@require_POST
def withdraw(request: GatedRequest, number: str) -> HttpResponse:
    """Give a proposal up."""
    get_object_or_404(Correction, number=number)
    why, by = request.POST.get("why", ""), request.gate.actor
    return _step(
        request, number, lambda: actions.withdraw(number, reason=why, by=by), "why", done="取り下げました。"
    )  # fmt: skip


@gate(right="ties.correct", purpose=PURPOSE)
@require_POST
def handle(request: GatedRequest, use: int) -> HttpResponse:
    """Write down what was done about one use."""
    found = get_object_or_404(CorrectionUse.objects.select_related("correction"), pk=use)
    said, by = request.POST.get("handling", ""), request.gate.actor
    return _step(
        request, found.correction.number, lambda: actions.handle_use(use, handling=said, by=by), "handling",
        done="対応を記録しました。",
    )  # fmt: skip


@gate(right="ties.correct", purpose=PURPOSE)
@require_POST
def tell(request: GatedRequest, notice: int) -> HttpResponse:
    """Write down that somebody was told."""
    found = get_object_or_404(CorrectionNotice.objects.select_related("correction"), pk=notice)
    note, by = request.POST.get("note", ""), request.gate.actor
    return _step(
        request, found.correction.number, lambda: actions.notice_done(notice, note=note, by=by), "note",
        done="知らせたことを記録しました。",
    )  # fmt: skip


@gate(right="ties.correct", purpose=PURPOSE)
@require_POST
def close(request: GatedRequest, number: str) -> HttpResponse:
    """Nothing is left to do."""
    get_object_or_404(Correction, number=number)
    by = request.gate.actor
    return _step(request, number, lambda: actions.close(number, by=by), done="訂正を完結しました。")
