"""A sender nobody found: one member of staff finds the person, another one makes sure as well."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.subsidy.applications.desk_views import AWAY
from sasae.subsidy.applications.fields import SentBefore
from sasae.subsidy.applications.forms import HowForm
from sasae.subsidy.applications.identification import CannotIdentify, candidates, known_as
from sasae.subsidy.notifications.actions import CannotMove
from sasae.subsidy.online import actions
from sasae.subsidy.online.answers import CannotTell
from sasae.subsidy.online.children import find_children
from sasae.subsidy.online.forms import SenderForm
from sasae.subsidy.online.models import Match, Sent, State
from sasae.subsidy.online.views import form_of, within_reach
from sasae.subsidy.people.queries import is_hidden
from sasae.wire.client import Refused, Unreachable

PURPOSE = "届出人の特定"


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def sender(request: GatedRequest, pk: int) -> HttpResponse:
    """Look for the person, choose, and say how it was made sure."""
    found = within_reach(request, pk)
    if found.applicant is not None or found.state != State.WAITING:
        raise Http404
    entry: dict[str, Any] = found.form["applicant"]
    initial = {"name_kana": entry["name_kana"], "birth_date": parse_date(entry["birth_date"])}
    form, how = SenderForm(request.POST or None, initial=initial), HowForm(request.POST if "chosen" in request.POST else None)
    people: list[PersonMessage] | None = None
    if request.method == "POST" and form.is_valid():
        people = _tried(form, lambda: candidates(**form.cleaned_data, individual_number="", by=request.gate.actor))
        if people and how.is_valid() and _tried(how, lambda: _propose(request, found, how.cleaned_data["how"])):
            messages.success(request, "届け出た人を記録しました。別の職員が、本人であることを確かめます。")
            return redirect("online:sent", pk)
    request.gate.shown([one.atena_no for one in people or []])
    context = {"one": found, "entry": entry, "form": form, "how": how, "people": people, "chosen": request.POST.get("chosen", "")}
    return render(request, "subsidy/online/sender.html", context)


def _propose(request: GatedRequest, found: Sent, how: str) -> Match:
    by = request.gate.actor
    chosen = known_as(request.POST.get("chosen", ""), by=by)
    return actions.propose_sender(found.pk, chosen, how=how, by=by, at=clock.now())


def _tried(form: Any, act: Callable[[], Any]) -> Any:
    """What `act` gives, or None with the reason on the form."""
    try:
        return act()
    except Unreachable:
        form.add_error(None, AWAY)
    except Refused as refusal:
        form.add_error(None, " ".join(finding.message for finding in refusal.findings))
    except (CannotIdentify, CannotTell) as refusal:
        form.add_error(None, str(refusal))
    return None


def _match(request: GatedRequest, pk: int, match: int) -> Match:
    found = within_reach(request, pk)
    one = get_object_or_404(Match.objects.select_related("person"), pk=match, sent=found)
    request.gate.shown([one.person.atena_no])
    return one


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_POST
def confirm(request: GatedRequest, pk: int, match: int) -> HttpResponse:
    """Another person made sure as well; what was sent is read at once, where this member of staff may."""
    one, by = _match(request, pk, match), request.gate.actor
    try:
        sent = actions.confirm_sender(one.pk, by=by, at=clock.now())
    except CannotTell as refusal:
        messages.error(request, str(refusal))
        return redirect("online:sent", pk)
    messages.success(request, "届け出た人を決めました。")
    if not is_hidden(one.person, clock.today()) or request.gate.sees(one.person.atena_no):
        _read(request, sent)
    return redirect("online:sent", pk)


def _read(request: GatedRequest, sent: Sent) -> None:
    """Go on with it as if it had been found at once."""
    by, form = request.gate.actor, form_of(request, sent)
    try:
        children = find_children(form, sent.numbers_sealed, by=by, case=sent.receipt_number)
        actions.read_again(sent.pk, form, children, seen=sent.fingerprint, by=by, at=clock.now())
    except (CannotTell, CannotMove, SentBefore) as refusal:
        messages.warning(request, str(refusal))
    except (Unreachable, Refused):
        messages.warning(request, AWAY)


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_POST
def reject(request: GatedRequest, pk: int, match: int) -> HttpResponse:
    """It is somebody else, or cannot be made sure."""
    one, why = _match(request, pk, match), request.POST.get("why", "")
    try:
        actions.reject_sender(one.pk, why=why, by=request.gate.actor, at=clock.now())
    except CannotTell as refusal:
        refuse(request, refusal, "why")
    else:
        messages.success(request, "特定を取り消しました。ほかの人を探せます。")
    return redirect("online:sent", pk)
