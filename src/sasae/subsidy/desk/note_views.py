"""Notes on a person, and the one time line of a person or a family."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.release import GuardedText, release
from sasae.kernel import clock
from sasae.subsidy.applications.fields import SentBefore, as_another_page
from sasae.subsidy.desk import actions
from sasae.subsidy.desk.conflicts import ChangedMeanwhile
from sasae.subsidy.desk.forms import NoteForm
from sasae.subsidy.desk.models import CaseNote, NoteKind
from sasae.subsidy.desk.timeline import notes_then, time_line_of
from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.people import overview, past
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden, protected_among
from sasae.subsidy.people.reach import require_person

PURPOSE = "応対の記録"


def _freed_for(request: GatedRequest, people: list[Person]) -> Callable[[str, GuardedText], str]:
    """Lets notes out through the release point: a protected person's only to those who hold the right."""
    guarded = protected_among((one.atena_no for one in people), clock.today())

    def freed(number: str, text: GuardedText) -> str:
        return release(
            text, actor=request.gate.actor, way="screen", person=number, protected=number in guarded,
            reason=request.gate.reason or PURPOSE, gate=request.gate,
        )  # fmt: skip

    return freed


@gate(right="people.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def timeline(request: GatedRequest, atena_no: str) -> HttpResponse:
    """What was done about a person, or about the whole family, with the notes between."""
    one = get_object_or_404(Person, atena_no=atena_no)
    require_person(request.gate, one, clock.today())
    then = request.gate.then
    group = past.one_with_then(one, then.known_at) if then else one_with(one)
    members = past.members_then(past.families_then(group, then), then) if then else overview.family_of(one)
    family = [member.person for member in members] if request.GET.get("family") else []
    ones = Person.objects.filter(pk__in=group)
    people = {person.atena_no: person for person in [*ones, *family]}
    request.gate.shown(people)
    names = {number: person.name for number, person in people.items()}
    entries = time_line_of(list(people), names, _freed_for(request, list(people.values())), then)
    return render(request, "subsidy/desk/timeline.html", {"one": one, "entries": entries, "family": bool(family)})


@gate(right="people.view", purpose=PURPOSE, shows=True, past=True)
@require_http_methods(["GET", "POST"])
def notes(request: GatedRequest, atena_no: str) -> HttpResponse:
    """A person's notes, and a new one."""
    one = get_object_or_404(Person, atena_no=atena_no)
    require_person(request.gate, one, clock.today())
    request.gate.shown([atena_no])
    begun = {"happened_on": clock.today(), "version": 0, "token": uuid.uuid4().hex}
    form = NoteForm(request.POST or None, initial=begun)
    if request.method == "POST":
        request.gate.require("notes.write")
        if form.is_valid() and _written(request, one, form):
            messages.success(request, "記録しました。")
            return redirect("desk:notes", atena_no)
    freed = _freed_for(request, [one])
    found, then = one.notes.order_by("-happened_on", "-pk"), request.gate.then
    rows = [(note, freed(atena_no, note.text)) for note in (notes_then(found, then) if then else found)]
    context = {"one": one, "rows": rows, "form": form, "may_write": request.gate.acts("notes.write")}
    return render(request, "subsidy/desk/notes.html", context)


def _written(request: GatedRequest, one: Person, form: NoteForm) -> bool:
    """Keep the note, or say on the form that this page was sent before with something else in it."""
    told = form.values()
    kind, token = NoteKind(told.pop("kind")), form.cleaned_data["token"]
    try:
        actions.write_note(one, kind=kind, **told, by=request.gate.actor, at=clock.now(), token=token)
    except SentBefore as refusal:
        form.add_error(None, str(refusal))
        as_another_page(form)
        return False
    return True


@gate(right="notes.write", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def note(request: GatedRequest, pk: int) -> HttpResponse:
    """Correct a note. Its versions stay, and are shown."""
    found = get_object_or_404(CaseNote.objects.select_related("person"), pk=pk)
    number, conflict = found.person.atena_no, None
    require_person(request.gate, found.person, clock.today())
    if is_hidden(found.person, clock.today()):
        request.gate.require_sight(number)
    request.gate.shown([number])
    freed = _freed_for(request, [found.person])
    seen = {name: getattr(found, name) for name in (*actions.NOTE, "version")} | {"text": freed(number, found.text)}
    form = NoteForm(request.POST or None, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_note(pk, form.cleaned_data["version"], form.values(), by=request.gate.actor, at=clock.now())
            return redirect("desk:notes", number)
        except ChangedMeanwhile as changed:
            conflict = changed
            form.stand_on(changed.version)
    versions = CaseNote.pgh_event_model.objects.filter(pgh_obj_id=pk).order_by("-version")  # type: ignore[attr-defined]
    before = [(one, freed(number, one.text)) for one in versions if one.version < found.version]
    context = {"one": found, "form": form, "conflict": conflict, "now": seen["text"], "before": before}
    return render(request, "subsidy/desk/note.html", context)
