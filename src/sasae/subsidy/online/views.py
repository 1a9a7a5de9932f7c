"""Notifications from the portal: what came in, what staff have to look at, and what they do with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.applications.desk_views import AWAY
from sasae.subsidy.applications.fields import SentBefore, as_another_page
from sasae.subsidy.applications.models import MatchState
from sasae.subsidy.applications.showing import consents_shown, time_line
from sasae.subsidy.entitlements.models import Family
from sasae.subsidy.notifications.actions import CannotMove
from sasae.subsidy.notifications.desk_views import values_of
from sasae.subsidy.notifications.entry import CannotFind
from sasae.subsidy.notifications.forms import NotificationForm
from sasae.subsidy.notifications.kind_forms import FORMS
from sasae.subsidy.notifications.kinds import LEADS
from sasae.subsidy.notifications.models import Kind
from sasae.subsidy.notifications.queries import members_of
from sasae.subsidy.online import actions
from sasae.subsidy.online.answers import CannotTell
from sasae.subsidy.online.children import bears_number, find_children
from sasae.subsidy.online.filling import family_of, filled, known_by, whole
from sasae.subsidy.online.models import Sent, State
from sasae.subsidy.online.papers import papers_of
from sasae.subsidy.online.readings import CLAIM, DISCLOSURE, Part, check, parts_of
from sasae.subsidy.online.showing import is_guarded, key_of, released, sections, title_of, where
from sasae.subsidy.people.queries import is_hidden
from sasae.subsidy.people.wards import require_ward, wards_of, within
from sasae.wire.client import Refused, Unreachable

PURPOSE = "届出審査"
WARD = "applicant__ward_code"

LIST = ListPage(
    title="電子申請の届出の一覧",
    columns=[
        Column("receipt_number", "受付番号", sort="receipt_number", link=lambda row: ("online:sent", row.pk)),
        Column("procedure", "届出", value=title_of, sort="procedure"),
        Column("applicant", "届け出た人", value=lambda row: row.applicant.name if row.applicant else "（特定できず）"),
        Column("received_on", "受付日", sort="received_on"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "受付番号・届け出た人", by=lambda rows, text: rows.filter(receipt_number__startswith=text.upper())
               | rows.filter(applicant__name_kana__contains=text), wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
    ],
    order="-id",
    persons=lambda row: [row.applicant.atena_no] if row.applicant else [],
)  # fmt: skip


@gate(right="notifications.view", purpose=PURPOSE, shows=True)
@require_safe
def all_sent(request: GatedRequest) -> HttpResponse:
    """What residents sent, of the user's wards, the newest first."""
    rows = within(
        Sent.objects.select_related("applicant"), wards_of(request.gate.user, "notifications.view", clock.today()), WARD
    )
    return LIST.answer(request, rows, "subsidy/online/list.html")


def within_reach(request: GatedRequest, pk: int) -> Sent:
    """What was sent, if the page's right reaches its sender's ward; whose it is, is noted."""
    found = get_object_or_404(Sent.objects.select_related("applicant"), pk=pk)
    if found.applicant is not None:
        require_ward(request.gate, found.applicant.ward_code)
    request.gate.shown([found.applicant.atena_no] if found.applicant else [])
    return found


@gate(right="notifications.view", purpose=PURPOSE, shows=True)
@require_safe
def sent(request: GatedRequest, pk: int) -> HttpResponse:
    """One sent notification: what it says, what staff have to look at, what came of it."""
    found = within_reach(request, pk)
    open_one, may = State(found.state) in actions.OPEN, request.gate.acts("notifications.enter")
    entries = list(found.entries.select_related("notification").order_by("position"))
    match = found.matches.exclude(state=MatchState.REJECTED).select_related("person").first()
    if match is not None:
        request.gate.shown([match.person.atena_no])
    context = {
        "one": found, "title": title_of(found), "sections": list(sections(found)), "where": where(found, request.gate),
        "entries": entries, "missing": sorted(set(range(found.parts)) - {one.position for one in entries}),
        "may": open_one and may, "seen": found.fingerprint, "family": family_of(found)[0],
        "events": time_line(found.receipt_number), "papers": papers_of(found),
        "consents": consents_shown(found.receipt_number, request.gate),
        "papers_hidden": is_guarded(found) and not request.gate.sees(key_of(found)), "known_by": known_by(found), "match": match, "unfound": found.applicant is None,
        "own_match": match is not None and match.proposed_by == request.gate.actor.id, **_kinds(request, found),
    }  # fmt: skip
    return render(request, "subsidy/online/sent.html", context)


