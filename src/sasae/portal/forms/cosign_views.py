"""Who signs beside the applicant: each with their own card, on this device, before the applicant sends."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sasae.contracts.forms.cosigning import PURPOSES
from sasae.foundation.gate import RESIDENT, gate
from sasae.foundation.screens.forms import SasaeForm
from sasae.kernel import clock
from sasae.portal.forms.answers import cosigners as who_may
from sasae.portal.forms.answers import must_sign, note_of
from sasae.portal.forms.views import PURPOSE, opened_draft, page_of
from sasae.portal.signatures.cosigning import cosigning_of, sealed
from sasae.portal.signatures.requests import ask_cosignature, ask_signature
from sasae.portal.submissions import actions
from sasae.portal.submissions.models import Draft, Submission


class SignersForm(SasaeForm):
    """A page without fields: whoever signs is chosen by their button."""

    title = "連名の署名"


@gate(right=RESIDENT, purpose=PURPOSE)
@never_cache
@require_http_methods(["GET", "POST"])
def cosigners(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Who may sign, who has, and on to the applicant's own signature. Whom nobody asks is left out."""
    opened = draft, definition, data = opened_draft(request, draft_id)
    persons, submission = who_may(definition, data, clock.today()), _waiting(draft)
    if not persons or submission is None:
        return redirect("forms:review", draft.id)
    signed, asked = _signed(submission), cosigning_of(draft.procedure, clock.today())
    if request.method == "POST":
        return _on(request, submission, persons, data, signed)
    told = [(place, one["name"], note_of(dict(one)), place in signed) for place, one in persons.items()]
    more = {
        "persons": told, "purpose": PURPOSES[asked.purpose], "most": asked.most, "full": len(signed) >= asked.most,
        "signs": bool(signed) or must_sign(definition, data),
    }  # fmt: skip
    return page_of(request, "cosigners", opened, "review", SignersForm(), **more)


def _waiting(draft: Draft) -> Submission | None:
    """What was sealed of the draft as it is now."""
    found = Submission.objects.select_related("draft", "resident").filter(draft=draft).first()
    return found if sealed(found) else None


def _signed(submission: Submission) -> set[str]:
    return set(submission.cosignatures.values_list("place", flat=True))


def _on(
    request: HttpRequest, submission: Submission, persons: Mapping[str, Mapping[str, Any]], data: Any, signed: set[str]
) -> HttpResponse:
    """To the card of whoever signs next; last to the applicant's, or sent where nobody's signature is due."""
    place = request.POST.get("who", "")
    if place and place not in persons:
        raise Http404
    if place in signed:
        return redirect("forms:cosigners", submission.draft_id)
    if place:
        return redirect(ask_cosignature(request, submission, place, str(persons[place]["name"])))
    try:
        sent = actions.send_unsigned(submission.id, data, on=clock.today(), by=request.gate.actor, now=clock.now())  # type: ignore[attr-defined]
    except actions.MustSign:
        return redirect(ask_signature(request, submission))
    return redirect("inbox:receipt", sent.receipt_number)
