"""What changed between an application and the one it stands for."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.intake.applications.models import Application
from sasae.intake.applications.views import freed, opened
from sasae.intake.examination.models import Handling
from sasae.intake.examination.versions import changes, papers


@gate(right="applications.view", purpose="出し直した申請の確認", shows=True)
@require_safe
def versions(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """The newest version beside the one before."""
    new = opened(request, receipt_number)
    handling = Handling.objects.filter(replaced_by=new).order_by("-application__applied_at").first()
    if handling is None:
        raise Http404
    old = opened(request, handling.application.receipt_number)
    lines = changes(old, new, _where(request, old, new))
    context = {
        "one": new,
        "old": old,
        "changed": [line for line in lines if line.before != line.after],
        "same": [line for line in lines if line.before == line.after],
        "papers": papers(old, new),
    }
    return render(request, "intake/examination/versions.html", context)


def _where(request: GatedRequest, old: Application, new: Application) -> list[tuple[str, str, str]]:
    """Address and telephone as the reader may see them; masked, it is still said whether they changed."""
    told = []
    for label, was, now in (("現住所", old.address, new.address), ("電話番号", old.telephone, new.telephone)):
        before, after = freed(request, old, was), freed(request, new, now)
        told.append((label, before, after if before != after or was == now else f"{after}（変わりました）"))
    return told
