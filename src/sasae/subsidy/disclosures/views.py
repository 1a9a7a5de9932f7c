"""Requests on paper: the list, reception, one request with its steps, and its packet."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.printing import CannotPrint
from sasae.foundation.screens.addresses import address
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, refuse, shown_or_said, take_step
from sasae.kernel import clock
from sasae.subsidy.disclosures import actions, packet, queries, terms
from sasae.subsidy.disclosures.actions import carrying_out
from sasae.subsidy.disclosures.forms import ProposeForm, ReceiveForm, SuspendForm
from sasae.subsidy.disclosures.models import Kind, Letter, Office, Outcome, PaperRequest, State
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import listed, require_ward
from sasae.wire.client import Refused, Unreachable

PURPOSE = "開示・訂正・利用停止の請求"
REFUSALS = (actions.CannotDecide, CannotPrint)
REQUESTS = ListPage(
    title="開示・訂正・利用停止の請求の一覧",
    columns=[
        Column("number", "請求番号", sort="number", link=lambda row: ("disclosures:request", row.number)),
        Column("kind", "種類", sort="kind"),
        Column("person", "本人", value=lambda row: row.person.name),
        Column("office", "受け付けた所属", sort="office"),
        Column("requested_on", "請求日", sort="requested_on"),
        Column("due_on", "決定の期限", sort="due_on"),
        Column("outcome_words", "決定", value=lambda row: row.get_outcome_display()),
        Column("state", "状態", sort="state"),
        Column("step", "期限", value=lambda row: "超過" if row.late(clock.today()) else ""),
    ],
    filters=[
        Filter("q", "請求番号・宛名番号", by=lambda rows, text: rows.filter(number=text) | rows.filter(person__atena_no=text.zfill(15)), wide=True),
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices)),
        Filter("office", "受け付けた所属", by=lambda rows, text: rows.filter(office=text), choices=list(Office.choices)),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("due", "期限", by=lambda rows, text: queries.late(rows, clock.today()), choices=[("over", "過ぎたもの")]),
        Filter("lift", "利用停止の解除", by=lambda rows, text: queries.to_be_lifted(rows), choices=[("waits", "承認を待つもの")]),
    ],
    order="-pk",
    persons=lambda row: [row.person.atena_no],
    export_right="disclosures.export",
    empty="紙の請求はありません。",
)  # fmt: skip


@gate(right="disclosures.view", purpose=PURPOSE, shows=True)
@require_safe
def requests(request: GatedRequest) -> HttpResponse:
    """Every request on paper of the wards the right reaches."""
    rows = listed(request, REQUESTS, PaperRequest.objects.select_related("person"), "person__ward_code", clock.today())
    may_enter = request.gate.may("disclosures.enter")
    return REQUESTS.answer(request, rows, "subsidy/disclosures/requests.html", may_enter=may_enter)


@gate(right="disclosures.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: GatedRequest) -> HttpResponse:
    """A paper is handed in at one of the two offices."""
    request.gate.shown([])
    form = ReceiveForm(request.POST or None, initial={"requested_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        person = Person.objects.filter(atena_no=told.pop("atena_no").zfill(15)).first()
        if person is None:
            form.add_error("atena_no", "この宛名番号の人はいません。「対象者」で確かめてください。（DS-140）")
        else:
            require_ward(request.gate, person.ward_code)
            try:
                made = actions.receive(person, actions.Handed(**told), by=request.gate.actor, at=clock.now())
                return redirect("disclosures:request", made.number)
            except actions.CannotDecide as refusal:
                form.refused(refusal)
    return render(request, "subsidy/disclosures/receive.html", {"form": form}, status=422 if form.errors else 200)


def _found(request: GatedRequest, number: str, right: str = "") -> PaperRequest:
    """The request, where the right reaches the person's ward."""
    one = get_object_or_404(PaperRequest.objects.select_related("person"), number=number)
    request.gate.require(right, ward=one.person.ward_code or None)
    request.gate.shown([one.person.atena_no])
    return one


@gate(right="disclosures.view", purpose=PURPOSE, shows=True)
@require_safe
def one_request(request: GatedRequest, number: str) -> HttpResponse:
    """One request: what was handed in, what is decided, what is left to do."""
    one, may, today = _found(request, number), request.gate.may, clock.today()
    enter, granted = may("disclosures.enter"), one.outcome in (Outcome.WHOLE, Outcome.PART)
    context = {
        "one": one, "enter": enter, "approve": may("disclosures.approve") and one.state == State.PREPARED, "late": one.late(today),
        "may_lift": may("disclosures.approve"),
        "own": one.prepared_by == request.gate.actor.id, "granted": granted, "letters": Letter.objects.filter(subject=number),
        "identity": terms.words("identity", one.identity, one.requested_on), "authority": terms.words("authority", one.authority, one.requested_on),
        "grounds": terms.words("grounds", one.grounds, today), "receivers": one.receivers.order_by("pk"),
        "suspending": shown_or_said(
            request, form_again(request, address("disclosures:suspend", number), SuspendForm),
            shown=enter and granted and one.kind == Kind.SUSPENSION and one.state == State.DECIDED,
        ), "open": one.state in queries.OPEN,
        "form": shown_or_said(
            request, form_again(request, address("disclosures:propose", number), ProposeForm), shown=enter and one.state == State.RECEIVED
        ),
    }  # fmt: skip
    return render(request, "subsidy/disclosures/request.html", context)


