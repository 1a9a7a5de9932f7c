"""A paper a resident attached, as it came."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.subsidy.applications.desk_views import AWAY
from sasae.subsidy.online.models import Sent
from sasae.subsidy.online.papers import NotAsSent, fetch
from sasae.subsidy.online.showing import is_guarded, key_of
from sasae.subsidy.online.views import PURPOSE, within_reach
from sasae.wire.client import Refused, Unreachable

CHANGED = "添付「{name}」が、送られたときの内容と違います。開かずに、申請管理システムの担当に知らせてください。"


def require_sight(request: GatedRequest, found: Sent) -> None:
    """A paper tells where somebody lives: of a protected sender, or of one nobody found, it is for those who may see that."""
    if is_guarded(found):
        request.gate.require_sight(key_of(found))


@gate(right="notifications.view", purpose=PURPOSE, shows=True)
@require_safe
def paper(request: GatedRequest, pk: int, number: int) -> HttpResponse:
    """One paper."""
    found = within_reach(request, pk)
    require_sight(request, found)
    if found.applicant is not None:
        request.gate.shown([found.applicant.atena_no], note="添付")
    try:
        content, media = fetch(found, number)
    except LookupError:
        raise Http404 from None
    except NotAsSent as other:
        messages.error(request, CHANGED.format(name=other))
    except (Unreachable, Refused):
        messages.error(request, AWAY)
    else:
        answer = HttpResponse(content, content_type=media or "application/octet-stream")
        if not media:
            answer["Content-Disposition"] = "attachment"
        return answer
    return redirect("online:sent", pk)
