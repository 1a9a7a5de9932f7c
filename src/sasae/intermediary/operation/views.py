"""State of the platform, maintenance, and whether the network core can be reached."""

import time
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.contracts import information_network
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.partners import ask
from sasae.foundation.screens.refusals import take_step
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.operation import maintenance as doors
from sasae.intermediary.operation import state
from sasae.intermediary.operation.forms import MaintenanceForm
from sasae.kernel import clock
from sasae.wire.client import NotNamed, Refused, Unreachable

PURPOSE = "システム管理"
CORE = "network_core"
MOST_CONNECTIONS = 100  # bodies whose connection one page shows


@gate(right="operation.view", purpose=PURPOSE)
@require_safe
def status(request: GatedRequest) -> HttpResponse:
    """What an operator looks at first: of their own body, or of the platform."""
    platform = request.gate.may("platform.view")
    own = Body.objects.filter(code=request.gate.user.office_code)
    bodies = list(Body.objects.working().order_by("code") if platform else own)
    looks = state.looks(bodies, platform=platform, now=clock.now(), real=clock.real_now())
    callers = {body.caller: f"{body.name}の連携基盤" for body in bodies[:MOST_CONNECTIONS]}
    partners = {CORE: "情報提供ネットワークシステム", **callers} if platform else {}
    context = {
        "looks": looks, "platform": platform, "closed": doors.in_force(),
        "connections": state.connections(partners), "may_maintain": request.gate.may("operation.maintain"),
    }  # fmt: skip
    return render(request, "intermediary/operation/status.html", context)


@gate(right="operation.maintain", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def maintenance(request: GatedRequest) -> HttpResponse:
    """Close the doors to other systems."""
    form, now = MaintenanceForm(request.POST or None), clock.now()
    if form.is_valid():
        back_at = now + timedelta(minutes=form.cleaned_data["minutes"])
        try:
            doors.begin(message=form.cleaned_data["message"], back_at=back_at, by=request.gate.actor, now=now)
        except doors.CannotMaintain as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "保守を始めました。他のシステムからの通信は断り、送信箱は待ちます。")
            return redirect("operation:status")
    return render(
        request, "intermediary/operation/maintenance.html", {"form": form}, status=422 if form.errors else 200
    )


@gate(right="operation.maintain", purpose=PURPOSE)
@require_POST
def end_maintenance(request: GatedRequest) -> HttpResponse:
    """Open the doors."""
    take_step(
        request, lambda: doors.end(by=request.gate.actor, now=clock.now()), done="保守を終えました。",
        refusals=(doors.CannotMaintain,),
    )  # fmt: skip
    return redirect("operation:status")


@gate(right="operation.maintain", purpose=PURPOSE)
@require_POST
def try_connection(request: GatedRequest) -> HttpResponse:
    """Ask the core for its masters, which changes nothing, and say what came of it."""
    begun = time.monotonic()
    try:
        ask(information_network.MASTERS, information_network.MastersRequest())
    except (Unreachable, Refused, NotNamed) as trouble:
        result = f"つながりません：{trouble}"[:300]
        messages.error(request, f"情報提供ネットワークシステム：{result}")
    else:
        result = f"つながりました（{time.monotonic() - begun:.1f}秒）"
        messages.success(request, f"情報提供ネットワークシステム：{result}")
    record(request.gate.actor, "connection.tried", CORE, result=result)
    return redirect("operation:status")
