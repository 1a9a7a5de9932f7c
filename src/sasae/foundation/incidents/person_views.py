"""Who is affected by an incident, and what has been written down on pages of their own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.history.views import within_reach
from sasae.foundation.incidents import actions
from sasae.foundation.incidents.actions import following, papers, persons
from sasae.foundation.incidents.forms import DescribeForm, DrawForm, MeasureForm, NameForm, TellingForm, ThingsForm
from sasae.foundation.incidents.models import Incident, Telling
from sasae.foundation.incidents.views import PURPOSE, found
from sasae.foundation.screens.addresses import address
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, refuse_form, refuse_ticked
from sasae.kernel import clock

AFFECTED = ListPage(
    title="影響を受ける人",
    columns=[
        Column("person", "本人の番号", sort="person"),
        Column("protected", "支援措置", value=lambda row: "対象（個別に扱う）" if row.protected else ""),
        Column("drawn", "元", value=lambda row: "操作履歴" if row.drawn else "手で入力"),
        Column("shown", "回数", number=True, sort="shown"),
        Column("first_at", "最初", sort="first_at"),
        Column("last_at", "最後", sort="last_at"),
        Column("state", "通知", sort="state"),
        Column("document_id", "通知書", value=lambda row: "開く" if row.document_id else "", link=lambda row: ("printing:document", row.document_id) if row.document_id else None),
        Column("note", "方法・理由"),
    ],
    filters=[
        Filter("state", "通知", by=lambda rows, text: rows.filter(state=text), choices=list(Telling.choices)),
        Filter("protected", "支援措置", by=lambda rows, text: rows.filter(protected=text == "yes"), choices=[("yes", "対象"), ("no", "対象でない")]),
        Filter("person", "本人の番号", by=lambda rows, text: rows.filter(person=text)),
    ],
    order="-protected",
    persons=lambda row: [row.person],
    pick=lambda row: row.person,
    export_right="incidents.handle",
    empty="影響を受ける人は、まだ拾っていません。",
)  # fmt: skip


def _require_everywhere(request: GatedRequest) -> None:
    """Whoever is affected may be of any ward: only who reaches all of them sees who they are."""
    gate_ = request.gate
    if gate_.user.wards(gate_.right, clock.today()) is not None:
        raise Refused(f"権限「{gate_.right}」が全区に及んでいません（影響を受ける人）")


@gate(right="incidents.handle", purpose=PURPOSE, shows=True)
@require_safe
def affected(request: GatedRequest, number: str) -> HttpResponse:
    """Everybody affected: who they are by number, what they were shown, how they were told."""
    _require_everywhere(request)
    one = found(request, number)
    form = form_again(request, address("incidents:settle", number), TellingForm)
    context = {
        "one": one, "form": form, "letters": papers.letters_here(), "may_protected": request.gate.may("protected.view"),
        "waiting": one.affected.filter(state=Telling.WAITING, protected=False).count(),
    }  # fmt: skip
    return AFFECTED.answer(request, one.affected.all(), "incidents/affected.html", **context)


@gate(right="incidents.handle", purpose=PURPOSE)
@require_POST
def settle(request: GatedRequest, number: str) -> HttpResponse:
    """How the ticked persons were told, or a letter to one of them who is protected."""
    _require_everywhere(request)
    found(request, number)
    form, picked, by = TellingForm(request.POST), request.POST.getlist("pick"), request.gate.actor
    if not form.is_valid():
        refuse_form(request, form)
        return redirect("incidents:affected", number)
    try:
        told = form.cleaned_data
        count = persons.settle(number, picked, told["state"], told["note"], by=by, at=clock.now())
        messages.success(request, f"{count}人の通知を記録しました。")
    except actions.CannotGoOn as refusal:
        refuse_ticked(request, str(refusal))
    return redirect("incidents:affected", number)


@gate(right="incidents.handle", purpose=PURPOSE)
@require_POST
def notices(request: GatedRequest, number: str) -> HttpResponse:
    """Letters to everybody who waits and is not protected; or to the one protected person who is ticked."""
    _require_everywhere(request)
    found(request, number)
    picked, alone = request.POST.getlist("pick"), "alone" in request.POST
    if alone:
        request.gate.require("protected.view")
    try:
        count = papers.make_notices(
            number, picked if alone else [], protected=alone, by=request.gate.actor, at=clock.now()
        )
        messages.success(request, f"通知書を{count}人分作りました。「印刷・封入」で印刷してください。")
    except actions.CannotGoOn as refusal:
        refuse_ticked(request, str(refusal))
    return redirect("incidents:affected", number)


def _describe(request: GatedRequest, one: Incident, told: dict[str, Any]) -> str:
    actions.describe(one.number, actions.Description(**told), by=request.gate.actor, at=clock.now())
    return "内容を改めました。"


def _things(request: GatedRequest, one: Incident, told: dict[str, Any]) -> str:
    return f"{following.add_things(one.number, told['things'], by=request.gate.actor, at=clock.now())}件を入れました。"


def _plan(request: GatedRequest, one: Incident, told: dict[str, Any]) -> str:
    following.plan(one.number, **told, by=request.gate.actor, at=clock.now())
    return "対策を決めました。"


def _draw(request: GatedRequest, one: Incident, told: dict[str, Any]) -> str:
    _require_everywhere(request)
    wanted, rows = persons.Wanted(**told), within_reach(request)
    return f"{persons.draw(one.number, wanted, rows, by=request.gate.actor, at=clock.now())}人を拾いました。"


def _name(request: GatedRequest, one: Incident, told: dict[str, Any]) -> str:
    _require_everywhere(request)
    return f"{persons.name(one.number, told['persons'], by=request.gate.actor, at=clock.now())}人を入れました。"


Write = Callable[[GatedRequest, Incident, dict[str, Any]], str]
PARTS: dict[str, tuple[str, type[SasaeForm], Write, str]] = {
    "description": ("事故の内容", DescribeForm, _describe, "incidents:incident"),
    "things": ("関わる書類・媒体", ThingsForm, _things, "incidents:incident"),
    "measure": ("対策を決める", MeasureForm, _plan, "incidents:incident"),
    "draw": ("操作履歴から拾う", DrawForm, _draw, "incidents:affected"),
    "name": ("本人を番号で入れる", NameForm, _name, "incidents:affected"),
}


@gate(right="incidents.handle", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: GatedRequest, number: str, part: str) -> HttpResponse:
    """One part of an incident is written: a form on a page of its own."""
    one = found(request, number)
    if part not in PARTS:
        raise Http404(part)
    title, kind, act, to = PARTS[part]
    start = {name: getattr(one, name) for name in kind.base_fields} if kind is DescribeForm else {}
    form = kind(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(request, one, form.cleaned_data))
            return redirect(to, number)
        except actions.CannotGoOn as refusal:
            form.refused(refusal)
    context = {"one": one, "form": form, "part_title": title, "back": address(to, number)}
    return render(request, "incidents/write.html", context, status=422 if form.errors else 200)
