"""Print runs: prepare, look at the proof, approve, print, count back, close."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.batch import progress
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, refuse, refuse_form
from sasae.kernel import clock
from sasae.subsidy.people.wards import reach
from sasae.subsidy.print_runs import actions, papers
from sasae.subsidy.print_runs.checking import Checked
from sasae.subsidy.print_runs.forms import CloseForm, PrepareForm, PullForm, ScanForm
from sasae.subsidy.print_runs.lapsed import lapsed_in
from sasae.subsidy.print_runs.models import PrintRun, RunState
from sasae.subsidy.print_runs.reach import found_within_reach, of_protected, within_reach

PURPOSE = "医療証と通知の印刷・封入"
MOST_SIGNS = 60  # of a run's title

RUNS = ListPage(
    title="印刷・封入の一覧",
    columns=[
        Column("number", "印刷番号", sort="number", link=lambda row: ("print_runs:run", row.number)),
        Column("title", "名称", value=lambda row: f"{row.title}（支援措置の対象の人）" if row.guarded else row.title),
        Column("state", "状態", sort="state"),
        Column("on", "発送日", sort="on"),
        Column("envelope_count", "封筒", number=True),
        Column("sheet_count", "用紙", number=True),
        Column("duplex", "両面"),
        Column("prepared_by", "作成した人", value=lambda row: row.preparer),
        Column("approved_by", "承認した人", value=lambda row: row.approver),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(RunState.choices))],
    order="-number",
    empty="印刷はまだありません。",
)


@gate(right="print_runs.view", purpose=PURPOSE)
@require_safe
def runs(request: GatedRequest) -> HttpResponse:
    """Every run, the newest first."""
    today = clock.today()
    reached = within_reach(PrintRun.objects.all(), reach(request.gate, today), of_protected(request.gate, today))
    rows = reached.annotate(preparer=name_of_staff("prepared_by"), approver=name_of_staff("approved_by"))
    may = request.gate.may("print_runs.prepare")
    return RUNS.answer(request, rows, "subsidy/print_runs/runs.html", may_prepare=may)


@gate(right="print_runs.prepare", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def prepare(request: GatedRequest) -> HttpResponse:
    """Collect what has not been sent into envelopes."""
    today = clock.today()
    wards = reach(request.gate, today)
    waiting = sorted(papers.waiting_counts(wards, today), key=lambda one: not one.count)  # what waits comes first
    chosen = [one.enclosure.kind for one in waiting if one.count]
    initial = {"until": today, "on": today, "kinds": chosen}
    protected = of_protected(request.gate, today)
    form = PrepareForm(
        request.POST or None, waiting=waiting, reach=wards, may_guard=protected != [], initial=initial
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = actions.prepare(
                papers.waiting(_wish(asked, protected if asked.get("guarded") else wards)), title=_title(asked["kinds"]),
                duplex=asked["duplex"], on=asked["on"], by=request.gate.actor, at=clock.now(),
                guarded=asked.get("guarded", False),
            )  # fmt: skip
        except actions.CannotRun as refused:
            form.refused(refused)
        else:
            return redirect("print_runs:run", made.number)
    return render(request, "subsidy/print_runs/prepare.html", {"form": form, "waiting": waiting})


def _wish(asked: dict[str, Any], wards: list[str] | None) -> papers.Wish:
    when, where = (asked["until"], asked["since"]), (asked["ward"], asked["part"], wards)
    return papers.Wish(asked["kinds"], *when, *where, clock.today(), guarded=asked.get("guarded", False))


def _title(kinds: list[str]) -> str:
    """What a run holds, in few words."""
    labels = [papers.enclosures()[kind].label for kind in kinds]
    told = "、".join(labels)
    return told if len(told) <= MOST_SIGNS else f"{labels[0]} ほか{len(labels) - 1}種"


@gate(right="print_runs.view", purpose=PURPOSE, shows=True)
@require_safe
def run(request: GatedRequest, number: str) -> HttpResponse:
    """One run: proof, files, lists, and the envelopes that are still open."""
    close_form = form_again(request, reverse("print_runs:close", args=[number]), CloseForm)
    return _page(request, found_within_reach(request.gate, number, clock.today()), ScanForm(), close_form)


def _page(
    request: GatedRequest, found: PrintRun, scan_form: ScanForm, close_form: CloseForm, **more: Any
) -> HttpResponse:
    waiting = found.envelopes.filter(whole_at__isnull=True, left_out="").select_related("addressee").order_by("serial")
    rows = list(waiting[:100])
    request.gate.shown([one.addressee.atena_no for one in rows] + [who.atena_no for who in more.get("affected", [])])
    may, batch = request.gate.may, BatchRun.objects.filter(pk=found.batch).first()
    context = {
        "one": found, "waiting": rows, "left": waiting.count(), "files": found.files.order_by("part"),
        "rounds": found.rounds.order_by("-id")[:20], "batch": batch, "progress": progress(batch) if batch else None,
        "scan_form": scan_form, "close_form": close_form, "pull_form": more.pop("pull_form", PullForm()),
        "others_approve": found.state == RunState.PREPARED
        and may("print_runs.approve")
        and found.prepared_by != request.gate.actor.id,
        "lapsed": lapsed_in(found), "may_open": not found.guarded or may("protected.view"),
        "may_count": found.state == RunState.PRINTED and may("print_runs.close"),
        "may_discard": may("print_runs.prepare")
        and found.state in (RunState.PREPARED, RunState.APPROVED, RunState.PRINTED),
        **more,
    }  # fmt: skip
    return render(request, "subsidy/print_runs/run.html", context)


@gate(right="print_runs.close", purpose=PURPOSE, shows=True)
@require_POST
def scan(request: GatedRequest, number: str) -> HttpResponse:
    """Count envelopes back; faults are shown with whom they touch, and what was typed stays."""
    found = found_within_reach(request.gate, number, clock.today())
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, CloseForm())
    try:
        checked = actions.scan(number, form.cleaned_data["text"], by=request.gate.actor, at=clock.now())
    except actions.CannotRun as refused:
        form.refused(refused)
        return _page(request, found, form, CloseForm())
    if checked.findings:
        return _page(request, found, form, CloseForm(), **_wrong(found, checked))
    messages.success(request, f"封筒 {len(checked.whole)}通の中身を確かめました。")
    return redirect("print_runs:run", number)


def _wrong(found: PrintRun, checked: Checked) -> dict[str, Any]:
    """What was wrong with what was scanned, and whose envelopes it touches."""
    touched = found.envelopes.filter(serial__in=checked.affected).select_related("addressee").order_by("serial")
    return {"checked": checked, "touched": touched, "affected": [one.addressee for one in touched]}


@gate(right="print_runs.close", purpose=PURPOSE, shows=True)
@require_POST
def pull(request: GatedRequest, number: str) -> HttpResponse:
    """Envelopes with a void certificate are taken out and scanned; faults are shown, and what was typed stays."""
    found = found_within_reach(request.gate, number, clock.today())
    form = PullForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ScanForm(), CloseForm(), pull_form=form)
    try:
        checked = actions.pull(number, form.cleaned_data["pulled"], by=request.gate.actor, at=clock.now())
    except actions.CannotRun as refused:
        form.refused(refused)
        return _page(request, found, ScanForm(), CloseForm(), pull_form=form)
    if checked.findings:
        found.refresh_from_db()
        return _page(request, found, ScanForm(), CloseForm(), pull_form=form, **_wrong(found, checked))
    messages.success(request, f"封筒 {len(checked.whole)}通を抜き取りました。用紙は廃棄してください。")
    return redirect("print_runs:run", number)


def _act(request: GatedRequest, number: str, done: str, act: Callable[..., Any], **more: Any) -> HttpResponse:
    found_within_reach(request.gate, number, clock.today())
    try:
        act(number, by=request.gate.actor, **more)
    except actions.CannotRun as refused:
        refuse(request, refused, "why")
    else:
        messages.success(request, done)
    return redirect("print_runs:run", number)


@gate(right="print_runs.approve", purpose=PURPOSE)
@require_POST
def approve(request: GatedRequest, number: str) -> HttpResponse:
    """The proof is good."""
    return _act(request, number, "承認しました。印刷データを作成しています。", actions.approve, at=clock.now())


@gate(right="print_runs.close", purpose=PURPOSE)
@require_POST
def close(request: GatedRequest, number: str) -> HttpResponse:
    """Everything is in its envelope, and the counts agree."""
    found_within_reach(request.gate, number, clock.today())
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            actions.close(number, at=clock.now(), by=request.gate.actor, **form.cleaned_data)
        except actions.CannotRun as refused:
            form.refused(refused)
        else:
            messages.success(request, "封入の確認を終えました。")
            return redirect("print_runs:run", number)
    refuse_form(request, form)
    return redirect("print_runs:run", number)


@gate(right="print_runs.prepare", purpose=PURPOSE)
@require_POST
def discard(request: GatedRequest, number: str) -> HttpResponse:
    """Give the run up."""
    return _act(request, number, "取りやめました。", actions.discard, why=request.POST.get("why", ""))