@gate(right="disclosures.enter", purpose=PURPOSE, shows=True)
@require_POST
def propose(request: GatedRequest, number: str) -> HttpResponse:
    """What is to be decided, for another to decide."""
    _found(request, number)
    form, by = ProposeForm(request.POST), request.gate.actor
    take_step(
        request, lambda: actions.propose(number, **form.cleaned_data, by=by, at=clock.now()),
        done="決定の案を作りました。別の職員の承認を待ちます。", refusals=REFUSALS, form=form,
    )  # fmt: skip
    return redirect("disclosures:request", number)


@gate(right="disclosures.enter", purpose=PURPOSE, shows=True)
@require_POST
def suspend(request: GatedRequest, number: str) -> HttpResponse:
    """What was granted is done: the mark stands, and what the system itself stops is stopped."""
    _found(request, number)
    form, by = SuspendForm(request.POST), request.gate.actor
    take_step(
        request, lambda: carrying_out.finish(number, **form.cleaned_data, by=by, at=clock.now()),
        done="利用停止の印を付けました。選んだ処理から、いま除かれます。", refusals=REFUSALS, form=form,
    )  # fmt: skip
    return redirect("disclosures:request", number)


@gate(right="disclosures.view", purpose=PURPOSE, shows=True)
@require_POST
def step(request: GatedRequest, number: str, step: str) -> HttpResponse:
    """Every other step of a request."""
    by, now, post = request.gate.actor, clock.now(), request.POST
    reason, done, why, today = post.get("reason", ""), post.get("done", ""), post.get("why", ""), clock.today()
    steps: dict[str, tuple[str, Callable[[], object], str]] = {
        "extend": ("enter", lambda: actions.extend(number, reason, by=by, at=now), "期限を延ばし、通知書を作りました。"),
        "withdraw": ("enter", lambda: actions.withdraw(number, why, by=by), "取下げを受けました。"),
        "send_back": ("approve", lambda: actions.send_back(number, reason, by=by), "差し戻しました。"),
        "decide": ("approve", lambda: actions.decide(number, by=by, at=now), "決定し、通知書を作りました。"),
        "pay": ("enter", lambda: carrying_out.pay(number, by=by, at=now), "費用の受取りを記録しました。"),
        "finish": ("enter", lambda: carrying_out.finish(number, done, by=by, at=now), "完了を記録しました。"),
        "ask_to_lift": ("enter", lambda: carrying_out.ask_to_lift(number, why, by=by, on=today), "解除を申請しました。別の職員の承認を待ちます。"),
        "lift": ("approve", lambda: carrying_out.lift(number, by=by, on=today), "利用停止をやめました。"),
        "keep": ("approve", lambda: carrying_out.keep_suspended(number, reason, by=by), "利用停止を続けます。"),
    }
    if step not in steps:
        raise Http404(step)
    right, act, said = steps[step]
    _found(request, number, f"disclosures.{right}")
    take_step(request, act, "reason", "done", "why", done=said, refusals=REFUSALS)
    return redirect("disclosures:request", number)


@gate(right="disclosures.enter", purpose=PURPOSE, shows=True)
@require_POST
def gather(request: GatedRequest, number: str, what: str) -> HttpResponse:
    """Ask every system: for the packet of a disclosure, or for whom a correction is told to."""
    one, by = _found(request, number), request.gate.actor
    acts: dict[str, Callable[[], object]] = {
        "packet": lambda: packet.make(one, by=by, at=clock.now()), "receivers": lambda: packet.receivers(one, by=by, at=clock.now()),
    }  # fmt: skip
    if what not in acts:
        raise Http404(what)
    try:
        take_step(request, acts[what], done="各システムに尋ね、記録しました。", refusals=REFUSALS)
    except (Unreachable, Refused):
        refuse(request, actions.CannotDecide.one("DS-141", "", "システム連携基盤の答えがありません。時間をおいて、もう一度行ってください。"))
    return redirect("disclosures:request", number)


@gate(right="disclosures.enter", purpose=PURPOSE, shows=True)
@require_POST
def told(request: GatedRequest, number: str, pk: int) -> HttpResponse:
    """One of those the data was passed on to has been told."""
    _found(request, number)
    by = request.gate.actor
    take_step(
        request, lambda: carrying_out.tell_receiver(number, pk, by=by, on=clock.today()), done="知らせたことを記録しました。",
        refusals=REFUSALS,
    )  # fmt: skip
    return redirect("disclosures:request", number)


@gate(right="disclosures.view", purpose=PURPOSE, shows=True)
@require_POST
def packet_file(request: GatedRequest, number: str) -> HttpResponse:
    """The packet, to look through, to decide upon, to print and hand over."""
    one = _found(request, number)
    if not (request.gate.may("disclosures.enter") or request.gate.may("disclosures.approve")):
        request.gate.require("disclosures.enter")
    try:
        content = carrying_out.open_packet(one.number, by=request.gate.actor, on=clock.today())
    except actions.CannotDecide as refusal:
        refuse(request, refusal)
        return redirect("disclosures:request", number)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    return answer
