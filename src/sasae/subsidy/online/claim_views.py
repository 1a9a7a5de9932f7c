"""A reimbursement claim from the portal: completed by a clerk beside its receipts, compared by another person."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.subsidy.applications.desk_views import AWAY
from sasae.subsidy.claims.actions import CannotClaim, FileEntry, FolderEntry
from sasae.subsidy.claims.models import Channel, ClaimFolder
from sasae.subsidy.claims.typing_check import out_of_reach
from sasae.subsidy.entitlements.models import FamilyMember, Recipient
from sasae.subsidy.notifications.queries import members_of
from sasae.subsidy.online import actions
from sasae.subsidy.online.answers import CannotTell
from sasae.subsidy.online.filling import family_of, meant
from sasae.subsidy.online.forms import SentLines
from sasae.subsidy.online.models import Sent, State
from sasae.subsidy.online.paper_views import CHANGED, require_sight
from sasae.subsidy.online.papers import NotAsSent, fetch, papers_of
from sasae.subsidy.online.readings import CLAIM
from sasae.subsidy.online.views import within_reach
from sasae.subsidy.people.wards import wards_of
from sasae.wire.client import Refused, Unreachable


@gate(right="claims.enter", purpose="償還払い審査", shows=True)
@require_http_methods(["GET", "POST"])
def claim(request: GatedRequest, pk: int) -> HttpResponse:
    """The lines as the resident typed them, and what only the receipts tell."""
    found = within_reach(request, pk)
    if found.folder is not None:
        return redirect("claims:folder", found.folder.number)
    family, findings = family_of(found)
    if found.procedure != CLAIM or found.state != State.WAITING or family is None or findings:
        raise Http404
    require_sight(request, found)
    members = members_of(family)
    request.gate.shown([one.person.atena_no for one in members])
    typed = request.method == "POST"
    lines: Any = SentLines(request.POST if typed else None, initial=None if typed else _as_sent(found, members), prefix="lines")
    if typed and lines.is_valid() and (made := _entered(request, found, lines)):
        messages.success(request, f"請求書 {made.number} を受け付けました。別の職員が領収書と照合します。")
        return redirect("claims:folder", made.number)
    context = {"one": found, "family": family, "lines": lines, "papers": papers_of(found)}
    return render(request, "subsidy/online/claim.html", context)


def _as_sent(found: Sent, members: list[FamilyMember]) -> list[dict[str, Any]]:
    """What the resident typed, line by line. What they were not asked stays empty."""
    numbers = dict(
        Recipient.objects.filter(person__in=[one.person_id for one in members]).values_list("person_id", "number")
    )
    return [
        {
            "recipient_number": _number(one, members, numbers), "month": one["month"], "provider": one["provider"],
            "kind": "", "setting": "1" if one["inpatient"] else "2", "insured_self_pay": one["paid_yen"],
            "high_cost": one["refunded_yen"],
        }
        for one in found.form["receipts"]
    ]  # fmt: skip


def _number(entry: dict[str, Any], members: list[FamilyMember], numbers: dict[int, str]) -> str:
    ones = meant(entry, members)
    return numbers.get(ones[0].person_id, "") if len(ones) == 1 else ""


def _entered(request: GatedRequest, found: Sent, lines: Any) -> ClaimFolder | None:
    """The folder through the door, or the findings at their fields."""
    filled, today = [line for _, line in lines.filled()], clock.today()
    entries = [line.entry() for line in filled]
    try:
        far = out_of_reach(
            FolderEntry(found.received_on, entries, Channel.PORTAL), wards_of(request.gate.user, request.gate.right, today)
        )
        if far:
            raise CannotClaim(far)
        files = [FileEntry(one["name"], fetch(found, one["number"])[0]) for one in found.attachments]
        return actions.enter_claim(found.pk, entries, files, by=request.gate.actor, on=today)
    except CannotClaim as refusal:
        for finding in refusal.findings:
            _, _, rest = finding.at.partition("-")
            place, _, name = rest.partition("-")
            line = filled[int(place)] if place.isdecimal() else filled[0]
            line.add_error(name if name in line.fields else None, f"{finding.message}（{finding.id}）")
    except CannotTell as refusal:
        filled[0].add_error(None, str(refusal))
    except NotAsSent as other:
        filled[0].add_error(None, CHANGED.format(name=other))
    except (Unreachable, Refused):
        filled[0].add_error(None, AWAY)
    return None
