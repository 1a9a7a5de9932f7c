"""Notifications: what came in, what they say, what they did."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.release import MASK, release
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.notifications import past
from sasae.subsidy.notifications.actions import fingerprint
from sasae.subsidy.notifications.actions.entering import persons_of
from sasae.subsidy.notifications.kinds import due_on
from sasae.subsidy.notifications.labels import facts_of
from sasae.subsidy.notifications.models import Kind, Notification, State
from sasae.subsidy.online.showing import origin_of
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden
from sasae.subsidy.people.wards import require_ward, wards_of, within

PURPOSE = "届出審査"
WARD = "family__applicant__ward_code"

LIST = ListPage(
    title="届出の一覧",
    columns=[
        Column("number", "届出番号", sort="number", link=lambda row: ("notifications:notification", row.number)),
        Column("kind", "届出種別", sort="kind"),
        Column("applicant", "申請者", value=lambda row: row.family.applicant.name),
        Column("received_on", "受付日", sort="received_on"),
        Column("occurred_on", "異動日", sort="occurred_on"),
        Column("late", "期限後", sort="late"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "届出番号・申請者", by=lambda rows, text: rows.filter(number__startswith=text)
               | rows.filter(family__applicant__name_kana__contains=text), wide=True),
        Filter("kind", "届出種別", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices)),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
    ],
    order="-id",
    persons=lambda row: [row.family.applicant.atena_no],
)  # fmt: skip


@gate(right="notifications.view", purpose=PURPOSE, shows=True)
@require_safe
def notifications(request: GatedRequest) -> HttpResponse:
    """Every notification of the user's wards, the newest first."""
    rows = Notification.objects.select_related("family__applicant")
    rows = within(rows, wards_of(request.gate.user, "notifications.view", clock.today()), WARD)
    return LIST.answer(request, rows, "subsidy/notifications/list.html")


@gate(right="notifications.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def notification(request: GatedRequest, number: str) -> HttpResponse:
    """One notification: what its paper says, who looked at it, what followed."""
    found, then = within_reach(request, number), request.gate.then
    request.gate.shown(persons_of(found))
    if then and (found := past.notification_then(found, then)) is None:
        return not_yet(request)
    persons = persons_of(found)
    request.gate.shown(persons)
    names = dict(Person.objects.filter(atena_no__in=persons).values_list("atena_no", "name"))
    address = address_of(request, found)
    open_one, may = found.state == State.ENTERED, request.gate.acts("notifications.enter")
    context = {
        "one": found,
        "applicant": found.family.applicant,
        "facts": facts_of(found, names),
        "address": address,
        "postal_code": "" if address == MASK else found.postal_code,
        "due_on": due_on(found.kind, found.occurred_on),
        "review": past.review_of(found, then) if then else getattr(found, "review", None),
        "entries": time_line(number, then),
        "seen": fingerprint(found),
        "may_confirm": open_one and may,
        "may_mend": open_one and may and found.entered_by == request.gate.actor.id,
        "own_entry": found.entered_by == request.gate.actor.id,
        **origin_of(found),
    }
    return render(request, "subsidy/notifications/notification.html", context)


def within_reach(request: GatedRequest, number: str) -> Notification:
    """The notification, if the page's right reaches its family's ward, or the user entered it.

    A family that has moved notifies at the counter of its new ward, before the register tells of the move.
    """
    found = get_object_or_404(Notification.objects.select_related("family__applicant"), number=number)
    if found.entered_by != request.gate.actor.id:
        require_ward(request.gate, found.family.applicant.ward_code)
    return found


def address_of(request: GatedRequest, found: Notification) -> str:
    """The address notified, through the release point."""
    applicant = found.family.applicant
    return release(
        found.address, actor=request.gate.actor, way="screen", person=applicant.atena_no,
        protected=is_hidden(applicant, clock.today()), reason=request.gate.reason or PURPOSE,
        gate=request.gate,
    )  # fmt: skip
