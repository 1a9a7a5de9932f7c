"""What is done with many cases at once, and the files taken out."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation import sealing
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.refusals import refuse_form
from sasae.foundation.screens.spreadsheets import TYPES
from sasae.kernel import clock
from sasae.subsidy.applications.fields import SentBefore
from sasae.subsidy.desk import actions, queries
from sasae.subsidy.desk.forms import AssignForm, DueForm, NoteForAllForm, TakeOutForm
from sasae.subsidy.desk.models import ExportFile, NoteKind
from sasae.subsidy.desk.today import workers
from sasae.subsidy.desk.views import PURPOSE, back, open_to
from sasae.subsidy.people.wards import protected_since, wards_of, within

TAKING_OUT = "仕事の一覧の書き出し"


def _picked(request: GatedRequest) -> dict[str, int]:
    """The ticked cases within the reach of the user and of this page's right, with the versions that were seen."""
    pairs = (one.partition("|") for one in request.POST.getlist("pick"))
    seen = {case: int(version) for case, _, version in pairs if version.isdecimal() and len(version) < 10}
    wards = wards_of(request.gate.user, request.gate.right, clock.today())
    allowed = within(open_to(request).filter(pk__in=seen), wards)
    return {case: seen[case] for case in allowed.values_list("pk", flat=True)}


def _refused(request: GatedRequest, form: SasaeForm, picked: dict[str, int]) -> HttpResponse:
    """Back to the list, with what was typed."""
    if not picked:
        messages.error(request, "一覧で仕事を選んでください。終わった仕事と、権限の及ばない区の仕事は選べません。")
    refuse_form(request, form)
    return back(request)


def _handled(request: GatedRequest, form: Any, values: dict[str, Any], done: str) -> HttpResponse:
    """The same change for every ticked case, and what to say of it."""
    picked = _picked(request)
    if not form.is_valid() or not picked:
        return _refused(request, form, picked)
    told = {name: form.cleaned_data[source] for name, source in values.items()}
    left = actions.handle_all(list(picked.items()), told, by=request.gate.actor, at=clock.now())
    if left:
        messages.warning(request, f"ほかの人が変更していたため、そのままにしました：{'、'.join(left)}")
    if len(picked) > len(left):
        messages.success(request, f"{len(picked) - len(left)}件の{done}を変更しました。")
    return back(request)


@gate(right="desk.assign", purpose=PURPOSE)
@require_POST
def assign(request: GatedRequest) -> HttpResponse:
    """Give the ticked cases to one person."""
    form = AssignForm(request.POST, workers=workers(request))
    return _handled(request, form, {"assigned_to": "to"}, "担当者")


@gate(right="desk.assign", purpose=PURPOSE)
@require_POST
def set_due(request: GatedRequest) -> HttpResponse:
    """Set one deadline for the ticked cases, or go back to the standard periods."""
    return _handled(request, DueForm(request.POST), {"due_on": "due_on"}, "期限")


@gate(right="notes.write", purpose=PURPOSE)
@require_POST
def note_all(request: GatedRequest) -> HttpResponse:
    """Write one note for everybody the ticked cases are about."""
    form, picked = NoteForAllForm(request.POST, prefix="note"), _picked(request)
    if not form.is_valid() or not picked:
        return _refused(request, form, picked)
    told, cases = dict(form.cleaned_data), open_to(request).filter(pk__in=picked)
    kind = NoteKind(told.pop("kind"))
    try:
        count = actions.note_all(cases, kind=kind, **told, by=request.gate.actor, at=clock.now(), on=clock.today())
    except SentBefore as refusal:
        request.POST = request.POST.copy()
        request.POST["note-token"] = uuid.uuid4().hex  # what was typed stays; sent once more it is another note
        form.refused(refusal)
        refuse_form(request, form)
        messages.error(request, str(refusal))
        return back(request)
    messages.success(request, f"{count}人の応対の記録に書きました。")
    return back(request)


@gate(right="desk.export", purpose=TAKING_OUT)
@require_POST
def take_out(request: GatedRequest) -> HttpResponse:
    """Write the ticked cases, or all the list, to a file in the background."""
    form = TakeOutForm(request.POST, prefix="out")
    if not form.is_valid():
        refuse_form(request, form)
        return back(request)
    picked = list(_picked(request))
    if request.POST.getlist("pick") and not picked:  # nothing is left of it; the whole list was not asked for
        refuse_form(request, form)
        messages.error(request, "選んだ仕事は、終わったか、書き出せる区のものではありません。一覧を確かめてください。")
        return back(request)
    run = actions.take_out(
        QueryDict(request.POST.get("asked", "")).dict(), cases=picked,
        reach=queries.reach_of(request.gate.user, clock.today(), request.gate.right), format=form.cleaned_data["format"],
        reason=form.cleaned_data["reason"], by=request.gate.actor, on=clock.today(),
    )  # fmt: skip
    return redirect("desk:file", run.pk)


@gate(right="desk.export", purpose=TAKING_OUT)
@require_safe
def file(request: GatedRequest, run: int) -> HttpResponse:
    """How far the file is, and where to fetch it. Only one's own."""
    found = get_object_or_404(BatchRun, pk=run, kind="desk.export", started_by=request.gate.actor.id)
    made = ExportFile.objects.filter(run_id=run).defer("content").first()
    live = made is not None and made.expires_on >= clock.today()
    return render(request, "subsidy/desk/file.html", {"run": found, "file": made, "live": live, "stale": _stale(found)})


def _stale(run: BatchRun) -> bool:
    """A file tells wards. Once somebody in it is protected who was not when it was written, it is to be written anew."""
    persons = {one["person"] for one in run.items.values_list("payload", flat=True) if one["person"]}
    return bool(protected_since(persons, run.created_at, date.fromisoformat(run.params["on"])))


@gate(right="desk.export", purpose=TAKING_OUT)
@require_safe
def download(request: GatedRequest, run: int) -> HttpResponse:
    """The file itself, for whoever asked for it."""
    found = get_object_or_404(ExportFile, run_id=run, requested_by=request.gate.actor.id, content__isnull=False)
    if found.expires_on < clock.today() or found.content is None:
        raise Http404
    if _stale(BatchRun.objects.get(pk=run)):
        raise Refused(f"書き出し {run} の後に支援措置が始まった人がいます")
    actions.download(run, found, by=request.gate.actor)
    answer = HttpResponse(sealing.decrypt(found.content, f"desk_export/{run}"), content_type=TYPES[found.format])
    answer["Content-Disposition"] = f'attachment; filename="work-{run}.{found.format}"'
    return answer
