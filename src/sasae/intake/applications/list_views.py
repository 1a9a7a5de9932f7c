"""Taking the list of applications out as a file: the few who may, with a reason, for procedures they hold."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation import sealing
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.spreadsheets import TYPES
from sasae.intake.applications import actions
from sasae.intake.applications.models import ListFile, State
from sasae.intake.applications.reach import choices
from sasae.kernel import clock

PURPOSE = "申請の一覧の書出し"
RIGHT = "applications.export"


class TakeOutForm(SasaeForm):
    """Which applications, how, and why."""

    state = forms.ChoiceField(label="ステータス", required=False, choices=[("", "すべて"), *State.choices])
    procedure = forms.ChoiceField(label="手続き", required=False)
    due = forms.ChoiceField(label="期限", required=False, choices=[("", "すべて"), ("over", "過ぎたもの")])
    format = forms.ChoiceField(label="形式", choices=[("xlsx", "Excel"), ("csv", "CSV")])
    reason = forms.CharField(label="書き出す理由", max_length=100, help_text="操作履歴に残ります")

    def __init__(self, *args: Any, procedures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["procedure"].choices = [("", "すべて"), *procedures]  # type: ignore[attr-defined]


def _held(request: GatedRequest) -> list[str] | None:
    held: list[str] | None = request.gate.user.procedures(RIGHT, clock.today())
    return held


@gate(right=RIGHT, purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: GatedRequest) -> HttpResponse:
    """Ask for the file; it is written in the background."""
    form = TakeOutForm(request.POST or None, procedures=choices(request, RIGHT))
    if request.method != "POST" or not form.is_valid():
        refused = request.method == "POST"
        return render(request, "intake/applications/take_out.html", {"form": form}, status=422 if refused else 200)
    told, held = form.cleaned_data, _held(request)
    if told["procedure"]:
        held = [told["procedure"]]
    asked = {name: told[name] for name in ("state", "due") if told[name]}
    run = actions.take_list_out(
        asked, held, told["format"], told["reason"], by=request.gate.actor, on=clock.today()
    )
    return redirect("applications:list_file", run.pk)


def _run_of(request: GatedRequest, run: int) -> BatchRun:
    """One's own file, while one still holds all its procedures."""
    found = get_object_or_404(BatchRun, pk=run, kind="applications.export", started_by=request.gate.actor.id)
    held, asked = _held(request), found.params["procedures"]
    if held is not None and (asked is None or set(asked) - set(held)):
        raise Refused(f"書出し {run} の手続きの権限がなくなっています")
    return found


@gate(right=RIGHT, purpose=PURPOSE)
@require_safe
def list_file(request: GatedRequest, run: int) -> HttpResponse:
    """How far the file is, and where to fetch it. Only one's own."""
    found = _run_of(request, run)
    made = ListFile.objects.filter(run_id=run).defer("content").first()
    live = made is not None and made.expires_on >= clock.today()
    return render(request, "intake/applications/list_file.html", {"run": found, "file": made, "live": live})


@gate(right=RIGHT, purpose=PURPOSE)
@require_safe
def fetch_list(request: GatedRequest, run: int) -> HttpResponse:
    """The file itself, for whoever asked for it."""
    _run_of(request, run)
    found = get_object_or_404(ListFile, run_id=run, requested_by=request.gate.actor.id, content__isnull=False)
    if found.expires_on < clock.today() or found.content is None:
        raise Http404
    actions.note_list_fetched(found, by=request.gate.actor)
    answer = HttpResponse(sealing.decrypt(found.content, actions.list_context(run)), content_type=TYPES[found.format])
    answer["Content-Disposition"] = f'attachment; filename="applications-{run}.{found.format}"'
    return answer
