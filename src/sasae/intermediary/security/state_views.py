"""Who may connect and ask what; what the last verification found."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.systems import names_of
from sasae.intermediary.security import access
from sasae.intermediary.security.models import Verification
from sasae.intermediary.security.noticing import is_of
from sasae.intermediary.security.views import PURPOSE, whose
from sasae.kernel import clock

MOST = 100  # callers, lines of history and findings one page shows


@gate(right="security.view", purpose=PURPOSE)
@require_safe
def connections(request: GatedRequest) -> HttpResponse:
    """Of the operator's own body: its system and the core. Of the platform: every system the contracts name."""
    body = Body.objects.filter(code=whose(request)).first()
    names = [body.caller, access.CORE] if body else access.who_may_ask()
    real, lines = clock.real_now(), access.history(names)[:MOST]
    words = names_of(name for _, name, _ in lines)
    listed = access.list_in_force()
    context = {
        "body": body, "callers": access.callers(names[:MOST], real), "history": [(at, words[name], what) for at, name, what in lines],
        "crl": listed, "crl_days": (real - listed.made_at).days, "more": max(0, len(names) - MOST),
    }  # fmt: skip
    return render(request, "intermediary/security/connections.html", context)


@gate(right="security.view", purpose=PURPOSE)
@require_safe
def verification(request: GatedRequest) -> HttpResponse:
    """The last run, as far as it is the operator's: a body's findings, or the platform's with a count of the others."""
    code = whose(request)
    body = Body.objects.filter(code=code).first()
    last = Verification.objects.order_by("-at").first()
    every = last.findings if last else []
    mine = [one for one in every if is_of(one, code)]
    others = Counter(one["id"] for one in every if not is_of(one, code)) if body is None else Counter()
    context = {
        "body": body, "last": last, "findings": mine[:MOST], "more": max(0, len(mine) - MOST),
        "others": sorted(others.items()), "searched": Verification.objects.filter(codes_searched=True).order_by("-at").first(),
        "runs": Verification.objects.order_by("-at").defer("findings")[:10] if body is None else [],
    }  # fmt: skip
    return render(request, "intermediary/security/verification.html", context)
