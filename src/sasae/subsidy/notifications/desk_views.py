"""The counter: choosing a kind, entering what the paper says, the second look at it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import Actor
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy import office
from sasae.subsidy.applications.desk_views import AWAY
from sasae.subsidy.applications.fields import SentBefore, as_another_page
from sasae.subsidy.applications.identification import candidates
from sasae.subsidy.entitlements.actions import CannotDecide
from sasae.subsidy.entitlements.models import Family
from sasae.subsidy.notifications import actions
from sasae.subsidy.notifications.actions.entering import persons_of
from sasae.subsidy.notifications.entry import CannotFind, keep_child
from sasae.subsidy.notifications.forms import NotificationForm
from sasae.subsidy.notifications.kind_forms import FORMS
from sasae.subsidy.notifications.kinds import LEADS, due_on
from sasae.subsidy.notifications.models import Kind, Notification
from sasae.subsidy.notifications.queries import families_of, members_of, notifications_of
from sasae.subsidy.notifications.views import within_reach
from sasae.subsidy.people.models import Person
from sasae.wire.client import Refused, Unreachable

PURPOSE = "届出の受付"


def _families(atena_no: str) -> list[Family]:
    """Those of a person, under whichever number; the first is the one to notify of."""
    found = families_of(get_object_or_404(Person, atena_no=atena_no))
    if not found:
        raise Http404
    return found


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_safe
def choose(request: GatedRequest, atena_no: str) -> HttpResponse:
    """Which of the thirteen kinds; what the family has notified before."""
    families = _families(atena_no)
    family, members = families[0], members_of(families[0])
    request.gate.shown([*(one.applicant.atena_no for one in families), *(member.person.atena_no for member in members)])
    kinds = [(kind.value, kind.label, LEADS[kind]) for kind in Kind]
    context = {"family": family, "members": members, "kinds": kinds, "before": notifications_of(*families)[:20]}
    return render(request, "subsidy/notifications/choose.html", context)


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def enter(request: GatedRequest, atena_no: str, kind: str) -> HttpResponse:
    """Enter one notification as its paper says."""
    if kind not in FORMS:
        raise Http404
    family, chosen = _families(atena_no)[0], Kind(kind)
    members = members_of(family)
    request.gate.shown([family.applicant.atena_no, *(member.person.atena_no for member in members)])
    initial = {"received_on": clock.today(), "year": request.GET.get("year", "")}
    form = FORMS[chosen](request.POST or None, members=members, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: _enter(request, form, chosen, family))
        if made is not None:
            messages.success(request, _said(made))
            return redirect("notifications:notification", made.number)
    context = {"form": form, "kind": chosen, "family": family, "lead": LEADS[chosen]}
    return render(request, "subsidy/notifications/enter.html", context)


def _enter(request: GatedRequest, form: NotificationForm, kind: Kind, family: Family) -> Notification:
    told, by = values_of(form, by=request.gate.actor), request.gate.actor
    return actions.enter(kind, family, **told, token=form.cleaned_data["token"], by=by, at=clock.now())


def values_of(form: NotificationForm, *, by: Actor) -> dict[str, Any]:
    """What a valid form says of the notification. Asks linkage who a child is. Raises CannotFind, and wire's errors."""
    data, content = form.cleaned_data, form.content()
    if "child" in content:
        entry = content["child"]
        meant = candidates(name_kana=data["name_kana"], birth_date=data["birth_date"], individual_number="", by=by)
        entry["atena_no"] = keep_child(meant, entry, by=by, at=clock.now())
    return {
        "content": content, "received_on": data["received_on"], "occurred_on": form.occurred(),
        "identity_checked": form.identity(), "postal_code": data.get("postal_code", "").replace("-", ""),
        "address": data.get("address", ""),
    }  # fmt: skip


def _said(made: Notification) -> str:
    last = due_on(made.kind, made.occurred_on)
    late = "期限を過ぎた届出です。" if made.late and last else ""
    return f"届出 {made.number} を入力しました。{late}別の人が届出書と照合してください。"


def tried(form: Any, act: Callable[[], Any]) -> Any:
    """What `act` gives, or None with the reason on the form."""
    try:
        return act()
    except Unreachable:
        form.add_error(None, AWAY)
    except Refused as refusal:
        form.add_error(None, " ".join(finding.message for finding in refusal.findings))
    except (actions.CannotMove, CannotFind, CannotDecide) as refusal:
        form.add_error(None, str(refusal))
    except SentBefore as refusal:
        form.add_error(None, str(refusal))
        as_another_page(form)
    return None


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_POST
def confirm(request: GatedRequest, number: str) -> HttpResponse:
    """The second look, by another person; the notification takes effect."""
    by, seen = request.gate.actor, request.POST.get("seen", "")

    def act(found: Notification) -> None:
        members = [member.person.atena_no for member in members_of(found.family)]
        people = office.people(members, office.purpose("届出審査", by, case=found.number))
        actions.confirm(found.pk, people, seen=seen, by=by, on=clock.today(), at=clock.now())

    return _act(request, number, "照合しました。届出の効力が生じました。", act)


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_POST
def withdraw(request: GatedRequest, number: str) -> HttpResponse:
    """Give the entry up."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return _act(request, number, "取下げにしました。", lambda found: actions.withdraw(found.pk, why=why, by=by, at=clock.now()))


def _act(request: GatedRequest, number: str, done: str, act: Callable[[Notification], object]) -> HttpResponse:
    found = within_reach(request, number)
    request.gate.shown(persons_of(found))
    try:
        act(found)
    except actions.CannotMove as refusal:
        refuse(request, refusal, "why")
    except Unreachable:
        messages.error(request, AWAY)
    except Refused as refusal:
        messages.error(request, " ".join(finding.message for finding in refusal.findings))
    else:
        messages.success(request, done)
    return redirect("notifications:notification", number)
