"""The operators' view of protected persons: list, one flag with its versions, setting and lifting."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.operators import body_of, list_of, person
from sasae.intermediary.keys.texts import open_texts
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.protections import actions
from sasae.intermediary.protections.forms import ProtectForm
from sasae.intermediary.protections.models import Kind, Protection, Source
from sasae.intermediary.protections.queries import standing
from sasae.kernel import clock

PURPOSE = "不開示・自動応答不可の管理"


def state_of(row: Protection) -> str:
    """In words: what the newest version of a flag means today."""
    if row.lifted:
        return "解除"
    if row.holds_on(clock.today()):
        return "解除の承認待ち" if row.asked_by else "保護中"
    return "期間前" if row.valid_from > clock.today() else "期間外"


LIST = ListPage(
    title="不開示・自動応答不可",
    columns=[
        Column(
            "flag_no", "登録番号", sort="flag_no",
            link=lambda row: ("protections:protection", row.pk),
        ),
        Column("unified_no", "統合宛名番号", sort="unified_no"),
        Column("information", "特定個人情報名"),
        Column("kind", "種類", sort="kind"),
        Column("state", "状態", value=state_of),
        Column("source", "登録元", sort="source"),
        Column("valid_from", "初日", sort="valid_from"),
        Column("valid_to", "末日"),
        Column("set_at", "登録日時", sort="set_at"),
    ],
    filters=[
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices)),
        Filter("source", "登録元", by=lambda rows, text: rows.filter(source=text), choices=list(Source.choices)),
        Filter(
            "asked", "解除の申出", by=lambda rows, text: rows.exclude(asked_by="") if text == "yes" else rows,
            choices=[("yes", "承認を待つもの")],
        ),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
    ],
    order="-set_at",
    export_right="lists.export",
    empty="登録はありません。",
)  # fmt: skip


@gate(right="protections.view", purpose=PURPOSE, shows=True)
@require_safe
def protections(request: GatedRequest) -> HttpResponse:
    """The flags of the operator's own body, the newest first."""
    body = body_of(request)
    page = list_of(body, LIST)
    may_set = request.gate.may("protections.set")
    with acting_for(body.code):
        return page.answer(request, standing(), "intermediary/protections/protections.html", body=body, may_set=may_set)


@gate(right="protections.view", purpose=PURPOSE, shows=True)
@require_safe
def protection(request: GatedRequest, number: int) -> HttpResponse:
    """One flag: what holds, and every version of it."""
    body = body_of(request)
    with acting_for(body.code):
        flag = get_object_or_404(Protection, pk=number)
        versions = list(Protection.objects.filter(source=flag.source, flag_no=flag.flag_no).order_by("-version"))
    kept = [text for each in versions for text in (each.reason, each.asked_why)]
    told = open_texts(body, f"protection-{flag.flag_no}", kept)
    for each, reason, why in zip(versions, told[::2], told[1::2], strict=True):
        each.reason, each.asked_why = reason, why
    one = versions[0]
    request.gate.shown([person(body, one.unified_no)])
    context = {"body": body, "one": one, "versions": versions, "state": state_of(one), **_steps(request, one)}
    context["information"] = information_names().get(one.information, one.information) or "すべて"
    return render(request, "intermediary/protections/protection.html", context)


def _steps(request: GatedRequest, one: Protection) -> dict[str, Any]:
    """Which buttons there are."""
    may = request.gate.may("protections.set") and one.source == Source.OPERATOR and not one.lifted
    own = one.asked_by == request.gate.actor.id
    return {"may_ask": may and not one.asked_by, "may_settle": may and one.asked_by, "own": own}


@gate(right="protections.set", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def protect(request: GatedRequest) -> HttpResponse:
    """A new flag; it holds from the moment it is entered."""
    body = body_of(request)
    form = ProtectForm(request.POST or None, information=information_names(), initial={"valid_from": clock.today()})
    request.gate.shown([])
    if form.is_valid():
        told = {**form.cleaned_data, "kind": Kind(form.cleaned_data["kind"])}
        try:
            made = actions.protect(body, by=request.gate.actor, now=clock.now(), **told)
        except actions.CannotProtect as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"保護の登録 {made.flag_no} を入れました。")
            return redirect("protections:protection", made.pk)
    status = 422 if form.errors else 200
    return render(request, "intermediary/protections/protect.html", {"form": form, "body": body}, status=status)


@gate(right="protections.set", purpose=PURPOSE)
@require_POST
def ask_to_lift(request: GatedRequest, number: int) -> HttpResponse:
    """The first of two operators who lift a flag."""
    body, why = body_of(request), request.POST.get("why", "")
    take_step(
        request,
        lambda: actions.ask_to_lift(body, number, why=why, by=request.gate.actor, now=clock.now()),
        "why",
        done="解除を申し出ました。別の職員が承認するまで、保護は続きます。",
        refusals=(actions.CannotProtect,),
    )
    return redirect("protections:protection", number)


@gate(right="protections.set", purpose=PURPOSE)
@require_POST
def settle_lifting(request: GatedRequest, number: int) -> HttpResponse:
    """The second one agrees, or the wish is taken back."""
    body, agree = body_of(request), request.POST.get("agree") == "yes"
    take_step(
        request,
        lambda: actions.settle_lifting(body, number, agree=agree, by=request.gate.actor, now=clock.now()),
        done="解除しました。" if agree else "解除の申出を取り下げました。保護は続きます。",
        refusals=(actions.CannotProtect,),
    )
    return redirect("protections:protection", number)
