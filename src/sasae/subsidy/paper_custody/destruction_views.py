"""The end of papers: the list one person draws up, and the other who sees it done."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.kernel.numbers import custody
from sasae.subsidy.paper_custody.actions import destructions as verbs
from sasae.subsidy.paper_custody.forms import DestructionForm
from sasae.subsidy.paper_custody.lists import DESTRUCTIONS
from sasae.subsidy.paper_custody.models import Destruction, TrackedPaper
from sasae.subsidy.paper_custody.reading import CannotTrack
from sasae.subsidy.people.wards import reach, require_ward

PURPOSE = "書類の廃棄"


@gate(right="paper_custody.view", purpose=PURPOSE)
@require_safe
def destructions(request: GatedRequest) -> HttpResponse:
    """Every list, and whether it was done."""
    may = request.gate.may("paper_custody.destroy")
    rows = Destruction.objects.annotate(prepared_name=name_of_staff("prepared_by"), ended_name=name_of_staff("ended_by"))
    return DESTRUCTIONS.answer(request, rows, "subsidy/paper_custody/destructions.html", may=may)


@gate(right="paper_custody.destroy", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: GatedRequest) -> HttpResponse:
    """Draw up a list."""
    form = DestructionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, wards = form.cleaned_data, reach(request.gate, clock.today())
        try:
            made = verbs.prepare(
                told["numbers"].splitlines(), told["why"], told["method"], wards=wards, by=request.gate.actor, at=clock.now()
            )
            return redirect("paper_custody:destruction", made.pk)
        except (CannotTrack, verbs.CannotList) as refusal:
            form.refused(refusal)
    return render(request, "subsidy/paper_custody/prepare.html", {"form": form}, status=422 if form.errors else 200)


@gate(right="paper_custody.view", purpose=PURPOSE, shows=True)
@require_safe
def destruction(request: GatedRequest, number: int) -> HttpResponse:
    """One list with its papers, who drew it up and who saw it done: the record that is printed."""
    one = get_object_or_404(Destruction, pk=number)
    papers = _papers(request, one)
    request.gate.shown([person for paper in papers for person in paper.persons])
    boxes = [custody.label(each) for each in one.numbers if each[0] == custody.BOX]
    context = {
        "one": one, "papers": papers, "boxes": boxes, "own": one.prepared_by == request.gate.actor.id,
        "may": request.gate.may("paper_custody.destroy"),
    }  # fmt: skip
    return render(request, "subsidy/paper_custody/destruction.html", context)


def _papers(request: GatedRequest, one: Destruction) -> list[TrackedPaper]:
    """The papers the list names; a list with a paper of a ward the right does not reach is refused."""
    named = [custody.serial_of(each) for each in one.numbers if each[0] == custody.PAPER]
    papers = list(TrackedPaper.objects.filter(pk__in=named).order_by("pk"))
    for ward in {paper.ward_code for paper in papers}:
        require_ward(request.gate, ward)
    return papers


@gate(right="paper_custody.destroy", purpose=PURPOSE, shows=True)
@require_POST
def take(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Another person saw it done; or nothing is destroyed."""
    one = get_object_or_404(Destruction, pk=number)
    request.gate.shown([person for paper in _papers(request, one) for person in paper.persons])
    by, now = request.gate.actor, clock.now()
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "confirm": (lambda: verbs.confirm(number, by=by, at=now), "廃棄の立会いを記録しました。"),
        "withdraw": (lambda: verbs.withdraw(number, by=by, at=now), "廃棄を取りやめました。"),
    }
    if step not in steps:
        raise Http404(step)
    act, done = steps[step]
    take_step(request, act, done=done, refusals=(CannotTrack,))
    return redirect("paper_custody:destruction", number)
