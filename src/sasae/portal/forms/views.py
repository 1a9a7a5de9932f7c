"""The form, one page at a time. Every page is the resident's own draft or it is not there."""

import functools
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import OPEN, RESIDENT, gate
from sasae.kernel import clock
from sasae.portal.forms.steps import (
    ACCOUNT_TYPES,
    REASONS,
    RELATIONS,
    AccountForm,
    ApplicantForm,
    AttachmentForm,
    ChildForm,
    ReviewForm,
    SituationForm,
)
from sasae.portal.services.catalog import services
from sasae.portal.signatures.requests import ask_log_in, ask_signature
from sasae.portal.signatures.sessions import resident_of
from sasae.portal.submissions import actions, drafts
from sasae.portal.submissions.models import Draft
from sasae.reference import banks

PURPOSE = "申請の入力"
STEPS = [
    ("applicant", "あなた"),
    ("children", "お子さん"),
    ("situation", "暮らし"),
    ("account", "口座"),
    ("attachments", "書類"),
    ("review", "確認"),
]


@gate(right=OPEN, purpose=PURPOSE)
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Log in by the user certificate, then begin."""
    if code not in services():
        raise Http404
    if resident_of(request):
        return redirect("forms:begin", code)
    return redirect(ask_log_in(request, f"/apply/{code}/"))


@gate(right=RESIDENT, purpose=PURPOSE)
@require_safe
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Go on with the open draft, or begin a new one."""
    resident = resident_of(request)
    if code not in services() or resident is None:
        raise Http404
    draft = drafts.new_draft(resident, code)
    return redirect("forms:applicant", draft.id)


def _page(request: HttpRequest, draft: Draft, step: str, form: Any, **context: Any) -> HttpResponse:
    place = [name for name, _ in STEPS].index(step)
    back = STEPS[place - 1][0] if place else ""
    page = {
        "draft": draft,
        "form": form,
        "service": services()[draft.procedure],
        "steps": [(label, name == step) for name, label in STEPS],
        "number": place + 1,
        "count": len(STEPS),
        "back": f"forms:{back}" if back else "",
        **context,
    }
    return render(request, f"portal/forms/{step}.html", page)


def _simple(request: HttpRequest, draft_id: uuid.UUID, step: str, form_class: Any, following: str) -> HttpResponse:
    """A step with one form whose values are kept under the step's name."""
    draft = drafts.of_resident(resident_of(request), draft_id)
    data = drafts.read(draft)
    form = form_class(request.POST or None, initial=data.get(step))
    if request.method == "POST" and form.is_valid():
        drafts.save(draft, {**data, step: form.cleaned_data})
        return redirect(f"forms:{following}", draft.id)
    return _page(request, draft, step, form)


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def applicant(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """あなたのこと."""
    return _simple(request, draft_id, "applicant", ApplicantForm, "children")


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def children(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """お子さんのこと: one after another; those entered stand above the form."""
    draft = drafts.of_resident(resident_of(request), draft_id)
    data = drafts.read(draft)
    entered: list[dict[str, Any]] = data["children"]
    if request.method == "POST" and "done" in request.POST and entered:
        return redirect("forms:situation", draft.id)
    form = ChildForm(request.POST or None, initial=_like_the_last(entered))
    if request.method == "POST" and form.is_valid():
        drafts.save(draft, {**data, "children": [*entered, form.cleaned_data]})
        return redirect("forms:children" if form.cleaned_data["another"] else "forms:situation", draft.id)
    return _page(request, draft, "children", form, entered=list(enumerate(entered)))


def _like_the_last(entered: list[dict[str, Any]]) -> dict[str, Any]:
    """Brothers and sisters mostly share reason and insurance."""
    shared = ("reason", "reason_on", "lives_with_applicant", "insurer_number", "symbol", "number", "insured_since")
    return {key: entered[-1][key] for key in shared} if entered else {}


@gate(right=RESIDENT, purpose=PURPOSE)
@require_POST
def remove_child(request: HttpRequest, draft_id: uuid.UUID, index: int) -> HttpResponse:
    """Take a child off the draft again."""
    draft = drafts.of_resident(resident_of(request), draft_id)
    data = drafts.read(draft)
    kept = [child for place, child in enumerate(data["children"]) if place != index]
    drafts.save(draft, {**data, "children": kept})
    return redirect("forms:children", draft.id)


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def situation(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """暮らしのこと."""
    form_class = functools.partial(SituationForm, on=clock.today())
    return _simple(request, draft_id, "situation", form_class, "account")


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """振込先の口座; may be left empty."""
    return _simple(request, draft_id, "account", AccountForm, "attachments")


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def attachments(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """添付する書類: sealed to the municipality as they arrive."""
    draft = drafts.of_resident(resident_of(request), draft_id)
    before = list(draft.attachments.values_list("size", flat=True))
    form = AttachmentForm(request.POST or None, request.FILES or None, before=before)
    if request.method == "POST" and "done" in request.POST:
        return redirect("forms:review", draft.id)
    if request.method == "POST" and form.is_valid():
        if file := form.cleaned_data["file"]:
            actions.attach(draft, form.cleaned_data["kind"], file.name, file.media_type, file.read())
            return redirect("forms:attachments", draft.id)
        form.add_error("file", "ファイルを選んでください。添付しないときは「次へ進む」を押してください。")
    return _page(request, draft, "attachments", form, entered=draft.attachments.order_by("number"))


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Everything once more, the individual numbers, and on to the signature."""
    draft = drafts.of_resident(resident_of(request), draft_id)
    data = drafts.read(draft)
    missing = [step for step in ("applicant", "situation") if step not in data]
    if missing or not data["children"]:
        return redirect(f"forms:{missing[0] if missing else 'children'}", draft.id)
    form = ReviewForm(data["children"], request.POST or None)
    if request.method == "POST" and form.is_valid():
        submission = actions.seal(draft, data, form.numbers(), on=clock.today(), by=request.gate.actor)
        return redirect(ask_signature(request, submission))
    shown = {
        "data": data,
        "files": draft.attachments.order_by("number"),
        "relation": dict(RELATIONS)[data["applicant"]["relation"]],
        "account_name": _account_name(data.get("account") or {}),
        "account_type": dict(ACCOUNT_TYPES).get((data.get("account") or {}).get("type", ""), ""),
        "children": [{**child, "reason_name": dict(REASONS)[child["reason"]]} for child in data["children"]],
    }
    return _page(request, draft, "review", form, **shown)


def _account_name(account: dict[str, str]) -> str:
    """Bank and branch by their names."""
    bank = banks.bank(account.get("bank", ""))
    branch = banks.branch(account.get("bank", ""), account.get("branch", ""))
    return f"{bank.name if bank else ''}　{branch.name if branch else ''}"
