"""Free extraction: what may be taken out, asking with counts only, approving, fetching."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.batch import progress
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.screens.refusals import refuse, take_step
from sasae.foundation.screens.spreadsheets import TYPES
from sasae.kernel import clock
from sasae.subsidy.extraction import actions
from sasae.subsidy.extraction.batches import as_asked
from sasae.subsidy.extraction.catalogue import VIEWS, Class, View
from sasae.subsidy.extraction.lists import EXTRACTIONS, view_label
from sasae.subsidy.extraction.models import Definition, Extraction, State
from sasae.subsidy.extraction.querying import OPERATORS, Asked, CannotExtract, asked, reaches, words
from sasae.subsidy.people.wards import protected_since, wards_of

PURPOSE = "自由抽出"
CONDITIONS = 4  # lines of the form


@gate(right="extraction.view", purpose=PURPOSE)
@require_safe
def extractions(request: GatedRequest) -> HttpResponse:
    """Every extraction, the newest first; what may be taken out."""
    may = request.gate.may("extraction.ask")
    context = {
        "may_ask": may,
        "views": VIEWS.values(),
        "mine": Definition.objects.filter(login_id=request.gate.actor.id),
    }
    return EXTRACTIONS.answer(request, Extraction.objects.all(), "subsidy/extraction/extractions.html", **context)


@gate(right="extraction.view", purpose=PURPOSE)
@require_safe
def described(request: GatedRequest) -> HttpResponse:
    """Every view and column, with what it means and of which class it is."""
    return render(request, "subsidy/extraction/columns.html", {"views": VIEWS.values()})


def _typed(request: GatedRequest, view: View) -> dict[str, Any]:
    """What the form says: chosen columns and the lines of conditions."""
    data = request.POST
    lines = [
        {name: data.get(f"{name}{place}", "").strip() for name in ("column", "operator", "value")}
        for place in range(CONDITIONS)
    ]
    known = [name for name in data.getlist("columns") if name in view.names]
    kept = {name: data.get(name, "") for name in ("purpose", "format", "name")}
    return {"columns": known, "conditions": lines, **kept}


def _start(request: GatedRequest, view: View) -> dict[str, Any]:
    """An empty form, or a kept definition."""
    text = request.GET.get("definition", "")
    kept = Definition.objects.filter(pk=int(text), login_id=request.gate.actor.id).first() if text.isdecimal() else None
    lines = list(kept.conditions) if kept else []
    blank = {"column": "", "operator": "is", "value": ""}
    plain = [one.name for one in view.columns if one.of in (Class.PLAIN, Class.MONEY)]
    return {
        "columns": kept.columns if kept else plain, "conditions": (lines + [blank] * CONDITIONS)[:CONDITIONS],
        "purpose": "", "format": "xlsx", "name": kept.name if kept else "",
    }  # fmt: skip


def _asked(request: GatedRequest, view: View, typed: dict[str, Any]) -> Asked:
    reach = wards_of(request.gate.user, "extraction.ask", clock.today())
    return asked(view.name, typed["columns"], typed["conditions"], reach)


def _act(request: GatedRequest, view: View, typed: dict[str, Any]) -> HttpResponse | dict[str, Any]:
    """Count, keep the definition, or ask; what to show, or where to go. Raises CannotExtract."""
    ask, by, verb = _asked(request, view, typed), request.gate.actor, request.POST.get("verb", "preview")
    if verb == "save":
        kept = actions.keep_definition(ask, typed["name"], by=by)
        messages.success(request, f"定義「{kept.name}」を保存しました。")
        return {}
    if verb == "ask":
        personal = request.gate.may("extraction.personal")
        made = actions.ask(
            ask,
            purpose=typed["purpose"],
            format=typed["format"],
            personal=personal,
            by=by,
            on=clock.today(),
            at=clock.now(),
        )
        messages.success(request, "抽出の承認を求めました。")
        return redirect("extraction:extraction", made.number)
    personal = request.gate.may("extraction.personal")
    counts = actions.preview(ask, personal=personal, by=by, on=clock.today())
    return {"preview": counts, "words": words(ask, named=True)}


@gate(right="extraction.ask", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest, view: str) -> HttpResponse:
    """Choose columns and conditions; see counts only; keep the definition; ask."""
    if view not in VIEWS:
        raise Http404
    chosen, said = VIEWS[view], {}
    typed = _typed(request, chosen) if request.method == "POST" else _start(request, chosen)
    if request.method == "POST":
        try:
            answer = _act(request, chosen, typed)
        except CannotExtract as refusal:
            said = {"refused": str(refusal), "refused_at": refusal.at}
        else:
            if isinstance(answer, HttpResponse):
                return answer
            said = answer
    context = {
        "view": chosen,
        "typed": typed,
        "operators": OPERATORS,
        "personal": request.gate.may("extraction.personal"),
        **said,
    }
    return render(request, "subsidy/extraction/new.html", context)


@gate(right="extraction.view", purpose=PURPOSE)
@require_safe
def extraction(request: GatedRequest, number: str) -> HttpResponse:
    """One extraction: what is asked for and why, how far it is, where to fetch it."""
    found = get_object_or_404(Extraction, number=number)
    run = BatchRun.objects.filter(pk=found.run_id).first() if found.run_id else None
    mine, may = found.asked_by == request.gate.actor.id, request.gate.may("extraction.approve")
    made = getattr(found, "file", None)
    context = {
        "one": found, "label": view_label(found), **_told(found, named=mine or may),
        "stopped": run is not None and found.state == State.APPROVED and not progress(run).live and (mine or may),
        "progress": progress(run) if run else None, "mine": mine, "may_approve": may and not mine, "file": made,
        "stale": mine and made is not None and run is not None and _stale(run),
    }  # fmt: skip
    return render(request, "subsidy/extraction/extraction.html", context)


def _told(found: Extraction, *, named: bool) -> dict[str, Any]:
    """The columns and conditions in words; of a column that is described no more, nothing."""
    try:
        ask = as_asked(found)
    except CannotExtract:
        return {"columns": [], "words": []}
    return {"columns": ask.columns, "words": words(ask, named=named)}


@gate(right="extraction.approve", purpose=PURPOSE)
@require_POST
def decide(request: GatedRequest, number: str) -> HttpResponse:
    """Approve, or send back with a reason: for all wards it takes out."""
    found, by, at = get_object_or_404(Extraction, number=number), request.gate.actor, clock.now()
    if not reaches(wards_of(request.gate.user, "extraction.approve", clock.today()), found.reach):
        raise Refused(f"抽出 {number} は、この利用者の承認の権限の及ばない区を含みます")
    try:
        if request.POST.get("verb") == "approve":
            actions.approve(found.pk, by=by, at=at)
            messages.success(request, "承認しました。抽出を始めました。")
        else:
            actions.refuse(found.pk, request.POST.get("why", ""), by=by, at=at)
            messages.success(request, "差し戻しました。")
    except CannotExtract as refusal:
        refuse(request, refusal, "why")
    return redirect("extraction:extraction", number)


@gate(right="extraction.view", purpose=PURPOSE)
@require_POST
def resume(request: GatedRequest, number: str) -> HttpResponse:
    """Let an extraction that stopped go on: by whoever asked for it, or may approve it."""
    found, by = get_object_or_404(Extraction, number=number), request.gate.actor
    if found.asked_by != by.id:
        request.gate.require("extraction.approve")
    take_step(
        request, lambda: actions.go_on(found.pk, by=by), done="抽出を再開しました。", refusals=(CannotExtract,)
    )  # fmt: skip
    return redirect("extraction:extraction", number)


def _stale(run: BatchRun) -> bool:
    """Once somebody in a file is protected who was not when it was written, it is to be written anew."""
    persons = {one["person"] for one in run.items.values_list("payload", flat=True) if one}
    return bool(protected_since(persons, run.created_at))


def _require_still(request: GatedRequest, found: Extraction) -> None:
    """What was asked for under a right leaves only while the right is held: revoked at once, for files as well."""
    if not reaches(wards_of(request.gate.user, "extraction.ask", clock.today()), found.reach):
        raise Refused(f"抽出 {found.number} の区に、いまの権限が及びません")
    if as_asked(found).personal:
        request.gate.require("extraction.personal")


@gate(right="extraction.ask", purpose=PURPOSE)
@require_safe
def download(request: GatedRequest, number: str) -> HttpResponse:
    """The file, for whoever asked for it."""
    found = get_object_or_404(
        Extraction, number=number, asked_by=request.gate.actor.id, file__expires_on__gte=clock.today()
    )
    _require_still(request, found)
    if _stale(BatchRun.objects.get(pk=found.run_id)):
        raise Refused(f"抽出 {number} の後に支援措置が始まった人がいます")
    try:
        content = actions.handed_over(found, by=request.gate.actor)
    except CannotExtract as refusal:
        raise Http404 from refusal
    answer = HttpResponse(content, content_type=TYPES[found.format])
    answer["Content-Disposition"] = f'attachment; filename="extraction-{number}.{found.format}"'
    return answer


@gate(right="extraction.ask", purpose=PURPOSE)
@require_POST
def forget(request: GatedRequest, pk: int) -> HttpResponse:
    """Forget a kept definition of one's own."""
    actions.forget_definitions([pk], by=request.gate.actor)
    return redirect("extraction:extractions")
