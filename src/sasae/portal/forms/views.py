"""Any form, one page at a time. Every page is the resident's own draft or it is not there."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.contracts.forms.definitions import AGENT, FAMILY, SELF, SENDER, SENDERS, Definition, Step, in_force
from sasae.contracts.forms.papers import Paper, lacking
from sasae.foundation.gate import OPEN, RESIDENT, gate
from sasae.kernel import clock
from sasae.portal.forms import copies
from sasae.portal.forms.answers import (
    Data,
    answers_of,
    applies,
    cosigners,
    givers,
    must_sign,
    note_of,
    papers_for,
    questions_for,
    sections,
    steps_for,
    title_of,
)
from sasae.portal.forms.attaching import AttachmentForm, lines
from sasae.portal.forms.lookups import LOOK, look_up
from sasae.portal.forms.steps import ReviewForm, StepForm
from sasae.portal.services.catalog import services
from sasae.portal.signatures.requests import ask_log_in, ask_signature
from sasae.portal.signatures.sessions import COOKIE, resident_of
from sasae.portal.submissions import actions, drafts
from sasae.portal.submissions.models import Draft, DraftAttachment
from sasae.portal.submissions.queries import of_resident

PURPOSE = "申請の入力"
LAST = {"attachments": "書類", "review": "確認"}


@gate(right=OPEN, purpose=PURPOSE)
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Log in by the user certificate, then begin."""
    if code not in services():
        raise Http404
    who = request.POST.get("for", "")
    target = f"/apply/{code}/" + (f"?for={who}" if who in SENDERS else "")
    return redirect(target if resident_of(request) else ask_log_in(request, target))


@gate(right=RESIDENT, purpose=PURPOSE)
@require_safe
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Go on with the open draft, or begin a new one."""
    resident = resident_of(request)
    if code not in services() or resident is None:
        raise Http404
    draft = drafts.new_draft(resident, code)
    definition, data = in_force(code, clock.today()), drafts.read(draft)
    step, name = SENDER.split(".")
    who = request.GET.get("for", "")
    if who in definition.senders and who != (data.get(step) or {}).get(name, SELF):
        data = {**data, step: {name: who}}
        drafts.save(draft, data)
    return redirect("forms:step", draft.id, steps_for(definition, data)[0].name)


def opened_draft(request: HttpRequest, draft_id: uuid.UUID) -> tuple[Draft, Definition, Data]:
    """The resident's own draft, the form in force today, and what was answered so far."""
    draft = drafts.of_resident(resident_of(request), draft_id)
    return draft, in_force(draft.procedure, clock.today()), drafts.read(draft)


def _places(definition: Definition, data: Data) -> dict[str, str]:
    """Every page of this resident's form by name, with its short title."""
    last = LAST if papers_for(definition, data) else {"review": LAST["review"]}
    return {**{step.name: step.short for step in steps_for(definition, data)}, **last}


def _after(definition: Definition, data: Data, name: str) -> str:
    names = list(_places(definition, data))
    return names[names.index(name) + 1]


def page_of(
    request: HttpRequest, template: str, opened: tuple[Draft, Definition, Data], name: str, form: Any, **more: Any
) -> HttpResponse:
    draft, definition, data = opened
    places = _places(definition, data)
    number = list(places).index(name)
    page = {
        "draft": draft,
        "form": form,
        "service": services()[draft.procedure],
        "steps": [(label, place == name) for place, label in places.items()],
        "number": number + 1,
        "count": len(places),
        "in_place": applies({SENDER: [AGENT, FAMILY]}, data),
        "back": list(places)[number - 1] if number else "",
        **more,
    }
    return render(request, f"portal/forms/{template}.html", page)


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, draft_id: uuid.UUID, name: str) -> HttpResponse:
    """One page of questions; what is answered is kept before the next page comes."""
    opened = draft, definition, data = opened_draft(request, draft_id)
    this = next((one for one in steps_for(definition, data) if one.name == name), None)
    if this is None:
        raise Http404
    if this.many is not None:
        return _one_after_another(request, opened, this)
    form = _looking(request, this, data) or StepForm(
        this, request.POST or None, initial=data.get(name), on=clock.today(), before=data
    )
    if request.method == "POST" and form.is_valid():
        data = {**data, name: form.kept()}
        drafts.save(draft, data)
        return redirect("forms:step", draft.id, _after(definition, data, name))
    return page_of(request, "step", opened, name, form, lead=this.lead)


