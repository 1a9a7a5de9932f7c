"""Showing what was printed, exactly as it was."""

import uuid

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from sasae.foundation.gate import Gate, GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.release import WAYS
from sasae.kernel import clock


@gate(right="printing.view", purpose="印刷物の確認", shows=True)
@require_safe
def document(request: GatedRequest, pk: uuid.UUID) -> HttpResponse:
    """The bytes of one paper."""
    found = get_object_or_404(PrintedDocument, pk=pk)
    if reach := getattr(settings, "SASAE_WARDS_ON_PAPER", ""):
        import_string(reach)(request.gate, found)
    _keep_protected(request, found)
    request.gate.shown(found.persons, note=f"印刷物 {found.subject}")
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.pk}.pdf"'
    return response


def _keep_protected(request: GatedRequest, found: PrintedDocument) -> None:
    """A paper keeps the address it was printed with. Whoever is protected, or was then: not everybody sees it.

    Whoever made the paper hands it over the same day, as at the counter. Every sight leaves by the release point's rules.
    """
    name = getattr(settings, "SASAE_PROTECTED_ON_PAPER", "")
    protected: list[str] = import_string(name)(found.kind, found.persons, found.printed_at) if name else []
    if not protected:
        return
    gate = request.gate
    if not _just_made(found, gate.actor.id):
        _require_two(gate, found, protected)
    record(gate.actor, "protected.released", str(found.pk), protected, way=WAYS["print"], reason=gate.reason or gate.purpose)


def _require_two(gate: Gate, found: PrintedDocument, protected: list[str]) -> None:
    """One with the right and another who permits it. Behind some papers two persons stand already: they are of a run that
    one prepares and another approves."""
    name = getattr(settings, "SASAE_PAPERS_OF_TWO", "")
    if name and found.kind in import_string(name):
        gate.require("protected.view")
    else:
        gate.require_sight(*protected)


def _just_made(found: PrintedDocument, by_id: str) -> bool:
    """By this user, today. The hour of a paper is never shifted."""
    return found.printed_by == by_id and found.printed_at.astimezone(clock.TOKYO).date() == clock.real_now().date()
