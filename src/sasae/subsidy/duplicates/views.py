"""Double entries: who may be entered twice, two persons side by side, and the steps."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.release import release
from sasae.foundation.screens.lists import plain
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.reference.municipalities import name_of
from sasae.subsidy.applications.labels import WORDS
from sasae.subsidy.duplicates import actions, queries
from sasae.subsidy.duplicates.models import Merge, State
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden
from sasae.subsidy.people.wards import require_ward, wards_of

PURPOSE = "二重登録の確認"
FIELDS = ("atena_no", "name", "name_kana", "birth_date", "sex", "household_no", "relation", "resident_since",
          "moved_in_from", "moved_out_on", "died_on")  # fmt: skip


@gate(right="people.merge", purpose=PURPOSE, shows=True)
@require_safe
def duplicates(request: GatedRequest) -> HttpResponse:
    """Pairs nobody has looked at, and those that were proposed or merged."""
    wards = wards_of(request.gate.user, "people.merge", clock.today())
    pairs, merges = queries.candidates(wards), queries.merges(wards)
    people = [one for pair in pairs for one in pair] + [one for merge in merges for one in (merge.kept, merge.other)]
    request.gate.shown(one.atena_no for one in people)
    return render(request, "subsidy/duplicates/list.html", {"pairs": pairs, "merges": merges})


def _own_wards(request: GatedRequest, *people: Person) -> None:
    """Both are of wards the right reaches."""
    for person in people:
        require_ward(request.gate, person.ward_code)


def _compared(request: GatedRequest, one: Person, other: Person) -> list[dict[str, Any]]:
    """Item by item. Where one of the two is protected neither's address is told: if they are one, it is that person's."""
    rows = []
    hidden = any(is_hidden(person, clock.today()) for person in (one, other))
    for name in FIELDS:
        values = [_said(name, getattr(person, name)) for person in (one, other)]
        label = str(Person._meta.get_field(name).verbose_name)
        rows.append({"label": label, "one": values[0], "other": values[1], "same": values[0] == values[1]})
    for name in ("address", "telephone"):
        freed = [_freed(request, person, name, hidden) for person in (one, other)]
        label = str(Person._meta.get_field(name).verbose_name)
        rows.append({"label": label, "one": freed[0], "other": freed[1], "same": freed[0] == freed[1]})
    for label, related in (
        ("申請", "applications"),
        ("償還払い", "claims"),
        ("口座", "accounts"),
        ("応対の記録", "notes"),
    ):
        counts = [getattr(person, related).count() for person in (one, other)]
        rows.append({"label": label, "one": f"{counts[0]}件", "other": f"{counts[1]}件", "same": True})
    return rows


def _said(name: str, value: Any) -> str:
    """What a field holds, in words."""
    if name == "sex":
        return WORDS["sex"][value]
    return plain(name_of(value) if name == "moved_in_from" and value else value)


def _freed(request: GatedRequest, person: Person, name: str, protected: bool) -> str:
    return release(
        getattr(person, name), actor=request.gate.actor, way="screen", person=person.atena_no,
        protected=protected, reason=request.gate.reason or PURPOSE,
        gate=request.gate,
    )  # fmt: skip


@gate(right="people.merge", purpose=PURPOSE, shows=True)
@require_safe
def compare(request: GatedRequest, one: str, other: str) -> HttpResponse:
    """Two persons side by side, and what can be done with them."""
    people = {person.atena_no: person for person in Person.objects.filter(atena_no__in=[one, other])}
    if len(people) < 2:
        raise Http404
    _own_wards(request, *people.values())
    request.gate.shown(people)
    pair = (people[one], people[other])
    merge = Merge.objects.filter(kept__in=pair, other__in=pair).order_by("-pk").first()
    context = {
        "one": pair[0], "other": pair[1], "rows": _compared(request, *pair), "merge": merge,
        "open": merge is None or merge.state == State.UNDONE,
        "own": merge is not None and merge.proposed_by == request.gate.actor.id,
    }  # fmt: skip
    return render(request, "subsidy/duplicates/compare.html", context)


@gate(right="people.merge", purpose=PURPOSE)
@require_POST
def propose(request: GatedRequest, one: str, other: str) -> HttpResponse:
    """Say that they are one."""
    _own_wards(request, *Person.objects.filter(atena_no__in=[one, other]))
    try:
        actions.propose(one, other, why=request.POST.get("why", ""), by=request.gate.actor, at=clock.now())
        messages.success(request, "統合を提案しました。別の人が確認すると統合されます。")
    except actions.CannotMerge as refusal:
        refuse(request, refusal, "why")
    return redirect("duplicates:compare", one, other)


@gate(right="people.merge", purpose=PURPOSE)
@require_POST
def decide(request: GatedRequest, pk: int) -> HttpResponse:
    """Confirm, tell apart, or undo."""
    merge = get_object_or_404(Merge.objects.select_related("kept", "other"), pk=pk)
    _own_wards(request, merge.kept, merge.other)
    by, why = request.gate.actor, request.POST.get("why", "")
    verbs = {
        "confirm": lambda: actions.confirm(pk, by=by),
        "tell_apart": lambda: actions.tell_apart(pk, why=why, by=by),
        "undo": lambda: actions.undo(pk, why=why, by=by),
    }
    verb = verbs.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        verb()
        messages.success(request, "記録しました。")
    except actions.CannotMerge as refusal:
        refuse(request, refusal, "why")
    return redirect("duplicates:compare", merge.kept.atena_no, merge.other.atena_no)
