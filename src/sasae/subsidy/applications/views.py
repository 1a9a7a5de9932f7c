"""Applications: what came in and what they say."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.batch.queue import defer
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history.as_of import as_known, one_stood
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.reference.municipalities import WARDS
from sasae.subsidy.applications.batches import applications as fetch_task
from sasae.subsidy.applications.identification import OPEN
from sasae.subsidy.applications.labels import family_of
from sasae.subsidy.applications.models import Application, Channel, MatchState, State
from sasae.subsidy.applications.showing import consents_shown, parts_of, time_line
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.searching import by_name
from sasae.subsidy.people.wards import in_ward, require_ward, ward_shown, wards_of, with_hidden, within

PURPOSE = "資格審査"
TONES = {
    State.ENTERED: "wait", State.RECEIVED: "wait", State.EXAMINING: "busy", State.DECIDED: "good", State.WITHDRAWN: "ended",
}  # fmt: skip



def _by_text(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    """By the beginning of a receipt number, or by the applicant's name in any script: each has an index of its own."""
    if text.isascii() and any(sign.isdecimal() for sign in text):
        return rows.filter(receipt_number__startswith=text.upper())
    return rows.filter(applicant__in=Person.objects.filter(by_name(text)))


LIST = ListPage(
    title="申請の一覧",
    columns=[
        Column(
            "receipt_number", "受付番号", sort="receipt_number",
            link=lambda row: ("applications:application", row.receipt_number),
        ),
        Column("applicant", "申請者", value=lambda row: row.applicant.name if row.applicant else "（特定できず）"),
        Column("channel", "経路", sort="channel"),
        Column("ward", "区", value=lambda row: ward_shown(row, row.ward_code)),
        Column("received_on", "受付日", sort="received_on"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "受付番号・申請者", by=_by_text, wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("channel", "経路", by=lambda rows, text: rows.filter(channel=text), choices=list(Channel.choices)),
        Filter("ward", "区", by=lambda rows, text: in_ward(rows, text, clock.today(), person="applicant"),
               choices=[(ward.code, ward.name) for ward in WARDS]),
    ],
    order="-registered_at",
    persons=lambda row: [row.applicant.atena_no] if row.applicant else [],
)  # fmt: skip


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def applications(request: GatedRequest) -> HttpResponse:
    """Applications, the newest first."""
    rows = with_hidden(Application.objects.select_related("applicant"), clock.today(), "applicant")
    rows = within(rows, wards_of(request.gate.user, "applications.view", clock.today()))
    may = request.gate.may("applications.enter")
    return LIST.answer(request, rows, "subsidy/applications/list.html", may_enter=may)


@gate(right="applications.view", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest) -> HttpResponse:
    """Fetch published applications now."""
    defer(fetch_task.name, [{"timestamp": 0}], lock="subsidy.applications")
    messages.success(request, "申請の取込みを始めました。")
    return redirect("applications:applications")


@gate(right="applications.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def application(request: GatedRequest, number: str) -> HttpResponse:
    """One application: content beside the register, papers, examinations, what happened."""
    found = get_object_or_404(Application.objects.select_related("applicant"), receipt_number=number)
    require_ward(request.gate, found.ward_code)
    request.gate.shown(found.form["persons"].values())
    may, then, examinations = request.gate.acts, request.gate.then, found.examinations.order_by("-id")
    if then:
        found, examinations = one_stood(found, then, "state", "confirmed_by"), as_known(examinations, then.told_by)
        if found is None or found.received_on > then.on:
            return not_yet(request)
    examinable = found.state in (State.RECEIVED, State.EXAMINING) and found.applicant_id is not None
    match = None if then else found.matches.exclude(state=MatchState.REJECTED).select_related("person").first()
    request.gate.shown([match.person.atena_no] if match else [])
    context = {
        "match": match,
        "one": found,
        "tone": TONES[State(found.state)],
        "parts": parts_of(found, request.gate),
        "family": family_of(found.form), "consents": consents_shown(number, request.gate, then),
        "examinations": examinations,
        "entries": time_line(number, then),
        "may_examine": examinable and may("applications.examine"),
        "may_identify": State(found.state) in OPEN and may("applications.enter"),
        "may_confirm": found.state == State.ENTERED and may("applications.enter"),
        "own_entry": found.entered_by == request.gate.actor.id,
    }
    return render(request, "subsidy/applications/application.html", context)
