"""書類の所在: finding a paper, labelling what came in, its page with every move, lending it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import form_again, take_step
from sasae.kernel import clock
from sasae.subsidy.paper_custody import actions, subjects
from sasae.subsidy.paper_custody.actions import About
from sasae.subsidy.paper_custody.forms import LabelForm, LoanForm
from sasae.subsidy.paper_custody.labels import FACES, labelled, sheet
from sasae.subsidy.paper_custody.lists import PAPERS
from sasae.subsidy.paper_custody.models import PAPER_MOVES, PaperKind, PaperState, TrackedPaper
from sasae.subsidy.paper_custody.queries import placed, where_of
from sasae.subsidy.paper_custody.reading import CannotTrack, Target
from sasae.subsidy.people.queries import protected_among
from sasae.subsidy.people.wards import reach, require_ward, with_hidden, within

PURPOSE = "書類の所在の管理"
REFUSALS = (CannotTrack,)


@gate(right="paper_custody.view", purpose=PURPOSE, shows=True)
@require_safe
def papers(request: GatedRequest) -> HttpResponse:
    """Every paper of one's wards and where it is."""
    rows = with_hidden(placed(TrackedPaper.objects.all()), clock.today(), "person")
    context = {"may": request.gate.may("paper_custody.work")}
    return PAPERS.answer(request, within(rows, reach(request.gate, clock.today())), "subsidy/paper_custody/papers.html", **context)


@gate(right="paper_custody.work", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def label(request: GatedRequest) -> HttpResponse:
    """Labels for papers that came in; with their number, the rest is known."""
    asked = subjects.find(request.GET.get("subject", "")[:20])
    if asked:
        require_ward(request.gate, asked.ward_code)
    initial = {"subject": asked.number, "kind": asked.kind, "received_on": asked.received_on} if asked else {"received_on": clock.today()}
    form = LabelForm(request.POST or None, initial=initial)
    request.gate.shown(asked.persons if asked else [])
    if request.method == "POST" and form.is_valid():
        try:
            made = _labelled(request, form)
            messages.success(request, f"{len(made)}枚のラベルを作りました。印刷して書類に貼ってください。")
            return redirect(f"{reverse('paper_custody:labels')}?{urlencode({'n': [one.number for one in made]}, doseq=True)}")
        except CannotTrack as refusal:
            form.refused(refusal)
    return render(request, "subsidy/paper_custody/label.html", {"form": form}, status=422 if form.errors else 200)


def _labelled(request: GatedRequest, form: LabelForm) -> list[TrackedPaper]:
    told, by = form.cleaned_data, request.gate.actor
    found = subjects.find(told["subject"]) if told["subject"].strip() else None
    if told["subject"].strip() and found is None:
        raise CannotTrack("この番号の申請・請求書・届出はありません。", id="SZ-127", at="subject")
    if found:
        require_ward(request.gate, found.ward_code)
    wards = reach(request.gate, clock.today())
    own = wards[0] if wards and len(wards) == 1 else ""
    about = About(
        PaperKind(told["kind"]), found.number if found else "", told["title"].strip(), told["sheets"],
        found.person if found else None, found.persons if found else (), found.ward_code if found else own, told["received_on"],
    )  # fmt: skip
    target = Target(place=told["place"]) if told["place"] else Target(holder=request.gate.user)
    return actions.label(about, told["count"], target, by=by, at=clock.now(), on=clock.today())


@gate(right="paper_custody.view", purpose=PURPOSE, shows=True)
@require_safe
def unlabelled(request: GatedRequest) -> HttpResponse:
    """What came on paper and bears no label yet."""
    found = subjects.unlabelled(reach(request.gate, clock.today()))
    groups = [(name, rows.count(), [subjects.subject_of(row) for row in rows[: subjects.MOST]]) for name, rows in found]
    request.gate.shown([person for _, _, some in groups for one in some for person in one.persons])
    context = {"groups": groups, "may": request.gate.may("paper_custody.work")}
    return render(request, "subsidy/paper_custody/unlabelled.html", context)


@gate(right="paper_custody.work", purpose=PURPOSE, shows=True)
@require_safe
def labels(request: GatedRequest) -> HttpResponse:
    """The sheet of labels: a page to choose the first face, or the PDF."""
    things = labelled(request.GET.getlist("n")[: actions.MOST])
    whose = sorted({person for one in things if isinstance(one, TrackedPaper) for person in one.persons})
    for ward in {one.ward_code for one in things if isinstance(one, TrackedPaper)}:
        require_ward(request.gate, ward)
    request.gate.shown(whose)
    first = request.GET.get("first", "")
    if not things or not (first.isascii() and first.isdecimal() and 1 <= int(first[:3]) <= FACES):
        return render(request, "subsidy/paper_custody/labels.html", {"things": things, "faces": range(1, FACES + 1)})
    pdf = sheet(things, int(first), clock.today(), guarded=protected_among(whose, clock.today()))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return answer


@gate(right="paper_custody.view", purpose=PURPOSE, shows=True)
@require_safe
def paper(request: GatedRequest, serial: int) -> HttpResponse:
    """One paper: where it is, and everything that happened to it."""
    one = get_object_or_404(placed(TrackedPaper.objects.all()), pk=serial)
    require_ward(request.gate, one.ward_code)
    request.gate.shown(one.persons)
    moves = list(one.moves.order_by("-pk"))
    may = request.gate.may("paper_custody.work")
    lending = form_again(request, reverse("paper_custody:lend", args=[serial]), LoanForm)
    context = {
        "one": one, "where": where_of(one), "moves": moves, "may": may, "lending": lending,
        "names": names_of_staff({move.by for move in moves}), "guarded": protected_among(one.persons, clock.today()),
        "may_lend": may and PaperState.LENT in PAPER_MOVES[PaperState(one.state)],
    }  # fmt: skip
    return render(request, "subsidy/paper_custody/paper.html", context)


@gate(right="paper_custody.work", purpose=PURPOSE, shows=True)
@require_POST
def lend(request: GatedRequest, serial: int) -> HttpResponse:
    """The paper goes out of the office, until a day."""
    one = get_object_or_404(TrackedPaper, pk=serial)
    require_ward(request.gate, one.ward_code)
    request.gate.shown(one.persons)
    form, by, on = LoanForm(request.POST), request.gate.actor, clock.today()
    take_step(
        request, lambda: actions.lend(serial, **form.cleaned_data, by=by, at=clock.now(), on=on), form=form,
        done="貸出しを記録しました。返ったら、保管場所の番号を読んでください。", refusals=REFUSALS,
    )  # fmt: skip
    return redirect("paper_custody:paper", serial)
