"""The list of work, one case's handling, and saved searches."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.screens.refusals import form_again, refuse_form
from sasae.kernel import clock
from sasae.subsidy.desk import actions, queries
from sasae.subsidy.desk.cases import page_of
from sasae.subsidy.desk.conflicts import ChangedMeanwhile
from sasae.subsidy.desk.forms import (
    AssignForm,
    DueForm,
    HandlingForm,
    NoteForAllForm,
    SearchNameForm,
    TakeOutForm,
)
from sasae.subsidy.desk.lists import WORK
from sasae.subsidy.desk.models import Case, CaseHandling, ListedCase
from sasae.subsidy.desk.today import workers

PURPOSE = "仕事の進行管理"
MOST_DIGITS = 19  # of a key


def open_to(request: GatedRequest) -> Any:
    """The open cases this user may see."""
    today = clock.today()
    return queries.open_cases(queries.reach_of(request.gate.user, today), today)


def back(request: GatedRequest) -> HttpResponse:
    """To the list as it was narrowed."""
    query = QueryDict(request.POST.get("asked", "")).urlencode()
    return redirect(reverse("desk:work") + (f"?{query}" if query else ""))


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def work(request: GatedRequest) -> HttpResponse:
    """Everything open, the nearest deadline first: whose it is, until when, and what is overdue."""
    if request.GET.get("whose") == "me":
        asked = request.GET.copy()
        asked["whose"] = request.gate.actor.id
        return redirect(f"{reverse('desk:work')}?{asked.urlencode()}")
    may = request.gate.may
    return WORK.answer(
        request, open_to(request), "subsidy/desk/work.html",
        searches=queries.searches_of(request.gate.actor.id), asked=request.GET.urlencode(), **_forms(request),
        may_assign=may("desk.assign"), may_take_out=may("desk.export"), may_note=may("notes.write"),
    )  # fmt: skip


def _forms(request: GatedRequest) -> dict[str, Any]:
    """The small forms below the list, the one that was refused just now with what was typed into it."""

    buttons = [reverse(f"desk:{name}") for name in ("assign", "set_due", "note_all", "take_out")]  # of one form

    def again(name: str, make: Any, **more: Any) -> Any:
        return form_again(request, reverse(f"desk:{name}"), make, beside=buttons, **more)

    return {
        "assign_form": again("assign", AssignForm, workers=workers(request)),
        "due_form": again("set_due", DueForm),
        "note_form": again("note_all", NoteForAllForm, prefix="note", initial={"token": uuid.uuid4().hex}),
        "take_out_form": again("take_out", TakeOutForm, prefix="out"),
        "name_form": again("keep_search", SearchNameForm),
    }


@gate(right="applications.view", purpose=PURPOSE)
@require_POST
def keep_search(request: GatedRequest) -> HttpResponse:
    """Keep the list's conditions under a name, or forget them."""
    form = SearchNameForm(request.POST)
    forget = request.POST.get("forget", "")
    if forget.isdecimal() and len(forget) < MOST_DIGITS:
        actions.forget_search(int(forget), by=request.gate.actor)
    elif form.is_valid():
        asked: Any = QueryDict(request.POST.get("asked", "")).dict()
        actions.keep_search(form.cleaned_data["name"], asked, by=request.gate.actor)
        messages.success(request, "検索条件を保存しました。氏名・番号は保存していません。")
    else:
        refuse_form(request, form)
    return back(request)


def _within_reach(request: GatedRequest, case: str) -> ListedCase:
    """The open case. One of another ward is refused, which the journal keeps; one that is settled is not found."""
    found: ListedCase | None = open_to(request).filter(pk=case).first()
    if found is None and Case.objects.filter(pk=case).exists():
        raise Refused(f"{case} は、この利用者の権限の及ばない仕事です")
    if found is None:
        raise Http404
    return found


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def handling(request: GatedRequest, case: str) -> HttpResponse:
    """Whose work a case is, until when, and how it is to be handled."""
    found = _within_reach(request, case)
    if request.method == "POST":
        request.gate.require("desk.assign", ward=found.ward_code)
    request.gate.shown([found.person.atena_no] if found.person else [])
    row, conflict = CaseHandling.objects.filter(kind=found.kind, subject=found.subject).first(), None
    seen = {name: getattr(row, name) for name in (*actions.HANDLING, "version")} if row else {"version": 0}
    form = HandlingForm(request.POST or None, initial=seen, workers=workers(request))
    if request.method == "POST" and form.is_valid():
        told, by = form.values(), request.gate.actor
        try:
            actions.handle(case, form.cleaned_data["version"], told, by=by, at=clock.now())
            messages.success(request, "保存しました。")
            return redirect("desk:handling", case)
        except ChangedMeanwhile as changed:
            conflict = changed
            form.stand_on(changed.version)
    may = request.gate.may("desk.assign", ward=found.ward_code)
    page = reverse(page_of(found)[0], args=[page_of(found)[1]])
    context = {"one": found, "row": row, "form": form, "conflict": conflict, "may": may, "page": page}
    return render(request, "subsidy/desk/handling.html", context)
