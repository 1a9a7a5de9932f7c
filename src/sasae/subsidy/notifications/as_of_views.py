"""A person as of one day, as known on another; and the one history of a family."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, declaration_of, gate
from sasae.foundation.release import release
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.entitlements.changes import NoSuchFact
from sasae.subsidy.entitlements.models import FamilyFact
from sasae.subsidy.notifications.actions import correct_fact
from sasae.subsidy.notifications.as_of import AsOf, person_as_of
from sasae.subsidy.notifications.family_history import history_of, persons_in, standing_facts
from sasae.subsidy.notifications.queries import families_of, members_of
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden
from sasae.subsidy.people.wards import require_ward

PURPOSE = "対象者の照会"


class AsOfForm(SasaeForm):
    """The two days."""

    valid_on = DateField(label="いつ現在の内容か")
    known_on = DateField(label="いつまでに知られた内容か")


@gate(right="people.view", purpose=PURPOSE, shows=True)
@require_safe
def as_of(request: GatedRequest, atena_no: str) -> HttpResponse:
    """What was so on a day, as the office knew it on another."""
    found = get_object_or_404(Person, atena_no=atena_no)
    recorded = clock.real_now().date()  # row versions carry the database's own time, whatever day the calendar shows
    form = AsOfForm(request.GET if "valid_on" in request.GET else {"valid_on": clock.today(), "known_on": recorded})
    page, persons = {}, [atena_no]
    if form.is_valid():
        days = form.cleaned_data
        moment = datetime.combine(days["known_on"], time.max, tzinfo=clock.TOKYO)
        page = person_as_of(found, AsOf(days["valid_on"], moment))
        page["address"] = _address(request, found, page["one"])
        persons += [member["person"].atena_no for member in page["members"]] + persons_in([], page["facts"])
        note = f"{to_wareki(days['valid_on'])}現在・{to_wareki(days['known_on'])}までに知られた内容"
        request.gate.shown(persons, note=note)
    else:
        request.gate.shown(persons)
    return render(request, "subsidy/notifications/as_of.html", {**page, "person": found, "form": form})


def _address(request: GatedRequest, person: Person, version: Person | None) -> str:
    """The address of that version, through the release point; protection is that of today."""
    if version is None:
        return ""
    return release(
        version.address, actor=request.gate.actor, way="screen", person=person.atena_no,
        protected=is_hidden(person, clock.today()), reason=request.gate.reason or PURPOSE,
        may=request.gate.may("protected.view"),
    )  # fmt: skip


@gate(right="people.view", purpose=PURPOSE, shows=True)
@require_safe
def family(request: GatedRequest, atena_no: str) -> HttpResponse:
    """Everything that happened to the person's family, under whichever number, the newest day first."""
    found = get_object_or_404(Person, atena_no=atena_no)
    families = families_of(found)
    members = members_of(*families)
    entries, facts = history_of(families), standing_facts(families)
    now = [*(family.applicant.atena_no for family in families), *(member.person.atena_no for member in members)]
    request.gate.shown([atena_no, *now, *persons_in(entries, facts)])
    context = {
        "person": found,
        "families": families,
        "members": members,
        "entries": _openable(entries, request),
        "facts": facts,
        "may_enter": bool(families) and request.gate.may("notifications.enter"),
    }
    return render(request, "subsidy/notifications/family.html", context)


def _openable(entries: list[dict[str, Any]], request: GatedRequest) -> list[dict[str, Any]]:
    """Entries that lead only where this member of staff may go."""
    for entry in entries:
        declared = declaration_of(resolve(entry["url"]).func) if entry.get("url") else None
        if declared is not None and declared.right and not request.gate.may(declared.right):
            entry["url"] = ""
    return entries


@gate(right="notifications.enter", purpose="届出の受付", shows=True)
@require_POST
def correct(request: GatedRequest, pk: int) -> HttpResponse:
    """A fact was recorded wrongly: take it back with a reason; the family is examined again."""
    fact = get_object_or_404(FamilyFact.objects.select_related("family__applicant"), pk=pk)
    require_ward(request.gate, fact.family.applicant.ward_code)
    request.gate.shown([fact.family.applicant.atena_no])
    try:
        review = correct_fact(pk, why=request.POST.get("why", ""), by=request.gate.actor, at=clock.now())
    except NoSuchFact as refusal:
        refuse(request, refusal, "why")
        return redirect("notifications:family", fact.family.applicant.atena_no)
    messages.success(request, "記録を取り消しました。再審査をしてください。")
    if not request.gate.may("notifications.view"):
        return redirect("notifications:family", fact.family.applicant.atena_no)
    return redirect("notifications:review", review.pk)
