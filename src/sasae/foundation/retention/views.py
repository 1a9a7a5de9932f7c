"""Deletions: what is due, looked through, approved, deleted, confirmed; and what is held back from them."""

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.retention import actions
from sasae.foundation.retention import holds as holding
from sasae.foundation.retention.batches import delete_due
from sasae.foundation.retention.lists import HOLDS, ITEMS, RUNS, counted
from sasae.foundation.retention.models import DeletionItem, DeletionRun, ItemState, LegalHold, State
from sasae.foundation.retention.source import source
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock

PURPOSE = "保存期限切れの消去"
HOLDING = "消去からの保全"
REFUSALS = (holding.CannotDelete,)


def _of_all(request: GatedRequest, right: str) -> None:
    """A deletion is about every procedure: a right for some of them does not reach it."""
    if request.gate.user is None or request.gate.user.procedures(right, clock.today()) is not None:
        raise Refused("保存期限切れの消去は、すべての手続きに及ぶ権限のある人だけが扱えます。")


@gate(right="retention.view", purpose=PURPOSE)
@require_safe
def runs(request: GatedRequest) -> HttpResponse:
    """Deletions so far, the periods, and the button that lists what is due today."""
    _of_all(request, "retention.view")
    today = clock.today()
    kept = [(source().KINDS[kind], period) for kind, period in source().periods(today).items()]
    context = {"may": request.gate.may("retention.manage"), "today": today, "kept": kept, "rule": source().RULE}
    return RUNS.answer(request, DeletionRun.objects.all(), "retention/runs.html", **context)


@gate(right="retention.manage", purpose=PURPOSE)
@require_POST
def list_due(request: GatedRequest) -> HttpResponse:
    """Write down what is due today, and show it."""
    _of_all(request, "retention.manage")
    listed: list[DeletionRun] = []
    take_step(
        request,
        lambda: listed.append(actions.list_due(by=request.gate.actor, on=clock.today(), now=clock.now())),
        done="抽出しました。一つずつ見直し、残すものは外してください。別の職員が承認すると消去します。",
        refusals=REFUSALS,
    )
    return redirect("retention:run", listed[0].pk) if listed else redirect("retention:runs")


@gate(right="retention.view", purpose=PURPOSE, shows=True)
@require_safe
def run(request: GatedRequest, number: int) -> HttpResponse:
    """One deletion: its counts, its list, and what comes next."""
    _of_all(request, "retention.view")
    one = get_object_or_404(DeletionRun, pk=number)
    may = request.gate.may
    context = {
        "one": one, "counts": counted(one), "own": one.listed_by == request.gate.actor.id,
        "listed": one.state == State.LISTED, "may_manage": may("retention.manage"),
        "may_approve": may("retention.approve"), "confirming": one.state == State.DONE,
        "left": one.items.filter(state=ItemState.LISTED).count(),
    }  # fmt: skip
    return ITEMS.answer(request, DeletionItem.objects.filter(run=one), "retention/run.html", **context)


@gate(right="retention.view", purpose=PURPOSE)
@require_safe
def certificate(request: GatedRequest, number: int) -> HttpResponse:
    """消去証明書: what was deleted by which rule and by whom, in counts and a digest. Made where the result is confirmed."""
    _of_all(request, "retention.view")
    one = get_object_or_404(DeletionRun, pk=number, state=State.CONFIRMED)
    kept = source().periods(one.due_on)
    rows = [(count, kept[count.kind], name) for count, name in counted(one)]
    return render(request, "retention/certificate.html", {"one": one, "rows": rows})


@gate(right="retention.view", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Take something off the list; approve, withdraw, confirm."""
    _of_all(request, "retention.view")
    by, now, post = request.gate.actor, clock.now(), request.POST
    key, why = post.get("key", ""), post.get("why", "")

    def approve() -> None:
        with transaction.atomic():
            actions.approve(number, by=by, now=now)
            delete_due.defer(number=number)

    steps: dict[str, tuple[str, Callable[[], None], str]] = {
        "exclude": ("retention.manage", lambda: actions.exclude(number, key, why, by=by), "対象から外しました。"),
        "approve": ("retention.approve", approve, "承認しました。消去は裏で進みます。"),
        "withdraw": (
            "retention.manage",
            lambda: actions.withdraw(number, by=by, now=now),
            "取りやめました。何も消去していません。",
        ),
        "confirm": (
            "retention.manage",
            lambda: actions.confirm(number, by=by, now=now),
            "結果を確かめたことを記録しました。",
        ),
    }
    _step(request, steps, step, "key", "why")
    return redirect("retention:run", number)


@gate(right="retention.view", purpose=HOLDING, shows=True)
@require_safe
def holds(request: GatedRequest) -> HttpResponse:
    """Everything that is or was held."""
    _of_all(request, "retention.view")
    may = request.gate.may("retention.manage")
    return HOLDS.answer(request, LegalHold.objects.all(), "retention/holds.html", may=may)


@gate(right="retention.manage", purpose=HOLDING)
@require_POST
def place_hold(request: GatedRequest) -> HttpResponse:
    """From now on it is not deleted."""
    _of_all(request, "retention.manage")
    key, why = request.POST.get("key", ""), request.POST.get("why", "")
    take_step(
        request, lambda: holding.place(key, why, by=request.gate.actor, now=clock.now()), "key", "why",
        done="保全しました。解除するまで消去されません。", refusals=REFUSALS,
    )  # fmt: skip
    return redirect("retention:holds")


@gate(right="retention.view", purpose=HOLDING, shows=True)
@require_safe
def hold(request: GatedRequest, number: int) -> HttpResponse:
    """One hold and its next step."""
    _of_all(request, "retention.view")
    one = get_object_or_404(LegalHold, pk=number)
    request.gate.shown([one.key])
    may = request.gate.may
    context = {
        "one": one, "own": one.lift_asked_by == request.gate.actor.id, "may_manage": may("retention.manage"),
        "may_approve": may("retention.approve"),
    }  # fmt: skip
    return render(request, "retention/hold.html", context)


@gate(right="retention.view", purpose=HOLDING)
@require_POST
def take_hold(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Ask for the end of a hold; approve it, or keep it on."""
    _of_all(request, "retention.view")
    by, why = request.gate.actor, request.POST.get("why", "")
    steps: dict[str, tuple[str, Callable[[], None], str]] = {
        "ask": (
            "retention.manage",
            lambda: holding.ask_lift(number, why, by=by),
            "解除を求めました。別の職員が承認します。",
        ),
        "keep": ("retention.approve", lambda: holding.keep_on(number, by=by), "保全を続けます。"),
        "lift": ("retention.approve", lambda: holding.lift(number, by=by, now=clock.now()), "保全を解除しました。"),
    }
    _step(request, steps, step, "why")
    return redirect("retention:hold", number)


def _step(request: GatedRequest, steps: dict[str, tuple[str, Callable[[], None], str]], step: str, *names: str) -> None:
    """Take one of the steps by its own right."""
    if step not in steps:
        raise Http404(step)
    right, act, done = steps[step]
    _of_all(request, right)
    take_step(request, act, *names, done=done, refusals=REFUSALS)
