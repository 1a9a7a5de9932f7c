"""The renewals: the year as steps, the list of targets, one target with its papers; the nightly replay."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import form_again, refuse, refuse_form
from sasae.kernel import clock
from sasae.subsidy.people.wards import everywhere, listed, reach, require_everywhere, with_hidden, within
from sasae.subsidy.renewals import actions, lists
from sasae.subsidy.renewals.elsewhere import elsewhere_of
from sasae.subsidy.renewals.forms import OpenForm
from sasae.subsidy.renewals.models import Judged, Renewal, Replay, Round, Step, Target
from sasae.subsidy.renewals.queries import against_rehearsal, with_rehearsal
from sasae.subsidy.renewals.schedule import BY_KEY
from sasae.subsidy.renewals.showing import movements_of, states_of, steps_of

PURPOSE = "一斉更新"


@gate(right="renewals.view", purpose=PURPOSE)
@require_safe
def renewals(request: GatedRequest) -> HttpResponse:
    """Every renewal, the newest first; and the form that opens one."""
    begun = {"year": clock.today().year + 1, "round": Round.YEAR}
    form = form_again(request, reverse("renewals:open"), OpenForm, initial=begun)
    page = {"form": form, "may_work": everywhere(request.gate, "renewals.work", clock.today())}
    return lists.RENEWALS.answer(request, Renewal.objects.all(), "subsidy/renewals/renewals.html", **page)


@gate(right="renewals.work", purpose=PURPOSE)
@require_POST
def open_renewal(request: GatedRequest) -> HttpResponse:
    """Open a renewal, or go to the one that is open."""
    require_everywhere(request.gate, clock.today())
    form = OpenForm(request.POST)
    if not form.is_valid():
        refuse_form(request, form)
        return redirect("renewals:renewals")
    told = form.cleaned_data
    return redirect(
        "renewals:renewal", actions.open_renewal(Round(told["round"]), told["year"], by=request.gate.actor).pk
    )


@gate(right="renewals.view", purpose=PURPOSE)
@require_safe
def renewal(request: GatedRequest, pk: int) -> HttpResponse:
    """The year as steps, and what becomes of the families."""
    one, today, gate_ = get_object_or_404(Renewal, pk=pk), clock.today(), request.gate
    wards = reach(gate_, today)
    targets = within(one.targets.all(), wards, lists.WARD)
    may_work, may_approve = (everywhere(gate_, right, today) for right in ("renewals.work", "renewals.approve"))
    page = {
        "one": one,
        "steps": steps_of(one, gate_.actor.id, may_work, may_approve, wards),
        "counts": movements_of(targets),
        "total": targets.count(),
        "limited": wards is not None,
        "states": states_of(targets),
        "rehearsed": against_rehearsal(one, targets),
        "elsewhere": elsewhere_of(one, targets),
        "difference": "これまでとの違い" if one.round == Round.MARCH else "前年との違い",
        "pmh": settings.SASAE_PMH,
        "may_view_batch": gate_.may("batch.view"),
    }
    part_only = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")
    return render(request, f"subsidy/renewals/{'_steps' if part_only else 'renewal'}.html", page)


def _step(request: GatedRequest, renewal_id: int, done: str, act: Callable[[], Any]) -> HttpResponse:
    """A step is of every ward at once."""
    require_everywhere(request.gate, clock.today())
    try:
        act()
    except actions.CannotStep as refusal:
        refuse(request, refusal, "why")
    else:
        messages.success(request, done)
    return redirect("renewals:renewal", renewal_id)


@gate(right="renewals.work", purpose=PURPOSE)
@require_POST
def start(request: GatedRequest, pk: int, key: str) -> HttpResponse:
    """Begin a turn of a step."""
    one = get_object_or_404(Renewal, pk=pk)
    if key not in BY_KEY:
        messages.error(request, "その段階はありません。")
        return redirect("renewals:renewal", pk)
    by = request.gate.actor
    return _step(request, one.pk, f"「{BY_KEY[key].label_in(one.round)}」を始めました。",
                 lambda: actions.start_step(one.pk, key, by=by, on=clock.today()))  # fmt: skip


@gate(right="renewals.view", purpose=PURPOSE, shows=True)
@require_POST
def again(request: GatedRequest, pk: int) -> HttpResponse:
    """Make every judgement once more on the facts kept with it."""
    require_everywhere(request.gate, clock.today())
    one = get_object_or_404(Renewal, pk=pk)
    count, differing = actions.judge_again(one.pk, by=request.gate.actor)
    request.gate.shown(differing)
    if not count:
        messages.error(request, "判定がまだありません。")
    elif differing:
        named = "、".join(differing[:20])
        messages.error(request, f"{count:,}件のうち{len(differing):,}件が一致しません（申請者の宛名番号 {named}）。規定またはプログラムが変わっています。")
    else:
        messages.success(request, f"保存した事実でもう一度判定し、{count:,}件すべてが1バイトも違わず一致しました。")
    return redirect("renewals:renewal", pk)


@gate(right="renewals.approve", purpose="更新の承認")
@require_POST
def approve(request: GatedRequest, pk: int) -> HttpResponse:
    """Another person approves a step."""
    step = get_object_or_404(Step, pk=pk)
    by = request.gate.actor
    return _step(request, step.renewal_id, "承認しました。",
                 lambda: actions.approve(pk, by=by, on=clock.today(), at=clock.now()))  # fmt: skip


@gate(right="renewals.approve", purpose="更新の承認")
@require_POST
def send_back(request: GatedRequest, pk: int) -> HttpResponse:
    """Another person sends a step back."""
    step = get_object_or_404(Step, pk=pk)
    by, why = request.gate.actor, request.POST.get("why", "")
    return _step(request, step.renewal_id, "差し戻しました。",
                 lambda: actions.send_back(pk, by=by, why=why, at=clock.now()))  # fmt: skip


@gate(right="renewals.view", purpose=PURPOSE, shows=True)
@require_safe
def targets(request: GatedRequest, pk: int) -> HttpResponse:
    """対象者一覧: by ward and postal code, filtered, exported."""
    one = get_object_or_404(Renewal, pk=pk)
    last = Judged.objects.filter(target=OuterRef("pk")).order_by("-pk").values("result")
    rows = Target.objects.filter(renewal=one).select_related("applicant__recipient").annotate(result=Subquery(last[:1]))
    rows = with_hidden(with_rehearsal(rows, one), clock.today(), "applicant")
    page = lists.targets_of(one.round, on_file="export" in request.GET)
    rows = listed(request, page, rows, lists.WARD, clock.today())
    return page.answer(request, rows, "subsidy/renewals/targets.html", one=one)


@gate(right="renewals.view", purpose="決定の再現検査")
@require_safe
def replays(request: GatedRequest) -> HttpResponse:
    """Every night's replay of past decisions."""
    return lists.REPLAYS.answer(request, Replay.objects.all(), "subsidy/renewals/replays.html")
