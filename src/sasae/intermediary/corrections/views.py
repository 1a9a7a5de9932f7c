"""Corrections others are told of: the list, whom to tell of one, and what was done about each."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, refuse_form, take_step
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of, informations, list_of, person
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.corrections import actions
from sasae.intermediary.corrections.forms import CorrectionForm, PersonForm, TellForm
from sasae.intermediary.corrections.models import CORE, Correction, How, Kind
from sasae.intermediary.corrections.queries import DONE, WAITS, Addressee, addressees_of, provided, with_state
from sasae.intermediary.keys.texts import open_texts
from sasae.intermediary.masters.queries import information_names, institution_names
from sasae.kernel import clock
from sasae.reference.exchanged_items import in_words

PURPOSE = "訂正の通知"
CORE_IN_ADDRESS = "core"

LIST = ListPage(
    title="訂正の通知",
    columns=[
        Column("id", "番号", value=lambda row: str(row.pk), sort="id", link=lambda row: ("corrections:correction", row.pk)),
        Column("state", "状態", value=lambda row: WAITS if row.left else DONE),
        Column("kind", "訂正したもの", sort="kind"),
        Column("unified_no", "統合宛名番号"),
        Column("information", "特定個人情報名"),
        Column("items", "訂正した項目", value=lambda row: in_words(row.items) or "項目の外"),
        Column("order_no", "訂正の決定"),
        Column("noted_at", "登録日時", sort="noted_at"),
    ],
    filters=[
        Filter(
            "state", "状態", by=lambda rows, text: rows.filter(left=text == "open"),
            choices=[("open", WAITS), ("done", DONE)],
        ),
        Filter("kind", "訂正したもの", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices)),
        informations(),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
    ],
    order="-id",
    export_right="lists.export",
    empty="知らせる訂正はありません。",
)  # fmt: skip


@gate(right="records.view", purpose=PURPOSE, shows=True)
@require_safe
def corrections(request: GatedRequest) -> HttpResponse:
    """The corrections of the operator's own body, newest first."""
    body = body_of(request)
    page, may = list_of(body, LIST), request.gate.may("records.correct")
    with acting_for(body.code):
        return page.answer(request, with_state(), "intermediary/corrections/corrections.html", body=body, may=may)


@gate(right="records.correct", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest) -> HttpResponse:
    """First whose information it was, then what of it was provided to whom and was wrong."""
    body, asked = body_of(request), bool(request.GET)
    whose = PersonForm(request.GET if asked else None, information=information_names())
    request.gate.shown([])
    form, rows = None, []
    if asked and whose.is_valid():
        with acting_for(body.code):
            rows = list(provided(**whose.cleaned_data))
        request.gate.shown([person(body, whose.cleaned_data["unified_no"])])
        items = dict.fromkeys(item for row in rows for item in row.items)
        form = CorrectionForm(request.POST or None, provided=items)
        if form.is_valid() and (number := _listed(request, body, whose, form)):
            return redirect("corrections:correction", number)
    names = institution_names()
    context = {
        "body": body, "whose": whose, "form": form if rows else None, "asked": asked and whose.is_valid(),
        "rows": [(row, names.get(row.inquirer, row.inquirer), in_words(row.items)) for row in rows],
    }  # fmt: skip
    wrong = whose.errors or (form is not None and form.errors)
    return render(request, "intermediary/corrections/new.html", context, status=422 if wrong else 200)


def _listed(request: GatedRequest, body: Body, whose: PersonForm, form: CorrectionForm) -> int | None:
    told = {**whose.cleaned_data, **form.cleaned_data}
    try:
        return actions.list_for_information(body, by=request.gate.actor, on=clock.today(), now=clock.now(), **told)
    except actions.CannotTell as refusal:
        form.refused(refusal)
        return None


