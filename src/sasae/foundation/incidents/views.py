"""The button, the register of incidents, and one incident with its steps."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import SIGNED_IN, GatedRequest, gate
from sasae.foundation.incidents import actions, queries
from sasae.foundation.incidents.actions import following, papers
from sasae.foundation.incidents.forms import ClosingForm, ReportForm
from sasae.foundation.incidents.models import Incident, Kind, State
from sasae.foundation.screens.addresses import address
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, shown_or_said, take_step
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.kernel import clock

PURPOSE = "事故への対応"
ON_PAGE = 100  # things and lines a page of one incident shows
_DUE = {
    "report": lambda rows: queries.to_report(rows),
    "over": lambda rows: queries.owed(rows, clock.today()),
    "measures": lambda rows: queries.late_measures(rows, clock.today()),
}
INCIDENTS = ListPage(
    title="事故の一覧",
    columns=[
        Column("number", "事故番号", sort="number", link=lambda row: ("incidents:incident", row.number)),
        Column("kind", "種類", sort="kind"),
        Column("office", "所属", sort="office"),
        Column("reported_at", "報告日時", sort="reported_at"),
        Column("reported_by", "報告者", value=lambda row: staff_name(row.reported_by)),
        Column("people", "本人の人数", number=True, value=lambda row: row.people),
        Column("serious", "重大事故", value=lambda row: row.serious),
        Column("first_due_on", "速報の期限", sort="first_due_on"),
        Column("final_due_on", "確報の期限", sort="final_due_on"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices)),
        Filter("serious", "重大事故", by=lambda rows, text: rows.filter(serious=True), choices=[("yes", "重大事故だけ")]),
        Filter(
            "due", "期限", by=lambda rows, text: _DUE[text](rows) if text in _DUE else rows.none(),
            choices=[("report", "委員会への報告を出していない"), ("over", "報告の期限が来ている"), ("measures", "対策の期限を過ぎている")],
        ),
        Filter("words", "言葉", by=lambda rows, text: rows.filter(what__icontains=text), wide=True),
    ],
    order="-pk",
    persons=lambda row: [],
    export_right="incidents.handle",
    empty="事故の報告はありません。",
)  # fmt: skip


def found(request: GatedRequest, number: str, right: str = "") -> Incident:
    """The incident, where the user's right reaches it."""
    return get_object_or_404(queries.visible(request.gate, clock.today(), right or request.gate.right), number=number)


