"""Moves at once: the file taken in, what it changes, approval by another, the result. They show members of staff alone."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.moves import actions, lists
from sasae.foundation.moves.changes import changes_of, counted, mark_of
from sasae.foundation.moves.forms import MoveFileForm
from sasae.foundation.moves.models import OPEN, MoveFile
from sasae.foundation.moves.queries import files_of
from sasae.foundation.moves.reading import CannotTake
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock

VIEW, MANAGE, APPROVE, PURPOSE = "accounts.view", "accounts.manage", "accounts.approve", "利用者の一斉の異動"


def _one(request: GatedRequest, number: int) -> MoveFile:
    return get_object_or_404(files_of(reach_of(request.gate.user)), pk=number)


@gate(right=VIEW, purpose=PURPOSE)
@require_safe
def files(request: GatedRequest) -> HttpResponse:
    """Every file of moves."""
    rows = lists.names(files_of(reach_of(request.gate.user)))
    return lists.FILES.answer(request, rows, "moves/files.html", may_manage=request.gate.may(MANAGE))


@gate(right=MANAGE, purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: GatedRequest) -> HttpResponse:
    """Take a file in. What is wrong is said with its line, and then nothing of it is kept."""
    form = MoveFileForm(request.POST or None, request.FILES or None)
    findings = []
    if request.method == "POST" and form.is_valid():
        file, reach = form.cleaned_data["file"], reach_of(request.gate.user)
        by, on, now = request.gate.actor, clock.today(), clock.now()
        try:
            return redirect("moves:file", actions.take(file.name, file.read(), reach, by=by, on=on, now=now).pk)
        except CannotTake as refusal:
            findings = refusal.findings
            form.add_error(
                "file", "ファイルに誤りがあります。下の行を直してください。何も取り込んでいません。（MV-024）"
            )
    status = 422 if form.errors else 200
    return render(request, "moves/take.html", {"form": form, "findings": findings}, status=status)


@gate(right=VIEW, purpose=PURPOSE)
@require_safe
def file(request: GatedRequest, number: int) -> HttpResponse:
    """One file: before its day what it changes, afterwards what it changed."""
    one, me = _one(request, number), request.gate.actor.id
    rows = one.moves.select_related("user")
    context = {
        "one": one, "may_manage": request.gate.may(MANAGE), "may_approve": request.gate.may(APPROVE),
        "own": one.taken_by == me, "inside": rows.filter(user__login_id=me).exists(),
        "names": names_of_staff([one.taken_by, one.approved_by, one.ended_by]),
    }  # fmt: skip
    if one.state not in OPEN:
        page = lists.RESULT if one.done_at else lists.NO_MORE
        return page.answer(request, rows, "moves/file.html", **context)
    changes = changes_of(one, clock.now())
    context |= {"counts": counted(changes), "seen": mark_of(changes), "open": True}
    return lists.preview(changes).answer(request, rows, "moves/file.html", **context)


@gate(right=APPROVE, purpose=PURPOSE)
@require_POST
def approve(request: GatedRequest, number: int) -> HttpResponse:
    """Let it take effect on its day."""
    one, seen, by = _one(request, number), request.POST.get("seen", ""), request.gate.actor
    take_step(
        request, lambda: actions.approve(one.pk, seen, by=by, on=clock.today(), now=clock.now()),
        done="承認しました。発令日に反映します。", refusals=(actions.CannotMove,),
    )  # fmt: skip
    return redirect("moves:file", number)


@gate(right=VIEW, purpose=PURPOSE)
@require_POST
def cancel(request: GatedRequest, number: int) -> HttpResponse:
    """Put it aside, by either of the two."""
    if not request.gate.may(MANAGE):
        request.gate.require(APPROVE)
    one, why = _one(request, number), request.POST.get("why", "")
    take_step(
        request, lambda: actions.cancel(one.pk, why, by=request.gate.actor, now=clock.now()), "why",
        done="取りやめました。何も変えていません。", refusals=(actions.CannotMove,),
    )  # fmt: skip
    return redirect("moves:file", number)


@gate(right=MANAGE, purpose=PURPOSE)
@require_POST
def confirm(request: GatedRequest, number: int) -> HttpResponse:
    """The result was looked at."""
    one = _one(request, number)
    take_step(
        request, lambda: actions.confirm(one.pk, by=request.gate.actor, now=clock.now()),
        done="結果を確かめたことを記録しました。", refusals=(actions.CannotMove,),
    )  # fmt: skip
    return redirect("moves:file", number)
