"""What a resident sent, how far it is, the letters about it, and the slip with its numbers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sasae.foundation.gate import RESIDENT, gate
from sasae.foundation.printing import render as set_page
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki
from sasae.portal.forms import copies
from sasae.portal.inbox import actions, queries, wording
from sasae.portal.inbox.code import code_of
from sasae.portal.inbox.models import Letter, ReplyState
from sasae.portal.services.catalog import services
from sasae.portal.signatures.sessions import COOKIE, resident_of
from sasae.portal.submissions.models import Draft, Submission

PURPOSE = "自分の申請の確認"


def own(request: HttpRequest, number: str) -> Submission:
    """The resident's own application. Another resident's does not exist here."""
    found = queries.own(resident_of(request), number)
    if found is None:
        raise Http404
    return found


@gate(right=RESIDENT, purpose=PURPOSE)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Applications sent, and drafts to go on with."""
    resident = resident_of(request)
    if resident is None:
        raise Http404
    titles = {code: service.title for code, service in services().items()}
    drafts = Draft.objects.filter(resident=resident).select_related("corrects").defer("corrects__archive")
    context = {
        "sent": [(each, titles[each.procedure], wording.stage_of(each.status)) for each in queries.listed(resident)],
        "drafts": [(each, titles[each.procedure]) for each in drafts],
        "office": wording.office(clock.today()),
    }
    return render(request, "portal/inbox/inbox.html", context)


@gate(right=RESIDENT, purpose=PURPOSE)
@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """One application: its numbers, how far it is, letters, replies, and what can be done now."""
    found = own(request, number)
    today = clock.today()
    letters = list(queries.letters_of(found, today))
    replies = list(found.replies.exclude(state=ReplyState.SEALED).order_by("-sent_at"))
    context = {
        **standing(found),
        "letters": letters,
        "unread": [one for one in letters if one.read_at is None],
        "replies": [(one, queries.copy_of(one, today)) for one in replies],
        "entries": queries.time_line(found, letters, replies),
        "code": code_of(number),
        "copy": copies.opened(found.id, request.COOKIES.get(COOKIE, ""), now=clock.now()) is not None,
        "newer": queries.newer_of(found),
        "begun": queries.correction_begun(found),
        "may_answer": not queries.why_no_answer(found),
        "may_correct": not queries.why_no_correction(found),
        "may_withdraw": not queries.why_no_withdrawal(found),
    }
    return render(request, "portal/inbox/receipt.html", context)


def standing(found: Submission) -> dict[str, Any]:
    """How far an application is, in words, and whom to ask."""
    return {
        "submission": found,
        "title": services()[found.procedure].title,
        "stage": wording.stage_of(found.status),
        "steps": wording.steps_of(found.status),
        "office": wording.office(clock.today()),
    }


@gate(right=RESIDENT, purpose=PURPOSE)
@never_cache
@require_safe
def letter(request: HttpRequest, number: str, letter_number: int) -> HttpResponse:
    """One letter, opened; that it was opened is kept."""
    found = own(request, number)
    one: Letter | None = queries.letters_of(found, clock.today()).filter(number=letter_number).first()
    if one is None:
        raise Http404
    actions.note_read(one, by=request.gate.actor, now=clock.now())  # type: ignore[attr-defined]
    context = {
        **standing(found),
        "letter": one,
        "content": queries.opened(one),
        "may_answer": not queries.why_no_answer(found),
        "may_correct": one.kind == "correction" and not queries.why_no_correction(found),
    }
    return render(request, "portal/inbox/letter.html", context)


@gate(right=RESIDENT, purpose=PURPOSE)
@never_cache
@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """受付票: receipt number and code on paper, without a name."""
    found = own(request, number)
    assert found.received_at is not None  # own() finds what was sent
    today = clock.today()
    page = {
        "service": services()[found.procedure].title, "number": number, "code": code_of(number),
        "received": to_wareki(found.received_at.astimezone(clock.TOKYO).date()),
        "address": request.build_absolute_uri("/receipt/"), "office": wording.office(today),
    }  # fmt: skip
    answer = HttpResponse(set_page("portal/slip", page, title="受付票", day=today), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer
