"""A request the office decides outside this system: one writes what is decided, another one approves it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.subsidy.online import actions
from sasae.subsidy.online.answers import CannotTell
from sasae.subsidy.online.models import State
from sasae.subsidy.online.views import within_reach

PURPOSE = "開示の請求の決定"


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_POST
def decide(request: GatedRequest, pk: int) -> HttpResponse:
    """What is decided, and how the resident gets it."""
    found, told = within_reach(request, pk), request.POST
    state = State.REFUSED if told.get("state") == State.REFUSED else State.DONE
    take_step(
        request,
        lambda: actions.propose_decision(
            found.pk, state, how=told.get("how", ""), seen=told.get("seen", ""), by=request.gate.actor, at=clock.now()
        ),
        "how", done="決定の案を記録しました。別の職員が確かめると、住民に伝わります。", refusals=(CannotTell,),
    )  # fmt: skip
    return redirect("online:sent", pk)


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_POST
def approve(request: GatedRequest, pk: int) -> HttpResponse:
    """Another person finds it right."""
    found, seen = within_reach(request, pk), request.POST.get("seen", "")
    take_step(
        request,
        lambda: actions.approve_decision(found.pk, seen=seen, by=request.gate.actor, at=clock.now()),
        "seen", done="決定を住民に伝えます。", refusals=(CannotTell,),
    )  # fmt: skip
    return redirect("online:sent", pk)