@gate(right=SIGNED_IN, purpose="事故の報告")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: GatedRequest) -> HttpResponse:
    """The button: whoever suspects a loss says so at once."""
    form = ReportForm(request.POST or None, initial={"happened_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        user, told = request.gate.user, form.cleaned_data
        try:
            made = actions.report(**told, by=request.gate.actor, office=user.office, at=clock.now())
            return redirect("incidents:reported", made.number)
        except actions.CannotGoOn as refusal:
            form.refused(refusal)
    return render(request, "incidents/report.html", {"form": form}, status=422 if form.errors else 200)


@gate(right=SIGNED_IN, purpose="事故の報告")
@require_safe
def reported(request: GatedRequest, number: str) -> HttpResponse:
    """What the reporter sees: the number, the moment, and who has been told."""
    one = get_object_or_404(Incident, number=number, reported_by=request.gate.actor.id)
    told = queries.superiors(request.gate.user, clock.today())
    return render(request, "incidents/reported.html", {"one": one, "told": told})


@gate(right="incidents.view", purpose=PURPOSE, shows=True)
@require_safe
def incidents(request: GatedRequest) -> HttpResponse:
    """Every incident the user's right reaches."""
    rows = queries.visible(request.gate, clock.today())
    request.gate.shown([])
    return INCIDENTS.answer(request, rows, "incidents/incidents.html")


@gate(right="incidents.view", purpose=PURPOSE, shows=True)
@require_safe
def incident(request: GatedRequest, number: str) -> HttpResponse:
    """One incident with everything that was done, and the next steps. Persons are on a page of their own."""
    one, may, today = found(request, number), request.gate.may, clock.today()
    request.gate.shown([])
    working = may("incidents.handle") and one.state == State.OPEN
    context = {
        "one": one, "working": working, "own_report": one.reported_by == request.gate.actor.id,
        "may_take": may("incidents.handle") and one.state == State.REPORTED,
        "may_note": may("incidents.handle") and one.state != State.CLOSED,
        "may_close": may("incidents.close") and one.state == State.CLOSING, "own_asking": one.asked_by == request.gate.actor.id,
        "deadlines": queries.deadlines(one, today), "things": one.things.order_by("pk")[:ON_PAGE],
        "measures": one.measures.order_by("due_on", "pk"), "today": today, "affected": one.affected.count(),
        "timeline": [{"at": each.at, "text": each.text, "by": staff_name(each.by)} for each in one.lines.order_by("-at", "-pk")[:ON_PAGE]],
        "closing": shown_or_said(request, form_again(request, address("incidents:ask_closing", number), ClosingForm), shown=working),
    }  # fmt: skip
    return render(request, "incidents/incident.html", context)


@gate(right="incidents.view", purpose=PURPOSE)
@require_POST
def step(request: GatedRequest, number: str, step: str) -> HttpResponse:
    """Take the report, note, make and send reports, ask for the end, end it or send it back."""
    by, now, post = request.gate.actor, clock.now(), request.POST
    text, why, kind = post.get("text", ""), post.get("why", ""), post.get("kind", "")
    steps: dict[str, tuple[str, Callable[[], object], str]] = {
        "take": ("handle", lambda: actions.take(number, by=by, at=now), "報告を確認しました。"),
        "note": ("handle", lambda: actions.note(number, text, by=by, at=now), "経過を書きました。"),
        "make_report": ("handle", lambda: papers.make_report(number, kind, by=by, at=now), "報告書を作りました。"),
        "send_report": ("handle", lambda: papers.mark_sent(number, kind, by=by, at=now), "提出を記録しました。"),
        "close": ("close", lambda: actions.close(number, by=by, at=now), "終了を承認しました。"),
        "send_back": ("close", lambda: actions.send_back(number, why, by=by, at=now), "差し戻しました。"),
    }
    if step not in steps:
        raise Http404(step)
    right, act, done = steps[step]
    request.gate.require(f"incidents.{right}")
    found(request, number, f"incidents.{right}")
    take_step(request, act, "text", "why", done=done, refusals=(actions.CannotGoOn,))
    return redirect("incidents:incident", number)


@gate(right="incidents.handle", purpose=PURPOSE)
@require_POST
def ask_closing(request: GatedRequest, number: str) -> HttpResponse:
    """Everything is done: another person is to look."""
    found(request, number)
    form, by = ClosingForm(request.POST), request.gate.actor
    take_step(
        request, lambda: actions.ask_closing(number, form.cleaned_data["outcome"], by=by, at=clock.now()),
        done="終了の承認を求めました。", refusals=(actions.CannotGoOn,), form=form,
    )  # fmt: skip
    return redirect("incidents:incident", number)


@gate(right="incidents.handle", purpose=PURPOSE)
@require_POST
def follow(request: GatedRequest, number: str, what: str, pk: int) -> HttpResponse:
    """A thing was found, a measure is done."""
    one, by, now = found(request, number), request.gate.actor, clock.now()
    said = request.POST.get(f"{what}-{pk}", "")
    acts = {"found": following.find_thing, "finished": following.finish}
    if what not in acts:
        raise Http404(what)
    take_step(
        request, lambda: acts[what](one.number, pk, said, by=by, at=now), f"{what}-{pk}", done="記録しました。",
        refusals=(actions.CannotGoOn,),
    )  # fmt: skip
    return redirect("incidents:incident", number)