def _kinds(request: GatedRequest, found: Sent) -> dict[str, bool]:
    """What is done otherwise than by a notification."""
    waits = found.state == State.WAITING and found.applicant is not None
    claims = found.procedure == CLAIM
    return {
        "may_claim": claims and waits and request.gate.acts("claims.enter"), "is_claim": claims,
        "may_decide": found.procedure == DISCLOSURE and waits, "is_disclosure": found.procedure == DISCLOSURE,
        "own_proposal": found.proposed_by == request.gate.actor.id,
    }  # fmt: skip


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_POST
def again(request: GatedRequest, pk: int) -> HttpResponse:
    """Read it once more."""
    found, by = within_reach(request, pk), request.gate.actor
    form, seen = form_of(request, found), request.POST.get("seen", "")
    try:
        children = find_children(form, found.numbers_sealed, by=by, case=found.receipt_number)
        read = actions.read_again(found.pk, form, children, seen=seen, by=by, at=clock.now())
    except (CannotTell, CannotMove, SentBefore) as refusal:
        messages.error(request, str(refusal))
    except (Unreachable, Refused):
        messages.error(request, AWAY)
    else:
        done = (
            "届出として入力しました。"
            if read.state == State.ENTERED
            else "もう一度読みました。確かめることが残っています。"
        )
        messages.success(request, done)
    return redirect("online:sent", pk)


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_POST
def answer(request: GatedRequest, pk: int) -> HttpResponse:
    """Send it back, refuse it or give it up, with a reason the resident is told."""
    found, by = within_reach(request, pk), request.gate.actor
    state = next((one for one in (State.REFUSED, State.WITHDRAWN) if one == request.POST.get("state")), State.SENT_BACK)
    why, seen = request.POST.get("why", ""), request.POST.get("seen", "")
    try:
        actions.answer(found.pk, state, why=why, seen=seen, by=by, at=clock.now())
    except (CannotTell, CannotMove) as refusal:
        refuse(request, refusal, "why")
    else:
        messages.success(request, "理由を住民に伝えます。")
    return redirect("online:sent", pk)


def form_of(request: GatedRequest, found: Sent) -> dict[str, Any]:
    """The whole form. Entering a protected person's address is for those who may see it."""
    if found.applicant is not None and is_hidden(found.applicant, clock.today()):
        request.gate.require_sight(key_of(found))
    return whole(found, released(found, found.address, request.gate), released(found, found.telephone, request.gate))


def _part(request: GatedRequest, found: Sent, position: int) -> tuple[Part, Family]:
    form, (family, _) = form_of(request, found), family_of(found)
    if family is None or check(found.procedure, form):
        raise Http404
    parts = parts_of(found.procedure, form, found.received_on.isoformat())
    if position >= len(parts):
        raise Http404
    return parts[position], family


@gate(right="notifications.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def enter(request: GatedRequest, pk: int, position: int) -> HttpResponse:
    """Enter one part on the counter's form, filled in with what was sent."""
    found = within_reach(request, pk)
    part, family = _part(request, found, position)
    members = members_of(family)
    request.gate.shown([member.person.atena_no for member in members])
    data, _ = filled(found, part, position, members)
    form = FORMS[part.kind](request.POST or None, members=members, initial=data)
    if (
        request.method == "POST"
        and form.is_valid()
        and (number := _entered(request, form, found, position, part.kind, family))
    ):
        messages.success(request, f"届出 {number} を入力しました。別の人が、送られた内容と照合してください。")
        return redirect("notifications:notification", number)
    context: dict[str, Any] = {
        "form": form, "kind": part.kind, "family": family, "lead": LEADS[part.kind], "papers": papers_of(found), "sent": found,
    }  # fmt: skip
    return render(request, "subsidy/notifications/enter.html", context)


def _entered(
    request: GatedRequest, form: NotificationForm, found: Sent, position: int, kind: Kind, family: Family
) -> str:
    """The number of the notification entered; empty, with the reason on the form, where it was not."""
    by = request.gate.actor
    try:
        said = values_of(form, by=by)
        child = said["content"].get("child")
        bears = child is not None and bears_number(found, position, child["atena_no"], by=by)
        return actions.enter_part(
            found.pk, position, kind, family, said=said, bears_number=bears, by=by, at=clock.now()
        ).number
    except (CannotTell, CannotMove, CannotFind) as refusal:
        form.add_error(None, str(refusal))
    except (Unreachable, Refused):
        form.add_error(None, AWAY)
    except SentBefore as refusal:
        form.add_error(None, str(refusal))
        as_another_page(form)
    return ""
