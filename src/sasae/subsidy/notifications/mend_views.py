"""Mending an entry that nobody has compared with its paper yet, by who entered it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.release import GuardedText
from sasae.kernel import clock
from sasae.subsidy.applications.forms import PROOFS
from sasae.subsidy.notifications import actions
from sasae.subsidy.notifications.actions.entering import persons_of
from sasae.subsidy.notifications.desk_views import PURPOSE, tried, values_of
from sasae.subsidy.notifications.forms import NotificationForm
from sasae.subsidy.notifications.kind_forms import FORMS
from sasae.subsidy.notifications.kinds import LEADS
from sasae.subsidy.notifications.models import Kind, Notification, State
from sasae.subsidy.notifications.queries import members_of
from sasae.subsidy.notifications.views import address_of, within_reach
from sasae.subsidy.people.queries import is_hidden


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def mend(request: GatedRequest, number: str) -> HttpResponse:
    """Correct what was typed wrong; the version before stays."""
    found = within_reach(request, number)
    members = members_of(found.family)
    request.gate.shown([*persons_of(found), *(member.person.atena_no for member in members)])
    if found.state != State.ENTERED or found.entered_by != request.gate.actor.id:
        messages.error(request, "入力を直せるのは、入力した人が、照合される前だけです。")
        return redirect("notifications:notification", number)
    if found.address and is_hidden(found.family.applicant, clock.today()):
        request.gate.require_sight(found.family.applicant.atena_no)
    form = FORMS[Kind(found.kind)](request.POST or None, members=members, initial=_typed(request, found))
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _mend(request, form, found)) is not None:
        messages.success(request, "入力を直しました。別の人が届出書と照合してください。")
        return redirect("notifications:notification", number)
    context = {"form": form, "kind": Kind(found.kind), "family": found.family, "lead": LEADS[Kind(found.kind)]}
    context |= {"one": found, "seen": actions.fingerprint(found)}
    return render(request, "subsidy/notifications/enter.html", context)


def _mend(request: GatedRequest, form: NotificationForm, found: Notification) -> Notification:
    by = request.gate.actor
    values = values_of(form, by=by)
    values["address"] = GuardedText(values["address"])
    return actions.mend(found.pk, values, seen=request.POST.get("seen", ""), by=by)


def _typed(request: GatedRequest, found: Notification) -> dict[str, Any]:
    """The entry as its form shows it."""
    proof, _, note = found.identity_checked.partition("（")
    return {
        **FORMS[Kind(found.kind)].initial_of(found.content),
        "filer": found.content["filer"], "received_on": found.received_on, "occurred_on": found.occurred_on,
        "identity_checked": proof if proof in PROOFS else PROOFS[-1], "identity_note": note.removesuffix("）"),
        "postal_code": found.postal_code, "address": address_of(request, found),
    }  # fmt: skip
