"""The one history of a family, and who lived together: as it is, or as of a day as it was known; a wrong fact taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, declaration_of, gate
from sasae.foundation.release import MASK, GuardedText, release
from sasae.foundation.screens.as_of import carried
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.entitlements.changes import NoSuchFact
from sasae.subsidy.entitlements.models import FamilyFact
from sasae.subsidy.notifications import past as past_families
from sasae.subsidy.notifications.actions import correct_fact
from sasae.subsidy.notifications.family_history import history_of, persons_in, standing_facts
from sasae.subsidy.notifications.queries import families_of, members_of
from sasae.subsidy.people import past
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import household_of, protected_among
from sasae.subsidy.people.reach import require_person
from sasae.subsidy.people.wards import require_ward

PURPOSE = "対象者の照会"


@gate(right="people.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def family(request: GatedRequest, atena_no: str) -> HttpResponse:
    """Everything that happened to the person's family, under whichever number, the newest day first."""
    found, then = get_object_or_404(Person, atena_no=atena_no), request.gate.then
    require_person(request.gate, found, clock.today())
    families = past_families.families_then(found, then) if then else families_of(found)
    members = past.members_then((one.pk for one in families), then) if then else members_of(*families)
    entries, facts = history_of(families, then), standing_facts(families, then)
    household, housed = _household(request, found)
    now = [*(family.applicant.atena_no for family in families), *(member.person.atena_no for member in members)]
    request.gate.shown([atena_no, *now, *persons_in(entries, facts), *housed])
    context = {
        "person": found,
        "families": families,
        "members": members,
        "household": household,
        "entries": _openable(entries, request),
        "facts": facts,
        "may_enter": bool(families) and request.gate.acts("notifications.enter"),
    }
    return render(request, "subsidy/notifications/family.html", context)


def _household(request: GatedRequest, person: Person) -> tuple[str, list[str]]:
    """Who is, or was, of the person's household, and whom that names. It tells where they live: of protected persons, now,
    it leaves by the release point alone."""
    then = request.gate.then
    one = next(iter(past.persons_then([person], then)), None) if then else person
    if one is None:
        return "", []
    there = past.household_then(one, then) if then else household_of(one, clock.today())
    numbers = [person.atena_no, *(each.atena_no for each in there)]
    guarded = bool(protected_among(numbers, clock.today()))
    text = GuardedText("、".join(f"{each.name}（{each.relation or '続柄なし'}）" for each in there))
    said = release(
        text, actor=request.gate.actor, way="screen", person=person.atena_no, protected=guarded,
        reason=request.gate.reason or PURPOSE, gate=request.gate,
    )  # fmt: skip
    return said, numbers if said != MASK else []


def _openable(entries: list[dict[str, Any]], request: GatedRequest) -> list[dict[str, Any]]:
    """Entries that lead only where this member of staff may go, and on into the past that is looked at."""
    for entry in entries:
        declared = declaration_of(resolve(entry["url"]).func) if entry.get("url") else None
        if declared is not None and declared.right and not request.gate.may(declared.right):
            entry["url"] = ""
        entry["url"] = carried(request, entry["url"]) if entry.get("url") else ""
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