def _looking(request: HttpRequest, this: Step, data: Data) -> StepForm | None:
    """The page with what was looked up put in, when a look-up was asked for: nothing is checked or kept yet."""
    if LOOK not in request.POST:
        return None
    looked = look_up(questions_for(this, data), request.POST[LOOK], request.POST.dict())
    return StepForm(this, initial=looked.values, on=clock.today(), before=data, looked=looked)


def _one_after_another(request: HttpRequest, opened: tuple[Draft, Definition, Data], this: Step) -> HttpResponse:
    """A page answered once for each person or thing; those entered stand above the form."""
    draft, definition, data = opened
    entered: list[Data] = data.get(this.name, [])
    following = _after(definition, data, this.name)
    if request.method == "POST" and "done" in request.POST and (entered or this.optional):
        return redirect("forms:step", draft.id, following)
    initial = {one.name: entered[-1].get(one.name) for one in this.asked if one.shared} if entered else {}
    form = _looking(request, this, data) or StepForm(
        this, request.POST or None, initial=initial, on=clock.today(), before=data
    )
    if request.method == "POST" and form.is_valid():
        if this.many is not None and len(entered) >= this.many.most:
            form.add_error(None, f"{this.many.most}までです。多いときは、区役所へご相談ください。")
        else:
            drafts.save(draft, {**data, this.name: [*entered, form.kept()]})
            return redirect("forms:step", draft.id, this.name if form.cleaned_data.get("another") else following)
    shown = [(place, title_of(this, one), note_of(one)) for place, one in enumerate(entered)]
    return page_of(request, "many", opened, this.name, form, entered=shown, words=this.many, lead=this.lead)


