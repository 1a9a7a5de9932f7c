"""Alarms: of the operator's own body, or of the platform. Neither sees the other's."""

from dataclasses import replace

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of
from sasae.intermediary.bodies.systems import every_name
from sasae.intermediary.security import actions
from sasae.intermediary.security.kinds import KINDS
from sasae.intermediary.security.models import Alarm, State
from sasae.kernel import clock

PURPOSE = "セキュリティ管理"
STANDING = [State.OPEN, State.TAKEN]
LIST = ListPage(
    title="警報",
    columns=[
        Column("id", "番号", value=lambda row: str(row.pk), sort="id", link=lambda row: ("security:alarm", row.pk)),
        Column("on", "日", sort="on"),
        Column("kind", "警報", value=lambda row: KINDS[row.kind].name),
        Column("serious", "重さ", value=lambda row: "重大" if KINDS[row.kind].serious else "注意"),
        Column("about", "相手・対象", value=lambda row: row.about or "－", sort="about"),
        Column("count", "件数", number=True, sort="count"),
        Column("state", "状態", sort="state"),
        Column("last_at", "最後", sort="last_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter(
            "kind", "警報", by=lambda rows, text: rows.filter(kind=text),
            choices=[(name, kind.name) for name, kind in KINDS.items()],
        ),
        Filter("q", "相手・対象", by=lambda rows, text: rows.filter(about=text)),
    ],
    order="-id",
    export_right="lists.export",
    empty="警報はありません。",
)  # fmt: skip


def whose(request: GatedRequest) -> str:
    """Whose alarms an operator sees: the platform's (empty), or their own body's. Raises Refused for anybody else."""
    return "" if request.gate.may("platform.view") else body_of(request).code


@gate(right="security.view", purpose=PURPOSE)
@require_safe
def alarms(request: GatedRequest) -> HttpResponse:
    """The newest first, with how many stand open; to the platform also how many each body has open, numbers alone."""
    body = whose(request)
    mine = Alarm.objects.filter(body=body)
    serious = [name for name, kind in KINDS.items() if kind.serious]
    counts = mine.aggregate(
        open=Count("pk", filter=Q(state=State.OPEN)), taken=Count("pk", filter=Q(state=State.TAKEN)),
        serious=Count("pk", filter=Q(state__in=STANDING, kind__in=serious)), all=Count("pk"),
    )  # fmt: skip
    context = {
        "counts": counts,
        "body": Body.objects.filter(code=body).first(),
        "of_bodies": [] if body else _of_bodies(),
    }
    names = every_name()
    columns = [
        replace(each, value=lambda row: names.get(row.about, row.about) or "－") if each.name == "about" else each
        for each in LIST.columns
    ]
    return replace(LIST, columns=columns).answer(request, mine, "intermediary/security/alarms.html", **context)


def _of_bodies() -> list[tuple[str, int]]:
    """Bodies with open alarms, and how many. What they are about is each body's own."""
    standing = Alarm.objects.filter(state__in=STANDING).exclude(body="")
    rows = dict(standing.values_list("body").annotate(count=Count("pk")).order_by("body"))
    names = dict(Body.objects.filter(code__in=rows).values_list("code", "name"))
    return [(names.get(code, code), count) for code, count in rows.items()]


@gate(right="security.view", purpose=PURPOSE)
@require_safe
def alarm(request: GatedRequest, number: int) -> HttpResponse:
    """One alarm: what, when, who, what to do, and who has taken it up."""
    one = get_object_or_404(Alarm, pk=number, body=whose(request))
    may = request.gate.may("security.handle")
    context = {"one": one, "kind": KINDS[one.kind], "about": every_name().get(one.about, one.about), "may_take": may and one.state == State.OPEN}
    return render(
        request, "intermediary/security/alarm.html", {**context, "may_close": may and one.state == State.TAKEN}
    )


@gate(right="security.handle", purpose=PURPOSE)
@require_POST
def take_up(request: GatedRequest, number: int) -> HttpResponse:
    """A named person takes it up."""
    body, by, note = whose(request), request.gate.actor, request.POST.get("note", "")
    take_step(
        request, lambda: actions.take_up(body, number, note=note, by=by, now=clock.real_now()), "note",
        done="引き受けました。", refusals=(actions.CannotHandle,),
    )  # fmt: skip
    return redirect("security:alarm", number)


@gate(right="security.handle", purpose=PURPOSE)
@require_POST
def close(request: GatedRequest, number: int) -> HttpResponse:
    """It is done with."""
    body, by, result = whose(request), request.gate.actor, request.POST.get("result", "")
    take_step(
        request, lambda: actions.close(body, number, result=result, by=by, now=clock.real_now()), "result",
        done="対応を終えました。", refusals=(actions.CannotHandle,),
    )  # fmt: skip
    return redirect("security:alarm", number)
