"""What a resident sent, and what became of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import RESIDENT, gate
from sasae.portal.services.catalog import services
from sasae.portal.signatures.sessions import resident_of
from sasae.portal.submissions.models import Draft
from sasae.portal.submissions.queries import of_resident

PURPOSE = "自分の申請の確認"


@gate(right=RESIDENT, purpose=PURPOSE)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Applications sent, and drafts to go on with."""
    resident = resident_of(request)
    if resident is None:
        raise Http404
    titles = {code: service.title for code, service in services().items()}
    context = {
        "sent": [(each, titles[each.procedure]) for each in of_resident(resident)],
        "drafts": [(each, titles[each.procedure]) for each in Draft.objects.filter(resident=resident)],
    }
    return render(request, "portal/inbox/inbox.html", context)


@gate(right=RESIDENT, purpose=PURPOSE)
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """One application: its receipt number, status and messages. Another resident's does not exist here."""
    resident = resident_of(request)
    found = of_resident(resident).filter(receipt_number=number).first() if resident else None
    if found is None:
        raise Http404
    entries = [
        {"at": change.at, "text": change.get_status_display() + (f"：{change.message}" if change.message else "")}
        for change in found.changes.order_by("-at")
    ]
    context = {"submission": found, "title": services()[found.procedure].title, "entries": entries}
    return render(request, "portal/inbox/receipt.html", context)
