"""Deletions of the operator's own body: what is due, the two persons, the result."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.accounts.models import User
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of
from sasae.intermediary.limits.queries import changed_by
from sasae.intermediary.retention import actions
from sasae.intermediary.retention.batches import delete_due
from sasae.intermediary.retention.candidates import EVIDENCE_YEARS, kept_years
from sasae.intermediary.retention.items import items_of, list_of_items
from sasae.intermediary.retention.models import DeletionCount, DeletionItem, DeletionRun, Kind, State
from sasae.kernel import clock

PURPOSE = "保存期限切れ情報の消去"
LIST = ListPage(
    title="保存期限切れ情報の消去",
    columns=[
        Column("id", "番号", value=lambda row: str(row.pk), sort="id", link=lambda row: ("deletions:run", row.pk)),
        Column("due_on", "基準日", sort="due_on"),
        Column("state", "状態", sort="state"),
        Column("listed_by", "抽出した職員"),
        Column("approved_by", "承認した職員"),
        Column("done_at", "消去日時"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices))],
    order="-id",
    export_right="lists.export",
    empty="消去はまだ行われていません。",
)


def names_of(body: Body) -> Callable[[str], Callable[[Any], str]]:
    """Of a column of log-ins, the names. Called outside `acting_for`: a body's role sees no users."""
    names = dict(User.objects.filter(office_code=body.code).values_list("login_id", "name"))

    def named(field: str) -> Callable[[Any], str]:
        return lambda row: names.get(getattr(row, field), getattr(row, field))

    return named


def _by_name(body: Body) -> ListPage:
    """The list with its staff by name."""
    named = names_of(body)
    columns = [replace(each, value=named(each.name)) if each.name.endswith("_by") else each for each in LIST.columns]
    return replace(LIST, columns=columns)


@gate(right="deletions.view", purpose=PURPOSE)
@require_safe
def runs(request: GatedRequest) -> HttpResponse:
    """Deletions so far, and the button that lists what is due today."""
    body, today = body_of(request), clock.today()
    context = {"body": body, "may": request.gate.may("deletions.manage"), "today": today}
    page = _by_name(body)
    with acting_for(body.code):
        context["copy_years"], context["working_years"] = kept_years(today, changed_by(today))
        context["evidence_years"] = EVIDENCE_YEARS.on(today)
        return page.answer(request, DeletionRun.objects.all(), "intermediary/retention/runs.html", **context)


@gate(right="deletions.view", purpose=PURPOSE, shows=True)
@require_safe
def run(request: GatedRequest, number: int) -> HttpResponse:
    """One deletion: its counts, its list, and what comes next."""
    body, may = body_of(request), request.gate.may("deletions.manage")
    with acting_for(body.code):
        one = get_object_or_404(DeletionRun, pk=number)
        found = {count.kind: count for count in DeletionCount.objects.filter(run_id=number, listed__gt=0)}
    context: dict[str, Any] = {
        "body": body, "one": one, "counts": [found[kind] for kind in Kind if kind in found],
        "own": one.listed_by == request.gate.actor.id, "may_approve": may and one.state == State.LISTED,
        "may_confirm": may and one.state == State.DONE,
    }  # fmt: skip
    context |= {f"{each}_name": staff_name(getattr(one, each)) for each in ("listed_by", "approved_by", "confirmed_by")}
    rows = list_of_items(body)
    with acting_for(body.code):
        listed = items_of(number) if one.state in (State.LISTED, State.APPROVED) else DeletionItem.objects.none()
        return rows.answer(request, listed, "intermediary/retention/run.html", **context)


@gate(right="deletions.view", purpose=PURPOSE)
@require_safe
def certificate(request: GatedRequest, number: int) -> HttpResponse:
    """消去証明書: what was deleted and by whom, in counts and a digest. Made where the result is confirmed."""
    body = body_of(request)
    with acting_for(body.code):
        one = get_object_or_404(DeletionRun, pk=number, state=State.CONFIRMED)
        counts = DeletionCount.objects.filter(run_id=number, listed__gt=0)
        found = {count.kind: count for count in counts}
    context = {"body": body, "one": one, "counts": [found[kind] for kind in Kind if kind in found]}
    return render(request, "intermediary/retention/certificate.html", context)


@gate(right="deletions.manage", purpose=PURPOSE)
@require_POST
def list_due(request: GatedRequest) -> HttpResponse:
    """Write down what is due today, and show it."""
    body = body_of(request)
    listed: list[DeletionRun] = []
    take_step(
        request,
        lambda: listed.append(actions.list_due(body, by=request.gate.actor, on=clock.today(), now=clock.now())),
        done="抽出しました。別の職員が件数を確かめて承認すると、消去します。",
        refusals=(actions.CannotDelete,),
    )
    return redirect("deletions:run", listed[0].pk) if listed else redirect("deletions:runs")


def _approve(body: Body, number: int, request: GatedRequest) -> None:
    actions.approve(body, number, by=request.gate.actor, now=clock.now())
    delete_due.configure(lock=f"delete-{body.code}").defer(body_code=body.code, number=number)


def _withdraw(body: Body, number: int, request: GatedRequest) -> None:
    actions.withdraw(body, number, by=request.gate.actor, now=clock.now())


def _confirm(body: Body, number: int, request: GatedRequest) -> None:
    actions.confirm(body, number, by=request.gate.actor, now=clock.now())


_STEPS: dict[str, tuple[Callable[[Body, int, GatedRequest], None], str]] = {
    "approve": (_approve, "承認しました。消去は裏で進みます。"),
    "withdraw": (_withdraw, "取りやめました。何も消去していません。"),
    "confirm": (_confirm, "結果を確かめたことを記録しました。"),
}


@gate(right="deletions.manage", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """A step of one deletion."""
    body = body_of(request)
    if step not in _STEPS:
        raise Http404(step)
    act, done = _STEPS[step]
    take_step(request, lambda: act(body, number, request), done=done, refusals=(actions.CannotDelete,))
    return redirect("deletions:run", number)