@gate(right="records.view", purpose=PURPOSE, shows=True)
@require_safe
def correction(request: GatedRequest, number: int) -> HttpResponse:
    """One correction: whom to tell, of which exchanges, and how far that is."""
    body, names = body_of(request), institution_names()
    with acting_for(body.code):
        one = get_object_or_404(Correction, pk=number)
        whom = addressees_of(number, names)
        copies = Copy.objects.filter(unified_no=one.unified_no, information=one.information)
        newest = copies.order_by("-registered_at").values_list("registered_at", flat=True).first()
    request.gate.shown([person(body, one.unified_no)])
    wrong_still = one.kind == Kind.INFORMATION and (newest is None or newest < one.noted_at)
    context = {
        "body": body, "one": one, "whom": whom, "newest": newest, "may": request.gate.may("records.correct"),
        "information": information_names().get(one.information, one.information), "items": in_words(one.items),
        "left": sum(each.state == WAITS for each in whom), "wrong_still": wrong_still,
    }  # fmt: skip
    return render(request, "intermediary/corrections/correction.html", context)


@gate(right="records.correct", purpose=PURPOSE)
@require_POST
def again(request: GatedRequest, number: int) -> HttpResponse:
    """Look once more whom it was provided to."""
    body = body_of(request)
    take_step(
        request, lambda: actions.list_again(body, number, by=request.gate.actor, now=clock.now()),
        done="提供先を調べ直しました。", refusals=(actions.CannotTell,),
    )  # fmt: skip
    return redirect("corrections:correction", number)


def _one_of(body: Body, number: int, whom: str) -> tuple[Correction, Addressee]:
    names, code = institution_names(), CORE if whom == CORE_IN_ADDRESS else whom
    with acting_for(body.code):
        one = get_object_or_404(Correction, pk=number)
        found = next((each for each in addressees_of(number, names) if each.code == code), None)
    if found is None:
        raise Http404(whom)
    return one, found


@gate(right="records.view", purpose=PURPOSE, shows=True)
@require_safe
def addressee(request: GatedRequest, number: str, whom: str) -> HttpResponse:
    """One of those to be told: of what, what was done, and the marks that can be made."""
    body = body_of(request)
    one, found = _one_of(body, int(number), whom)
    request.gate.shown([person(body, one.unified_no)])
    waits, there = found.state == WAITS, reverse("corrections:mark", args=[number, whom, "told"])
    form: Any = form_again(request, there, TellForm, initial={"told_on": clock.today(), "how": How.LETTER})
    told = open_texts(body, f"correction-{number}", [each.reason for each in found.marks])
    context = {
        "body": body, "one": one, "found": found, "whom": whom, "there": there, "may": request.gate.may("records.correct"),
        "form": form if waits else None, "marks": list(zip(found.marks, told, strict=True)),
        "staff": names_of_staff(each.marked_by for each in found.marks),
        "lines": [(line, in_words(line.items)) for line in found.lines],
        "information": information_names().get(one.information, one.information),
    }  # fmt: skip
    return render(request, "intermediary/corrections/addressee.html", context)


@gate(right="records.correct", purpose=PURPOSE)
@require_POST
def mark(request: GatedRequest, number: str, whom: str, step: str) -> HttpResponse:
    """Told, not to be told, or the last mark taken back."""
    body, today, now, why = body_of(request), clock.today(), clock.now(), request.POST.get("why", "")
    at: tuple[Any, ...] = (body, int(number), CORE if whom == CORE_IN_ADDRESS else whom)
    by = request.gate.actor
    back = redirect("corrections:addressee", number, whom)
    if step == "told":
        form = TellForm(request.POST)
        if not form.is_valid():
            refuse_form(request, form)
            return back
        data = {**form.cleaned_data, "how": How(form.cleaned_data["how"])}
        tell = lambda: actions.tell(*at, by=by, on=today, now=now, **data)  # noqa: E731
        take_step(request, tell, done="知らせたと記録しました。", refusals=(actions.CannotTell,), form=form)
        return back
    act, done = (
        (actions.spare, "知らせないと記録しました。") if step == "spared" else (actions.undo, "印を取り消しました。")
    )
    take_step(request, lambda: act(*at, why=why, by=by, now=now), "why", done=done, refusals=(actions.CannotTell,))
    return back
