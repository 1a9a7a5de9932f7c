"""A body's keys: versions, what hangs on each, and the steps of the second person. Private parts are never here."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import take_step
from sasae.intermediary.bodies.operators import body_of
from sasae.intermediary.keys import actions, queries
from sasae.intermediary.keys.batches import reseal_body
from sasae.intermediary.keys.models import State
from sasae.kernel import clock

PURPOSE = "団体の鍵の管理"


@gate(right="keys.view", purpose=PURPOSE)
@require_safe
def keys(request: GatedRequest) -> HttpResponse:
    """Every version of the operator's own body."""
    body = body_of(request)
    known, here = queries.versions(body)
    alarms = queries.alarms(body, on=clock.today())
    may = request.gate.may("keys.manage")
    context = {"body": body, "known": known, "here": here, "alarms": alarms, "may": may, "State": State}
    return render(request, "intermediary/keys/keys.html", context)


@gate(right="keys.manage", purpose=PURPOSE)
@require_POST
def confirm(request: GatedRequest, number: int) -> HttpResponse:
    """The second person takes a version into use; what is there is sealed anew in the background."""
    body = body_of(request)

    def step() -> None:
        actions.confirm(body.code, number, by=request.gate.actor, now=clock.now())
        reseal_body.configure(queueing_lock=f"reseal-{body.code}").defer(body_code=body.code)

    take_step(
        request, step, done="新しい版を使い始めました。封じ直しを進めています。", refusals=(actions.CannotUseKey,)
    )
    return redirect("keys:keys")


@gate(right="keys.manage", purpose=PURPOSE)
@require_POST
def revoke(request: GatedRequest, number: int) -> HttpResponse:
    """At once, by one person."""
    body, reason = body_of(request), request.POST.get("reason", "")
    take_step(
        request,
        lambda: actions.revoke(body.code, number, reason=reason, by=request.gate.actor, now=clock.now()),
        "reason",
        done="失効させました。この版には、もう何も封じません。",
        refusals=(actions.CannotUseKey,),
    )
    return redirect("keys:keys")


@gate(right="keys.manage", purpose=PURPOSE)
@require_POST
def retire(request: GatedRequest, number: int) -> HttpResponse:
    """Nothing is sealed to it any more."""
    body = body_of(request)
    take_step(
        request,
        lambda: actions.retire(body.code, number, by=request.gate.actor, now=clock.now()),
        done="廃止しました。鍵管理者は秘密鍵を消してください。",
        refusals=(actions.CannotUseKey,),
    )
    return redirect("keys:keys")
