"""Showing what was printed, exactly as it was."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.printing.models import PrintedDocument


@gate(right="printing.view", purpose="印刷物の確認", shows=True)
@require_safe
def document(request: GatedRequest, pk: uuid.UUID) -> HttpResponse:
    """The bytes of one paper."""
    found = get_object_or_404(PrintedDocument, pk=pk)
    request.gate.shown(found.persons, note=f"印刷物 {found.subject}")
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.pk}.pdf"'
    return response