@gate(right=RESIDENT, purpose=PURPOSE)
@require_POST
def remove(request: HttpRequest, draft_id: uuid.UUID, name: str, index: int) -> HttpResponse:
    """Take one of several off the draft again."""
    draft, definition, data = opened_draft(request, draft_id)
    if not any(one.name == name and one.many for one in steps_for(definition, data)):
        raise Http404
    kept = [one for place, one in enumerate(data.get(name, [])) if place != index]
    drafts.save(draft, {**data, name: kept})
    return redirect("forms:step", draft.id, name)


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def attachments(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """添付する書類: sealed to the municipality as they arrive."""
    opened = draft, definition, data = opened_draft(request, draft_id)
    papers = papers_for(definition, data)
    if not papers:
        raise Http404
    files = _files_of(draft, papers)
    form = AttachmentForm(
        request.POST or None, request.FILES or None, kinds={one.code: one.label for one in papers},
        before=[one.size for one in files], initial={"kind": _next_kind(papers, files)},
    )  # fmt: skip
    if request.method == "POST" and "done" in request.POST:
        return redirect("forms:review", draft.id)
    if request.method == "POST" and form.is_valid():
        if file := form.cleaned_data["file"]:
            actions.attach(draft, form.cleaned_data["kind"], file.name, file.media_type, file.read())
            return redirect("forms:attachments", draft.id)
        form.add_error("file", "ファイルを選んでください。添付しないときは「次へ進む」を押してください。")
    shown = {"entered": _files(definition, files), "lines": lines(papers, [one.kind for one in files])}
    return page_of(request, "attachments", opened, "attachments", form, **shown)


def _files_of(draft: Draft, papers: list[Paper]) -> list[DraftAttachment]:
    """The files added, of the kinds that apply: others do not go on."""
    kinds = [one.code for one in papers]
    return list(draft.attachments.filter(kind__in=kinds).defer("sealed").order_by("number"))


def _files(definition: Definition, files: list[DraftAttachment]) -> list[tuple[DraftAttachment, str]]:
    """The files with the name of their kind."""
    return [(one, definition.attachments.get(one.kind, "")) for one in files]


def _next_kind(papers: list[Paper], files: list[DraftAttachment]) -> str:
    """The first paper that is due and not there."""
    return next(
        (one.paper.code for one in lines(papers, [file.kind for file in files]) if not one.there), papers[-1].code
    )


@gate(right=RESIDENT, purpose=PURPOSE)
@require_POST
def detach(request: HttpRequest, draft_id: uuid.UUID, number: int) -> HttpResponse:
    """Take a file off the draft again."""
    draft, _, _ = opened_draft(request, draft_id)
    actions.detach(draft, number)
    return redirect("forms:attachments", draft.id)


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Everything once more, the individual numbers where they are due, and on to the signature."""
    opened = draft, definition, data = opened_draft(request, draft_id)
    if open_step := _unanswered(definition, data):
        return redirect("forms:step", draft.id, open_step)
    papers = papers_for(definition, data)
    files = _files_of(draft, papers)
    kinds = [one.kind for one in files]
    if lacking(definition.papers, answers_of(definition, data), kinds):
        return redirect("forms:attachments", draft.id)
    form = ReviewForm([name for *_, name in givers(definition, data)], request.POST or None)
    if request.method == "POST" and (not form.fields or form.is_valid()):
        return _sent_on(request, draft, data, form.numbers() if form.fields else [])
    shown = {
        "sections": list(sections(definition, data)), "files": _files(definition, files), "papers": papers,
        "lines": lines(papers, kinds), "must_sign": must_sign(definition, data), "beside": cosigners(definition, data, clock.today()),
    }  # fmt: skip
    return page_of(request, "review", opened, "review", form, **shown)


def _sent_on(request: HttpRequest, draft: Draft, data: Data, numbers: list[str]) -> HttpResponse:
    """To who else signs, or to the card for the signature; where none is due, it is sent now. Sent meanwhile by another
    press: to what was sent."""
    on, by, now = clock.today(), request.gate.actor, clock.now()
    definition = in_force(draft.procedure, on)
    signing, beside = must_sign(definition, data), bool(cosigners(definition, data, on))
    try:
        content = (
            actions.seal(draft, data, numbers, on=on, by=by)
            if signing or beside
            else actions.send_by_log_in(draft, data, on=on, by=by, now=now)
        )
    except Draft.DoesNotExist:
        return redirect("inbox:inbox")
    copy_of = actions.printed(draft, data, content.digest, on)
    copies.keep(content.id, copy_of, request.COOKIES.get(COOKIE, ""), now=now)
    if beside:
        return redirect("forms:cosigners", draft.id)
    return redirect(ask_signature(request, content)) if signing else redirect("inbox:receipt", content.receipt_number)


@gate(right=RESIDENT, purpose="自分の申請の控え")
@never_cache
@require_safe
def copy(request: HttpRequest, number: str) -> HttpResponse:
    """The copy of what was sent, in the log-in in which it was sent."""
    resident = resident_of(request)
    found = of_resident(resident).filter(receipt_number=number).first() if resident else None
    content = copies.opened(found.id, request.COOKIES.get(COOKIE, ""), now=clock.now()) if found else None
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{number}-copy.pdf"'
    return answer


def _unanswered(definition: Definition, data: Data) -> str:
    """The first step that is not answered, or not as the form in force asks; empty when all are."""
    for one in steps_for(definition, data):
        held = data.get(one.name)
        entries = (held or []) if one.many is not None else [held] if held else []
        if not entries and not (one.optional and held is not None):
            return one.name
        if not all(StepForm(one, entry, on=clock.today(), before=data).is_valid() for entry in entries):
            return one.name
    return ""
