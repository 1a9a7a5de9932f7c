"""The register of terminals, letting one in, and the list of what lies on them."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import OPEN, GatedRequest, gate
from sasae.foundation.history import refuse
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.terminals import actions
from sasae.foundation.terminals.forms import EnrolForm, TerminalForm
from sasae.foundation.terminals.lists import FILES, TERMINALS, late
from sasae.foundation.terminals.middleware import cookie_name
from sasae.foundation.terminals.models import Terminal, TerminalFile
from sasae.kernel import clock

PURPOSE = "端末の管理"
CLEARING = "端末の消去の確認"
REFUSALS = (actions.CannotUse,)
_YEAR = 366 * 24 * 60 * 60  # seconds; the register says when it ends


@gate(right="terminals.view", purpose=PURPOSE)
@require_safe
def terminals(request: GatedRequest) -> HttpResponse:
    """Every terminal that was ever registered."""
    context = {"may": request.gate.may("terminals.manage"), "without": settings.SASAE_TERMINALS.get("without", "")}
    return TERMINALS.answer(request, Terminal.objects.all(), "terminals/terminals.html", **context)


@gate(right="terminals.manage", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: GatedRequest) -> HttpResponse:
    """A new terminal; its code is shown once."""
    form = TerminalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, told = actions.register(**form.cleaned_data, by=request.gate.actor, at=clock.now())
            return render(request, "terminals/code.html", {"one": made, "told": told})
        except actions.CannotUse as refusal:
            form.refused(refusal)
    return render(request, "terminals/register.html", {"form": form}, status=422 if form.errors else 200)


@gate(right=OPEN, purpose="端末の登録")
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Typed on the terminal itself: the code makes it permitted."""
    form = EnrolForm(request.POST or None)
    by = request.gate.actor  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            terminal, key = actions.let_in(form.cleaned_data["code"], by=by, at=clock.now(), on=clock.today())
        except actions.CannotUse as refusal:
            refuse(by, "terminal.code_refused", "端末", str(refusal))
            form.refused(refusal)
        else:
            answer = render(request, "terminals/permitted.html", {"code": terminal.code})
            answer.set_cookie(
                cookie_name(), key, max_age=_YEAR, path=settings.SASAE_TERMINALS_UNDER, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
            return answer
    return render(request, "terminals/enrol.html", {"form": form}, status=422 if form.errors else 200)


@gate(right="terminals.view", purpose=PURPOSE)
@require_safe
def terminal(request: GatedRequest, code: str) -> HttpResponse:
    """One terminal and what lies on it."""
    one = get_object_or_404(Terminal, code=code)
    left = TerminalFile.objects.filter(terminal=code).exclude(state="gone").count()
    context = {"one": one, "left": left, "may": request.gate.may("terminals.manage")}
    return render(request, "terminals/terminal.html", context)


@gate(right="terminals.manage", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, code: str, step: str) -> HttpResponse:
    """A fresh code, or the end of its use."""
    one = get_object_or_404(Terminal, code=code)
    by, now, told = request.gate.actor, clock.now(), []
    steps: dict[str, tuple[Callable[[], None], str]] = {
        "code": (lambda: told.append(actions.new_code(code, by=by, at=now)), ""),
        "stop": (lambda: actions.stop(code, request.POST.get("why", ""), by=by, at=now), "利用を止めました。"),
    }
    if step not in steps:
        raise Http404(step)
    act, done = steps[step]
    take_step(request, act, "why", done=done, refusals=REFUSALS)
    if told:
        return render(request, "terminals/code.html", {"one": one, "told": told[0]})
    return redirect("terminals:terminal", code)


@gate(right="terminals.view", purpose=CLEARING, shows=True)
@require_safe
def files(request: GatedRequest) -> HttpResponse:
    """Everything that was taken onto a terminal, and whether it is gone."""
    return FILES.answer(request, TerminalFile.objects.all(), "terminals/files.html")


@gate(right="terminals.view", purpose=CLEARING, shows=True)
@require_safe
def file(request: GatedRequest, number: int) -> HttpResponse:
    """One file and its next step."""
    one = get_object_or_404(TerminalFile, pk=number)
    request.gate.shown(one.items)
    own = request.gate.actor.id in (one.taken_by, one.deleted_by)
    context = {"one": one, "late": late(one), "own": own, "may": request.gate.may("terminals.manage")}
    return render(request, "terminals/file.html", context)


@gate(right="terminals.view", purpose=CLEARING)
@require_POST
def take_file(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Say that it is gone; see for oneself; send it back."""
    by, now, post = request.gate.actor, clock.now(), request.POST
    how, why = post.get("how", ""), post.get("why", "")
    steps: dict[str, tuple[str, Callable[[], None], str]] = {
        "deleted": ("", lambda: actions.say_deleted(number, how, by=by, at=now), "消去を届け出ました。別の職員が端末を確かめます。"),
        "confirm": ("terminals.manage", lambda: actions.confirm_deleted(number, by=by, at=now), "確かめたことを記録しました。"),
        "back": ("terminals.manage", lambda: actions.send_back(number, why, by=by), "消去のやり直しを求めました。"),
    }  # fmt: skip
    if step not in steps:
        raise Http404(step)
    right, act, done = steps[step]
    request.gate.require(right)
    take_step(request, act, "how", "why", done=done, refusals=REFUSALS)
    return redirect("terminals:file", number)
