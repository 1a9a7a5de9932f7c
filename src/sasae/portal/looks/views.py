"""Who looked at my record: ask, wait, read, say that a line is strange, ask for disclosure. For the one who asked alone."""

import base64
import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.contracts.resident_questions import Asked, Content, Outcome
from sasae.foundation.evidence.rules import rules
from sasae.foundation.gate import RESIDENT, gate
from sasae.foundation.history import refuse
from sasae.kernel import clock
from sasae.portal.inbox.wording import office
from sasae.portal.looks import actions, keys
from sasae.portal.looks.forms import PeriodForm, StrangeForm
from sasae.portal.looks.models import Kind, Question, State
from sasae.portal.looks.showing import days_of, line_in
from sasae.portal.signatures.models import Resident
from sasae.portal.signatures.requests import ask_question
from sasae.portal.signatures.sessions import resident_of

PURPOSE = "自分の記録の照会"


def _me(request: HttpRequest) -> Resident:
    resident = resident_of(request)
    if resident is None:
        raise Http404
    return resident


def _ask(request: HttpRequest, kind: Kind, asked: Asked) -> HttpResponse:
    """Keep the question, leave its key with the browser, and go to the card page."""
    secret, recipient = keys.make()
    by = request.gate.actor  # type: ignore[attr-defined]
    try:
        question = actions.ask(_me(request), kind, asked, recipient, by=by, now=clock.now())
    except actions.CannotAsk as refusal:
        messages.error(request, str(refusal))
        return redirect("looks:looks")
    response = redirect(ask_question(question.id, question.digest, request))
    keys.drop(response, _over(keys.held(request)))
    keys.give(response, question.id, secret)
    return response


def _over(numbers: list[str]) -> list[str]:
    """Those that are no question whose answer may still be read, whoever asked it at this browser."""
    known = [uuid.UUID(one) for one in numbers if re.fullmatch("[0-9a-f]{32}", one)]
    live = Question.objects.filter(pk__in=known, expires_at__gt=clock.now()).values_list("pk", flat=True)
    return sorted(set(numbers) - {one.hex for one in live})


@gate(right=RESIDENT, purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def looks(request: HttpRequest) -> HttpResponse:
    """What can be asked, and what was."""
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ask(request, Kind.LOOKS, Asked(since=form.since(clock.today())))
    mine = Question.objects.filter(resident=_me(request)).exclude(state=State.ASKED)
    context = {
        "form": form, "rules": rules().values(), "news": mine.filter(news=True).exists(),
        "questions": mine.defer("answer", "content").order_by("-asked_at")[:10], "now": clock.now(),
        "office": office(clock.today()),
    }  # fmt: skip
    return render(request, "portal/looks/looks.html", context, status=422 if form.errors else 200)


@gate(right=RESIDENT, purpose=PURPOSE)
@require_POST
def packet(request: HttpRequest) -> HttpResponse:
    """One press: everything held about me."""
    return _ask(request, Kind.PACKET, Asked())


@gate(right=RESIDENT, purpose=PURPOSE)
@require_POST
def collect(request: HttpRequest) -> HttpResponse:
    """Fetch what the office has answered."""
    return _ask(request, Kind.COLLECT, Asked())


def _mine(request: HttpRequest, question_id: uuid.UUID) -> Question:
    """The question, if it is this resident's. Another's does not exist here; the attempt is journaled."""
    found = Question.objects.select_related("resident").filter(pk=question_id).exclude(state=State.ASKED).first()
    if found is None:
        raise Http404
    if found.resident_id != _me(request).pk:
        by = request.gate.actor  # type: ignore[attr-defined]
        refuse(by, "question.not_yours", str(question_id), "照会した本人ではない")
        raise Http404
    return found


def _opened(request: HttpRequest, question: Question) -> Content | None:
    """The answer while its hour lasts and the browser has its key; None otherwise."""
    if question.state != State.ANSWERED or question.answer is None or question.expires_at <= clock.now():
        return None
    try:
        content = Content.model_validate_json(keys.opened(request, question.id, bytes(question.answer)))
    except (keys.CannotOpen, ValueError):
        return None
    return content if content.question_id == str(question.id) else None


@gate(right=RESIDENT, purpose=PURPOSE)
@require_safe
def question(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """The answer, or how far it is."""
    one = _mine(request, question_id)
    content = _opened(request, one)
    waiting = one.state == State.QUEUED and one.expires_at > clock.now()
    context: dict[str, Any] = {"one": one, "waiting": waiting, "office": office(clock.today())}
    if content is not None:
        actions.note_read(one, by=request.gate.actor)  # type: ignore[attr-defined]
        context |= {
            "content": content, "days": days_of(content), "told": content.outcome is Outcome.TOLD,
            "rules": rules().values(), "has_packet": bool(content.packet),
        }  # fmt: skip
    response = render(request, "portal/looks/question.html", context)
    response["Cache-Control"] = "no-store"
    return response


@gate(right=RESIDENT, purpose="心当たりのない記録の届出")
@require_http_methods(["GET", "HEAD", "POST"])
def strange(request: HttpRequest, question_id: uuid.UUID, reference: str) -> HttpResponse:
    """This line is strange: a case at the office."""
    content = _opened(request, _mine(request, question_id))
    line = line_in(content, reference) if content else None
    if line is None:
        return redirect("looks:question", question_id)
    form = StrangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = Asked(reference=reference, system=line["system"], remark=form.cleaned_data["remark"])
        return _ask(request, Kind.STRANGE, asked)
    context = {"form": form, "line": line, "question_id": question_id}
    response = render(request, "portal/looks/strange.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@gate(right=RESIDENT, purpose="開示文書の受取り")
@require_safe
def packet_file(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """The packet as a PDF, while the answer lasts."""
    one = _mine(request, question_id)
    content = _opened(request, one)
    if content is None or not content.packet:
        return redirect("looks:question", question_id)
    actions.note_read(one, by=request.gate.actor)  # type: ignore[attr-defined]
    answer = HttpResponse(base64.b64decode(content.packet), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="kaiji.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
