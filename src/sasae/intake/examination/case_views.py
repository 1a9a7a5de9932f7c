"""The work on one application: who has it, the checklist, the correction, the register beside it, the newer one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sasae.contracts.portal_letters import LetterKind
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.release import GuardedText
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.refusals import form_again, refuse, refuse_form
from sasae.intake.applications.actions import CannotMove, persons_of
from sasae.intake.applications.models import Application
from sasae.intake.applications.senders import sender_of
from sasae.intake.applications.views import asked_after, freed, opened, papers_open
from sasae.intake.examination import casework, comparing, queries
from sasae.intake.examination.forms import AssignForm, CorrectionForm, LetterForm, ReplaceForm
from sasae.intake.examination.models import CorrectionState, Handling
from sasae.intake.letters import queries as conversation
from sasae.intake.letters import wording
from sasae.intake.letters.actions import CannotWrite
from sasae.intake.letters.models import EndNotice
from sasae.kernel import clock
from sasae.wire.client import Refused, Unreachable

PURPOSE = "申請の審査"


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def case(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Everything staff do with one application."""
    return _page(request, opened(request, receipt_number))


def _page(request: GatedRequest, one: Application) -> HttpResponse:
    today = clock.today()
    handling = Handling.objects.select_related("replaced_by").filter(application=one).first()
    open_still = one.state in casework.OPEN and (handling is None or handling.replaced_by is None)
    context = {
        "one": one,
        "handling": handling,
        "seen": casework.seen_mark(one),
        "today": today,
        "due": queries.due_on(one),
        "sender": sender_of(one.form, set(one.attachments.values_list("kind", flat=True))),
        "checked": queries.checked(one, today),
        "corrections": one.corrections.order_by("-pk"),
        "asked": one.corrections.filter(state=CorrectionState.ASKED).first(),
        "others": queries.others_of(one),
        "replaces": Handling.objects.filter(replaced_by=one).select_related("application"),
        "thread": _thread(request, one),
        "papers_open": papers_open(request, one),
        "announced": conversation.announced(one),
        "notice": EndNotice.objects.filter(application=one).first(),
        "samples": wording.samples(today),
        "may_write": request.gate.may("applications.examine", procedure=one.procedure),
        "may_examine": open_still and request.gate.may("applications.examine", procedure=one.procedure),
        "may_assign": open_still and request.gate.may("applications.assign", procedure=one.procedure),
        "forms": {step: _form_again(request, one, step) for step in _FORMS},
    }
    if sample := wording.sample(request.GET.get("sample", ""), today):
        form = context["forms"]["correction" if sample.kind == "correction" else "letter"]
        form.initial |= {"kind": sample.kind, "subject": sample.subject, "text": sample.text}
    return render(request, "intake/examination/case.html", context)


def _thread(request: GatedRequest, one: Application) -> list[dict[str, Any]]:
    """The conversation. What an applicant wrote may tell where they are: shown as their address is."""
    lines = conversation.thread(one)
    for line in lines:
        if "reply" in line:
            line["text"] = freed(request, one, GuardedText(line["reply"].text))
    return lines


def _assign(one: Application, typed: dict[str, str], given: dict[str, Any]) -> str:
    casework.assign(one.receipt_number, typed["to"], **given)
    return "担当者を変更しました。"


def _ask(one: Application, typed: dict[str, str], given: dict[str, Any]) -> str:
    said, days = typed["subject"].strip(), typed["days"]
    casework.ask_correction(one.receipt_number, typed["text"], subject=said, days=days or None, **given)  # type: ignore[arg-type]
    return "補正を求めました。申請者にはポータルの手紙で届きます。"


def _write(one: Application, typed: dict[str, str], given: dict[str, Any]) -> str:
    casework.write_letter(one.receipt_number, LetterKind(typed["kind"]), typed["subject"], typed["text"], **given)
    return "手紙を送りました。"


def _replace(one: Application, typed: dict[str, str], given: dict[str, Any]) -> str:
    casework.replace(one.receipt_number, typed["newer"], **given)
    return "新しい申請に置き換えました。この申請は、もう審査できません。"


def _corrected(one: Application, typed: dict[str, str], given: dict[str, Any]) -> str:
    casework.note_corrected(one.receipt_number, **given)
    return "補正を受け付け、審査に戻しました。"


