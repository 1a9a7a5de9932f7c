"""The papers of one application, and the applications that wait for papers."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history.as_of import as_known
from sasae.foundation.printing import CannotPrint
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.reference.municipalities import WARDS
from sasae.subsidy.applications.models import Application
from sasae.subsidy.papers import actions, queries
from sasae.subsidy.papers.answerable import Answerable, answerable
from sasae.subsidy.papers.models import AskedAlthough, Paper, State
from sasae.subsidy.people.wards import in_ward, require_ward, ward_shown, wards_of, with_hidden, within
from sasae.wire.client import Refused, Unreachable

PURPOSE = "申請の書類"

WAITING = ListPage(
    title="書類を待つ申請",
    columns=[
        Column("receipt_number", "受付番号", link=lambda row: ("papers:papers", row.receipt_number)),
        Column("applicant", "申請者", value=lambda row: row.applicant.name),
        Column("ward", "区", value=lambda row: ward_shown(row, row.ward_code)),
        Column("received_on", "受付日", sort="received_on"),
        Column("paper_due", "提出期限", sort="paper_due"),
        Column("status", "期限の状態", value=lambda row: "超過" if row.paper_due < clock.today() else "期限内"),
    ],
    filters=[
        Filter(
            "due", "期限", by=lambda rows, text: rows.filter(paper_due__lt=clock.today()), choices=[("over", "期限を過ぎたもの")]
        ),
        Filter(
            "ward", "区", by=lambda rows, text: in_ward(rows, text, clock.today(), person="applicant"),
            choices=[(ward.code, ward.name) for ward in WARDS],
        ),
    ],
    order="paper_due",
    empty="書類を待っている申請はありません。",
    persons=lambda row: [row.applicant.atena_no],
)  # fmt: skip


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def waiting(request: GatedRequest) -> HttpResponse:
    """Applications that wait for papers, the earliest deadline first."""
    wards = wards_of(request.gate.user, "applications.view", clock.today())
    return WAITING.answer(request, within(with_hidden(queries.waiting(), clock.today(), "applicant"), wards), "subsidy/papers/waiting.html")


@gate(right="applications.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def papers(request: GatedRequest, number: str) -> HttpResponse:
    """The papers of one application and the letters about them."""
    found = get_object_or_404(Application.objects.select_related("applicant"), receipt_number=number)
    require_ward(request.gate, found.ward_code)
    request.gate.shown(found.form["persons"].values())
    rows, letters, then = list(found.papers.order_by("pk")), list(found.paper_letters.order_by("-pk")), request.gate.then
    if then:
        rows, letters = as_known(rows, then.told_by), [each for each in letters if each.asked_on <= then.on]
    states = {row.state for row in rows}
    may = found.state in actions.OPEN and request.gate.acts("applications.enter")
    late = bool(letters) and letters[0].due_on < (then.on if then else clock.today())
    context = {
        "one": found, "rows": rows, "letters": letters, "may": may, "today": clock.today(),
        "may_ask": may and State.MISSING in states, "may_remind": may and State.ASKED in states and late,
        "late": late and State.ASKED in states, "instead": _stopped(found, states) if may else [], "may_print": request.gate.may("printing.view"),
    }  # fmt: skip
    return render(request, "subsidy/papers/papers.html", context)


def _stopped(application: Application, states: set[str]) -> list[AskedAlthough]:
    """Papers whose request was stopped and that are still missing."""
    if State.MISSING not in states:
        return []
    missing = application.papers.filter(state=State.MISSING).values("kind")
    return list(application.asked_although.filter(overridden_on=None, kind__in=missing).order_by("pk"))


@gate(right="applications.enter", purpose=PURPOSE, shows=True)
@require_POST
def list_needed(request: GatedRequest, number: str) -> HttpResponse:
    """Find out which papers are needed."""
    return _act(request, number, "要る書類を調べました。", lambda pk: actions.list_papers(pk, by=request.gate.actor))


@gate(right="applications.enter", purpose=PURPOSE, shows=True)
@require_POST
def ask(request: GatedRequest, number: str) -> HttpResponse:
    """Ask for what is missing, by letter; what a query would answer only with a reason, or not at all."""
    by, on, why = request.gate.actor, clock.today(), request.POST.get("although", "")
    others, instead = "others" in request.POST, _instead(request, number)

    def letter(pk: int) -> object:
        try:
            return actions.ask(pk, by=by, on=on, answerable=instead, why=why, others=others)
        except actions.QueryWouldDo as stopped:
            actions.note_stopped(pk, stopped.instead, by=by, on=on)
            raise

    return _act(request, number, "提出を求める手紙を作りました。", letter)


def _instead(request: GatedRequest, number: str) -> list[Answerable]:
    """What a query would answer, as linkage says now. While linkage is away nothing is stopped, and staff are told."""
    found = get_object_or_404(Application.objects.select_related("applicant"), receipt_number=number)
    require_ward(request.gate, found.ward_code)
    try:
        return answerable(found, on=clock.today(), by=request.gate.actor)
    except (Unreachable, Refused):
        messages.warning(request, "システム連携基盤に尋ねられないため、照会で足りる書類があるかは確かめていません。")
        return []


@gate(right="applications.enter", purpose=PURPOSE, shows=True)
@require_POST
def remind(request: GatedRequest, number: str) -> HttpResponse:
    """Remind of what did not come, by letter."""
    by, on = request.gate.actor, clock.today()
    return _act(request, number, "督促の手紙を作りました。", lambda pk: actions.remind(pk, by=by, on=on))


@gate(right="applications.enter", purpose=PURPOSE, shows=True)
@require_POST
def change(request: GatedRequest, number: str, paper: int) -> HttpResponse:
    """Take a paper in, waive it, or put it back."""
    found = get_object_or_404(Paper, pk=paper, application__receipt_number=number)
    by, why = request.gate.actor, request.POST.get("why", "")

    def take_in() -> object:
        return actions.take_in(found.pk, arrived_on=_day(request.POST.get("arrived_on", "")), on=clock.today(), by=by)

    verbs: dict[str, Callable[[], object]] = {
        "take_in": take_in,
        "waive": lambda: actions.waive(found.pk, why=why, by=by),
        "put_back": lambda: actions.put_back(found.pk, why=why, by=by),
    }
    verb = verbs.get(request.POST.get("verb", ""), take_in)
    return _act(request, number, "記録しました。", lambda _: verb())


def _day(typed: str) -> date:
    try:
        return parse_date(typed)
    except ValueError as unread:
        raise actions.CannotAsk(str(unread), id="UK-304", at="arrived_on") from unread


def _act(request: GatedRequest, number: str, done: str, act: Callable[[int], object]) -> HttpResponse:
    found = get_object_or_404(Application, receipt_number=number)
    require_ward(request.gate, found.ward_code)
    request.gate.shown(found.form["persons"].values())
    try:
        act(found.pk)
    except (actions.CannotAsk, CannotPrint) as refusal:
        refuse(request, refusal, "why", "arrived_on", "although")
    else:
        messages.success(request, done)
    return redirect("papers:papers", number)
