"""Coming over from the old system: files, dry run, sums, import by two persons, differences."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.batch import progress
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.old_system import actions, queries
from sasae.subsidy.old_system.causes import causes
from sasae.subsidy.old_system.forms import GiveForm, OpenForm
from sasae.subsidy.old_system.layouts import layouts
from sasae.subsidy.old_system.lists import DIFFERENCES, MIGRATIONS
from sasae.subsidy.old_system.models import Migration, State
from sasae.subsidy.old_system.reports import report
from sasae.subsidy.people.wards import require_everywhere

PURPOSE = "旧システムからの移行"


@gate(right="old_system.view", purpose=PURPOSE)
@require_safe
def migrations(request: GatedRequest) -> HttpResponse:
    """Every set of files, the newest first."""
    may = request.gate.may("old_system.work")
    return MIGRATIONS.answer(request, Migration.objects.all(), "subsidy/old_system/migrations.html", may_work=may)


@gate(right="old_system.view", purpose=PURPOSE)
@require_safe
def described(request: GatedRequest) -> HttpResponse:
    """What the files look like: columns, kinds, codes, examples; and the causes of differences."""
    context = {"layouts": layouts().values(), "causes": causes().values()}
    return render(request, "subsidy/old_system/files.html", context)


@gate(right="old_system.work", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest) -> HttpResponse:
    """Begin a set of files."""
    require_everywhere(request.gate, clock.today())
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_migration(**form.cleaned_data, by=request.gate.actor, at=clock.now())
        except actions.CannotMove as refusal:
            form.refused(refusal)
        else:
            return redirect("old_system:migration", made.number)
    return render(request, "subsidy/old_system/new.html", {"form": form})


@gate(right="old_system.view", purpose=PURPOSE)
@require_safe
def migration(request: GatedRequest, number: str) -> HttpResponse:
    """One set: its files, what was found, the sums, what comes next."""
    require_everywhere(request.gate, clock.today())
    found = get_object_or_404(Migration, number=number)
    run = queries.latest_run(found)
    may = {name: request.gate.may(f"old_system.{name}") for name in ("work", "approve", "export")}
    context = {
        "one": found, "files": queries.files_of(found), "run": run, "progress": progress(run) if run else None,
        "causes": queries.by_cause(found), "counts": queries.compared_counts(found), "may": may,
        "form": GiveForm() if may["work"] and found.state in (State.OPEN, State.WRONG, State.CHECKED) else None,
        "wrong": sum(not line["same"] for line in found.totals), "unlanded": sum(not line["same"] for line in found.landed),
        "mine": request.gate.actor.id in (found.asked_by, found.opened_by),
    }  # fmt: skip
    return render(request, "subsidy/old_system/migration.html", context)


@gate(right="old_system.work", purpose=PURPOSE)
@require_POST
def give(request: GatedRequest, number: str) -> HttpResponse:
    """Give a file."""
    require_everywhere(request.gate, clock.today())
    found, form = get_object_or_404(Migration, number=number), GiveForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("old_system:migration", number)
    given = form.cleaned_data["file"]
    try:
        _, new = actions.give(
            found.pk, form.cleaned_data["kind"], given.name, given.read(), by=request.gate.actor, at=clock.now()
        )
    except actions.CannotMove as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "ファイルを登録しました。" if new else "同じ内容のファイルです。何も変えていません。")
    return redirect("old_system:migration", number)


def _verbs(request: GatedRequest, pk: int) -> dict[str, tuple[str, Callable[[], object], str]]:
    """Each step: its right, what it does, what to say of it."""
    by, why = request.gate.actor, request.POST.get("why", "")
    on, at = clock.today(), clock.now()
    return {
        "check": ("work", lambda: actions.begin_check(pk, by=by), "点検を始めました。"),
        "ask": ("work", lambda: actions.ask(pk, by=by, on=on), "取込みの承認を求めました。"),
        "approve": ("approve", lambda: actions.approve(pk, by=by, on=on, at=at), "承認しました。取込みを始めました。"),
        "send_back": ("approve", lambda: actions.send_back(pk, why, by=by), "差し戻しました。"),
        "compare": ("work", lambda: actions.begin_comparison(pk, by=by), "旧システムとの比較を始めました。"),
    }


@gate(right="old_system.view", purpose=PURPOSE)
@require_POST
def step(request: GatedRequest, number: str) -> HttpResponse:
    """Check, ask, approve, send back, compare."""
    require_everywhere(request.gate, clock.today())
    found = get_object_or_404(Migration, number=number)
    verbs = _verbs(request, found.pk)
    if request.POST.get("verb") not in verbs:
        raise Http404
    right, act, said = verbs[request.POST["verb"]]
    request.gate.require(f"old_system.{right}")
    try:
        act()
    except actions.CannotMove as refusal:
        refuse(request, refusal, "why")
    else:
        messages.success(request, said)
    return redirect("old_system:migration", number)


@gate(right="old_system.view", purpose=PURPOSE, shows=True)
@require_safe
def differences(request: GatedRequest, number: str) -> HttpResponse:
    """Where the old system and ours do not agree, and why."""
    require_everywhere(request.gate, clock.today())
    found = get_object_or_404(Migration, number=number)
    return DIFFERENCES.answer(request, found.differences.all(), "subsidy/old_system/differences.html", one=found)


@gate(right="old_system.export", purpose=PURPOSE, shows=True)
@require_safe
def paper(request: GatedRequest, number: str) -> HttpResponse:
    """The report of the parallel run, as a PDF."""
    require_everywhere(request.gate, clock.today())
    found = get_object_or_404(Migration, number=number)
    request.gate.shown(found.differences.values_list("person", flat=True), note="報告の出力")
    content = report(found, on=clock.today())
    record(request.gate.actor, "old_system.reported", number, format="PDF", rows=found.differences.count())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="old-system-{number}.pdf"'
    return answer
