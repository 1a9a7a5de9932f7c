"""The list of work, one application's handling, and the files taken out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation import sealing
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.spreadsheets import TYPES
from sasae.kernel import clock
from sasae.subsidy.applications.models import Application
from sasae.subsidy.desk import actions, queries
from sasae.subsidy.desk.conflicts import ChangedMeanwhile
from sasae.subsidy.desk.forms import AssignForm, HandlingForm, SearchNameForm, TakeOutForm
from sasae.subsidy.desk.lists import WORK
from sasae.subsidy.desk.models import ExportFile

PURPOSE = "申請の進行管理"


def _wards(request: GatedRequest) -> list[str] | None:
    return queries.wards_of(request.gate.user, "applications.view", clock.today())


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def work(request: GatedRequest) -> HttpResponse:
    """Applications to be decided, the oldest first: whose they are, until when, and what is overdue."""
    if request.GET.get("whose") == "me":
        return redirect(f"{reverse('desk:work')}?whose={request.gate.actor.id}")
    workers = queries.workers(clock.today())
    return WORK.answer(
        request, queries.open_work(_wards(request)), "subsidy/desk/work.html",
        searches=queries.searches_of(request.gate.actor.id), assign_form=AssignForm(workers=workers),
        take_out_form=TakeOutForm(), name_form=SearchNameForm(), asked=request.GET.urlencode(),
        may_assign=request.gate.may("desk.assign"), may_take_out=request.gate.may("desk.export"),
    )  # fmt: skip


def _back(request: GatedRequest) -> HttpResponse:
    """To the list as it was narrowed."""
    query = QueryDict(request.POST.get("asked", "")).urlencode()
    return redirect(reverse("desk:work") + (f"?{query}" if query else ""))


def _picked(request: GatedRequest) -> list[tuple[str, int]]:
    """The ticked applications the user's wards reach, with the versions that were seen."""
    pairs = (one.partition("|") for one in request.POST.getlist("pick"))
    seen = {number: int(version) for number, _, version in pairs if version.isdecimal()}
    allowed = queries.open_work(_wards(request)).filter(receipt_number__in=seen)
    return [(number, seen[number]) for number in allowed.values_list("receipt_number", flat=True)]


@gate(right="desk.assign", purpose=PURPOSE)
@require_POST
def assign(request: GatedRequest) -> HttpResponse:
    """Give the ticked applications to one person."""
    form = AssignForm(request.POST, workers=queries.workers(clock.today()))
    picked = _picked(request)
    if not picked or not form.is_valid():
        messages.error(request, "申請を選び、担当者を選んでください。")
        return _back(request)
    left = actions.assign(picked, form.cleaned_data["to"], by=request.gate.actor, at=clock.now())
    if left:
        messages.warning(request, f"ほかの人が変更していたため、そのままにしました：{'、'.join(left)}")
    if len(picked) > len(left):
        messages.success(request, f"{len(picked) - len(left)}件の担当者を変更しました。")
    return _back(request)


@gate(right="desk.export", purpose="申請の一覧の書き出し")
@require_POST
def take_out(request: GatedRequest) -> HttpResponse:
    """Write the ticked applications, or all the list, to a file in the background."""
    form = TakeOutForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return _back(request)
    run = actions.take_out(
        QueryDict(request.POST.get("asked", "")).dict(), numbers=[number for number, _ in _picked(request)],
        wards=_wards(request), format=form.cleaned_data["format"], reason=form.cleaned_data["reason"],
        by=request.gate.actor, on=clock.today(),
    )  # fmt: skip
    return redirect("desk:file", run.pk)


@gate(right="desk.export", purpose="申請の一覧の書き出し")
@require_safe
def file(request: GatedRequest, run: int) -> HttpResponse:
    """How far the file is, and where to fetch it. Only one's own."""
    found = get_object_or_404(BatchRun, pk=run, kind="desk.export", started_by=request.gate.actor.id)
    made = ExportFile.objects.filter(run_id=run).defer("content").first()
    live = made is not None and made.expires_on >= clock.today()
    return render(request, "subsidy/desk/file.html", {"run": found, "file": made, "live": live})


@gate(right="desk.export", purpose="申請の一覧の書き出し")
@require_safe
def download(request: GatedRequest, run: int) -> HttpResponse:
    """The file itself, for whoever asked for it."""
    found = get_object_or_404(ExportFile, run_id=run, requested_by=request.gate.actor.id, content__isnull=False)
    if found.expires_on < clock.today() or found.content is None:
        raise Http404
    actions.download(run, found, by=request.gate.actor)
    answer = HttpResponse(sealing.decrypt(found.content, f"desk_export/{run}"), content_type=TYPES[found.format])
    answer["Content-Disposition"] = f'attachment; filename="applications-{run}.{found.format}"'
    return answer


@gate(right="applications.view", purpose=PURPOSE)
@require_POST
def keep_search(request: GatedRequest) -> HttpResponse:
    """Keep the list's conditions under a name, or forget them."""
    form = SearchNameForm(request.POST)
    if request.POST.get("forget", "").isdecimal():
        actions.forget_search(int(request.POST["forget"]), by=request.gate.actor)
    elif form.is_valid():
        asked: Any = QueryDict(request.POST.get("asked", "")).dict()
        actions.keep_search(form.cleaned_data["name"], asked, by=request.gate.actor)
        messages.success(request, "検索条件を保存しました。氏名・番号は保存していません。")
    else:
        messages.error(request, "検索条件の名前を入れてください。")
    return _back(request)


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def handling(request: GatedRequest, number: str) -> HttpResponse:
    """Whose work an application is, until when, and how it is to be handled."""
    found = get_object_or_404(Application.objects.select_related("applicant", "handling"), receipt_number=number)
    request.gate.require("desk.assign" if request.method == "POST" else "", ward=found.ward_code or None)
    request.gate.shown(found.form["persons"].values())
    row, conflict = getattr(found, "handling", None), None
    seen = {name: getattr(row, name) for name in (*actions.HANDLING, "version")} if row else {"version": 0}
    form = HandlingForm(request.POST or None, initial=seen, workers=queries.workers(clock.today()))
    if request.method == "POST" and form.is_valid():
        told, by = form.values(), request.gate.actor
        try:
            actions.handle(found.pk, form.cleaned_data["version"], told, by=by, at=clock.now())
            messages.success(request, "保存しました。")
            return redirect("desk:handling", number)
        except ChangedMeanwhile as changed:
            conflict = changed
            form.stand_on(changed.version)
    may = request.gate.may("desk.assign", ward=found.ward_code)
    context = {"one": found, "form": form, "due": queries.due_of(found), "conflict": conflict, "may": may}
    return render(request, "subsidy/desk/handling.html", context)