def _lapse(one: Application, typed: dict[str, str], given: dict[str, Any]) -> str:
    casework.let_lapse(one.receipt_number, **given)
    return "期限切れにしました。"


_FORMS: dict[str, tuple[type[SasaeForm], Callable[[Application], dict[str, Any]]]] = {
    "assign": (AssignForm, lambda one: {"workers": queries.workers(one.procedure, clock.today())}),
    "correction": (CorrectionForm, lambda one: {}),
    "letter": (LetterForm, lambda one: {}),
    "replace": (ReplaceForm, lambda one: {"newer": [other.receipt_number for other in queries.newer_of(one)]}),
}
_STEPS = {
    "assign": _assign, "correction": _ask, "letter": _write, "replace": _replace, "corrected": _corrected, "lapse": _lapse,
}  # fmt: skip


def _form_again(request: GatedRequest, one: Application, step: str) -> SasaeForm:
    make, needs = _FORMS[step]
    return form_again(request, reverse("examination:take", args=[one.receipt_number, step]), make, **needs(one))


@gate(right="applications.examine", purpose=PURPOSE, shows=True)
@require_POST
def take(request: GatedRequest, receipt_number: str, step: str) -> HttpResponse:
    """One step, on the version that was seen; where somebody was faster, a page says what they did."""
    one = opened(request, receipt_number)
    if step not in _STEPS:
        raise Http404(step)
    if step == "assign":
        request.gate.require("applications.assign", procedure=one.procedure)
    form = None
    if step in _FORMS:
        make, needs = _FORMS[step]
        form = make(request.POST, **needs(one))
    return _taken(request, one, lambda given: _STEPS[step](one, form.cleaned_data if form else {}, given), form)


@gate(right="applications.examine", purpose="添付の点検", shows=True)
@require_POST
def mark(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Keep the checklist as it was ticked."""
    one = opened(request, receipt_number)

    def act(given: dict[str, Any]) -> str:
        casework.mark(receipt_number, set(request.POST.getlist("item")), **given)
        return "点検表を記録しました。"

    return _taken(request, one, act, None)


def _taken(
    request: GatedRequest, one: Application, act: Callable[[dict[str, Any]], str], form: SasaeForm | None
) -> HttpResponse:
    if form is not None and not form.is_valid():
        refuse_form(request, form)
        return redirect("examination:case", one.receipt_number)
    given = {"seen": request.POST.get("seen", ""), "by": request.gate.actor, "at": clock.now()}
    try:
        messages.success(request, act(given))
    except casework.ChangedMeanwhile as changed:
        return _conflict(request, one, changed)
    except (casework.CannotExamine, CannotWrite, CannotMove) as refusal:
        if form is not None and getattr(refusal, "at", ""):
            form.refused(refusal)
            refuse_form(request, form)
        else:  # the page that comes next may have no such form any more: the message says what was typed
            refuse(request, refusal, *(form.fields if form else ()))
    return redirect("examination:case", one.receipt_number)


def _conflict(request: GatedRequest, one: Application, changed: casework.ChangedMeanwhile) -> HttpResponse:
    """What the others did, and what was typed here: nothing is lost."""
    typed = [text for name in ("subject", "text", "newer") if (text := request.POST.get(name, "").strip())]
    context = {
        "one": one, "changed": changed, "typed": typed, "changes": one.changes.order_by("-pk")[:3],
        "handling": Handling.objects.filter(application=one).first(),
    }  # fmt: skip
    return render(request, "intake/examination/conflict.html", context, status=409)


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def register(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """The application beside the register, as linkage has it at this moment."""
    one = opened(request, receipt_number)
    context: dict[str, Any] = {"one": one}
    if one.atena_no and asked_after(one):
        try:
            person = comparing.registered(one, request.gate.actor.id)
        except (Unreachable, Refused):
            context["problem"] = "連携基盤が応答しないため、住民登録を表示できません。時間をおいて開き直してください。"
        else:
            context["missing"] = person is None
            if person is not None:
                context["lines"] = comparing.beside(one, person, freed(request, one, one.address))
                record(request.gate.actor, "application.compared_with_register", receipt_number, persons_of(one))
    return render(request, "intake/examination/register.html", context)
