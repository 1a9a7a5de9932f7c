"""Inquiries: the list, a new one, and one with its answer."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.release import release
from sasae.foundation.screens.addresses import address
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, shown_or_said, take_step
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.kernel import clock
from sasae.subsidy.inquiries import actions
from sasae.subsidy.inquiries.forms import AnswerForm, InquiryForm
from sasae.subsidy.inquiries.models import About, Inquiry, State, Way
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden
from sasae.subsidy.people.wards import listed, require_ward

PURPOSE = "取扱いについての問合せ"
USUAL_DAYS = 14  # what the form begins with; the clerk says the day


def _words(rows: QuerySet[Inquiry], text: str) -> QuerySet[Inquiry]:
    return rows.filter(Q(number=text) | Q(question__icontains=text) | Q(answer__icontains=text) | Q(asker__icontains=text))


INQUIRIES = ListPage(
    title="取扱いについての問合せの一覧",
    columns=[
        Column("number", "問合せ番号", sort="number", link=lambda row: ("inquiries:inquiry", row.number)),
        Column("received_on", "受付日", sort="received_on"),
        Column("way", "受けた方法", sort="way"),
        Column("about", "何について", sort="about"),
        Column("question", "内容", value=lambda row: row.question[:60]),
        Column("owner", "担当", sort="owner"),
        Column("due_on", "回答の期限", sort="due_on"),
        Column("state", "状態", sort="state"),
        Column("step", "期限", value=lambda row: "超過" if row.late(clock.today()) else ""),
    ],
    filters=[
        Filter("q", "番号・内容・回答・問い合わせた人", by=_words, wide=True),
        Filter("way", "受けた方法", by=lambda rows, text: rows.filter(way=text), choices=list(Way.choices)),
        Filter("about", "何について", by=lambda rows, text: rows.filter(about=text), choices=list(About.choices)),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter(
            "due", "期限", by=lambda rows, text: rows.filter(state=State.OPEN, due_on__lt=clock.today()), choices=[("over", "過ぎたもの")]
        ),
    ],
    order="-pk",
    persons=lambda row: [row.person.atena_no] if row.person else [],
    export_right="inquiries.export",
    empty="問合せはありません。",
)  # fmt: skip


@gate(right="inquiries.view", purpose=PURPOSE, shows=True)
@require_safe
def inquiries(request: GatedRequest) -> HttpResponse:
    """Every inquiry of the wards the right reaches; those of nobody known are everybody's."""
    rows = listed(request, INQUIRIES, Inquiry.objects.select_related("person"), "person__ward_code", clock.today())
    may = request.gate.may("inquiries.enter")
    return INQUIRIES.answer(request, rows, "subsidy/inquiries/inquiries.html", may_enter=may)


@gate(right="inquiries.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: GatedRequest) -> HttpResponse:
    """A new question."""
    request.gate.shown([])
    today = clock.today()
    form = InquiryForm(request.POST or None, initial={"received_on": today, "due_on": today + timedelta(days=USUAL_DAYS)})
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        number = told.pop("atena_no")
        person = Person.objects.filter(atena_no=number.zfill(15)).first() if number else None
        if number and person is None:
            form.add_error("atena_no", "この宛名番号の人はいません。「対象者」で確かめてください。（QA-105）")
        else:
            require_ward(request.gate, person.ward_code if person else "")
            try:
                made = actions.receive(actions.Asked(**told), person, by=request.gate.actor, at=clock.now())
                return redirect("inquiries:inquiry", made.number)
            except actions.CannotAnswer as refusal:
                form.refused(refusal)
    return render(request, "subsidy/inquiries/receive.html", {"form": form}, status=422 if form.errors else 200)


def _found(request: GatedRequest, number: str) -> Inquiry:
    """The inquiry, where the right reaches the person's ward."""
    one = get_object_or_404(Inquiry.objects.select_related("person"), number=number)
    require_ward(request.gate, one.person.ward_code if one.person else "")
    request.gate.shown([one.person.atena_no] if one.person else [])
    return one


@gate(right="inquiries.view", purpose=PURPOSE, shows=True)
@require_safe
def inquiry(request: GatedRequest, number: str) -> HttpResponse:
    """One question, what was done meanwhile, and the answer."""
    one, gate_ = _found(request, number), request.gate
    enter = gate_.may("inquiries.enter") and one.state == State.OPEN
    contact = release(
        one.contact, actor=gate_.actor, way="screen", person=one.person.atena_no if one.person else "", reason=f"問合せ {number}",
        protected=one.person is not None and is_hidden(one.person, clock.today()), gate=gate_,
    )  # fmt: skip
    context = {
        "one": one, "enter": enter, "contact": contact, "late": one.late(clock.today()),
        "notes": [{**each, "by": staff_name(each["by"])} for each in reversed(one.notes)],
        "form": shown_or_said(request, form_again(request, address("inquiries:answer", number), AnswerForm), shown=enter),
    }  # fmt: skip
    return render(request, "subsidy/inquiries/inquiry.html", context)


@gate(right="inquiries.enter", purpose=PURPOSE, shows=True)
@require_POST
def note(request: GatedRequest, number: str) -> HttpResponse:
    """What was done meanwhile."""
    _found(request, number)
    text, by = request.POST.get("text", ""), request.gate.actor
    take_step(
        request, lambda: actions.note(number, text, by=by, at=clock.now()), "text", done="経過を書きました。",
        refusals=(actions.CannotAnswer,),
    )  # fmt: skip
    return redirect("inquiries:inquiry", number)


@gate(right="inquiries.enter", purpose=PURPOSE, shows=True)
@require_POST
def answer(request: GatedRequest, number: str) -> HttpResponse:
    """The answer that was given."""
    _found(request, number)
    form, by = AnswerForm(request.POST), request.gate.actor
    take_step(
        request, lambda: actions.answer(number, form.cleaned_data["answer"], form.cleaned_data["way"], by=by, at=clock.now()),
        done="回答を記録しました。", refusals=(actions.CannotAnswer,), form=form,
    )  # fmt: skip
    return redirect("inquiries:inquiry", number)
