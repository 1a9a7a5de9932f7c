"""One line with its grounds, beside what the office knows; deciding, undoing, asking the body; many at once."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import form_again, refuse, refuse_ticked, take_step
from sasae.kernel import clock
from sasae.subsidy.people.wards import require_ward, wards_of, within
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.actions.together import TOGETHER
from sasae.subsidy.receipts.adjudication import NO_ORIGINAL
from sasae.subsidy.receipts.explaining import compared, looked_at
from sasae.subsidy.receipts.forms import AskForm, DecideForm, TogetherForm, typed
from sasae.subsidy.receipts.known import look_up
from sasae.subsidy.receipts.listing import LINES
from sasae.subsidy.receipts.models import CorrectionKind, CycleState, LineState, ReceiptLine
from sasae.subsidy.receipts.reasons import reasons
from sasae.subsidy.receipts.unpaid import cancelling, unpaid_originals
from sasae.subsidy.receipts.views import PURPOSE, WARD

LONGEST = 16  # digits of a line's number, and more
MOST_SAID = 5  # refusals of a bulk decision that are told one by one


def _line(request: GatedRequest, pk: int) -> ReceiptLine:
    """The line, if the page's right reaches the person's ward. A line of nobody known is everybody's."""
    rows = ReceiptLine.objects.select_related("person", "entitlement", "file", "cycle", "takes_back", "taken_back_by")
    found = get_object_or_404(rows, pk=pk)
    require_ward(request.gate, found.person.ward_code if found.person else "")
    return found


@gate(right="receipts.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def line(request: GatedRequest, pk: int) -> HttpResponse:
    """One line; a held one is decided here by those who may."""
    found = _line(request, pk)
    request.gate.shown(LINES.persons(found) if LINES.persons else [])
    form = DecideForm(request.POST or None)
    if request.method == "POST":
        request.gate.require("receipts.decide", ward=(found.person and found.person.ward_code) or None)
        if form.is_valid() and _decided(request, pk, form):
            return redirect("receipts:line", pk)
    context = {
        "one": found,
        "form": form,
        "text": reasons(clock.today())[found.reason].text if found.reason else "",
        "looked": looked_at(found),
        "compared": compared(found, look_up([found]).of(found)),
        "decisions": found.decisions.order_by("-id"),
        "corrections": found.corrections.order_by("-id"),
        "ask_form": form_again(request, reverse("receipts:ask", args=[pk]), AskForm),
        **_together(request, found),
        **_may(request, found),
    }
    return render(request, "subsidy/receipts/line.html", context)


def _together(request: GatedRequest, found: ReceiptLine) -> dict[str, object]:
    """What was never paid and this line may cancel, with the form; and the lines that may cancel this one."""
    waits = found.state == LineState.HELD and found.reason == NO_ORIGINAL
    originals = list(unpaid_originals(found))
    to = reverse("receipts:together", args=[found.pk])
    return {
        "waits_for_original": waits,
        "together_form": form_again(request, to, TogetherForm, originals=originals) if originals else None,
        "cancelling": list(cancelling(found)),
    }


def _may(request: GatedRequest, found: ReceiptLine) -> dict[str, bool]:
    """What the user may do with the line as it stands."""
    may = request.gate.may
    live = found.corrections.filter(state__in=["asked", "listed", "agreed"]).exists()
    still_open = found.cycle is None or found.cycle.state == CycleState.OPEN
    accepted = found.state == LineState.ACCEPTED
    together = found.state == LineState.OFFSET and found.reason == TOGETHER
    return {
        "may_decide": found.state == LineState.HELD and may("receipts.decide"),
        "may_hold": accepted and not found.decided_by and still_open and not live and may("receipts.decide"),
        "may_undo": bool(found.decided_by) and found.decided_by != request.gate.actor.id and may("receipts.decide")
        and (found.state == LineState.RETURNED or (together and still_open) or (accepted and still_open and not live)),
        "may_ask": accepted and not live and may("receipts.correct"),
    }  # fmt: skip


def _decided(request: GatedRequest, pk: int, form: DecideForm) -> bool:
    """Whether the decision was taken; if not, the form says why."""
    said = form.cleaned_data
    accept = said["decision"] == "accept"
    try:
        actions.decide_held(pk, accept=accept, note=said["note"], by=request.gate.actor, on=clock.today())
    except actions.CannotDecide as refusal:
        form.refused(refusal)
        return False
    messages.success(request, "判断を記録しました。")
    return True


@gate(right="receipts.decide", purpose=PURPOSE, shows=True)
@require_POST
def decide_many(request: GatedRequest) -> HttpResponse:
    """The same decision on every ticked line."""
    asked = {int(one) for one in request.POST.getlist("pick") if one.isdecimal() and len(one) < LONGEST}
    wards = wards_of(request.gate.user, request.gate.right, clock.today())
    picked = within(ReceiptLine.objects.filter(pk__in=asked), wards, WARD).values_list("pk", flat=True)
    back = f"{reverse('receipts:lines')}?{QueryDict(request.POST.get('asked', '')).urlencode()}"
    form = DecideForm(request.POST)
    if not picked or not form.is_valid():
        refuse_ticked(request, "一覧で明細を選び、判断と理由を入れてください。（RC-106）")
        return redirect(back)
    said = form.cleaned_data
    try:
        done, refused = actions.decide_many(
            picked, accept=said["decision"] == "accept", note=said["note"], by=request.gate.actor, on=clock.today()
        )
    except actions.CannotDecide as refusal:
        refuse_ticked(request, str(refusal))
        return redirect(back)
    if refused:
        refuse_ticked(request, ticks=_still_held(picked))
    if done:
        messages.success(request, f"{done}件の判断を記録しました。")
    for text in refused[:MOST_SAID]:
        messages.error(request, text)
    if len(refused) > MOST_SAID:
        messages.error(request, f"ほかに{len(refused) - MOST_SAID}件は判断できませんでした。")
    return redirect(back)


def _still_held(picked: Iterable[int]) -> list[str]:
    rows = ReceiptLine.objects.filter(pk__in=list(picked), state=LineState.HELD)
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def _act(request: GatedRequest, pk: int, done: str, act: Callable[[], object], field: str) -> HttpResponse:
    _line(request, pk)
    try:
        act()
    except actions.CannotDecide as refusal:
        refuse(request, refusal, field)
    else:
        messages.success(request, done)
    return redirect("receipts:line", pk)


@gate(right="receipts.decide", purpose=PURPOSE)
@require_POST
def undo(request: GatedRequest, pk: int) -> HttpResponse:
    """Undo somebody else's decision."""
    note, by = typed(request, "note"), request.gate.actor
    act = lambda: actions.undo(pk, note=note, by=by, on=clock.today())  # noqa: E731
    return _act(request, pk, "判断を取り消し、保留に戻しました。", act, "note")


@gate(right="receipts.decide", purpose=PURPOSE, shows=True)
@require_POST
def together(request: GatedRequest, pk: int) -> HttpResponse:
    """Decide a negative line and the line it cancels, which was never paid, together."""
    found = _line(request, pk)
    request.gate.shown(LINES.persons(found) if LINES.persons else [])
    form = TogetherForm(request.POST, originals=unpaid_originals(found))

    def act() -> object:
        said = form.cleaned_data
        by, on = request.gate.actor, clock.today()
        return actions.cancel_together(pk, said["original"], note=said["note"], by=by, on=on)

    done = "マイナスの明細と元の明細を、あわせて処理しました。支払う額は変わりません。"
    take_step(request, act, done=done, refusals=(actions.CannotDecide,), form=form)
    return redirect("receipts:line", pk)


@gate(right="receipts.decide", purpose=PURPOSE)
@require_POST
def hold(request: GatedRequest, pk: int) -> HttpResponse:
    """Put a line that was accepted by the rules back, so that a person decides."""
    note, by = typed(request, "note"), request.gate.actor
    act = lambda: actions.hold(pk, note=note, by=by, on=clock.today())  # noqa: E731
    return _act(request, pk, "保留に戻しました。", act, "note")


@gate(right="receipts.correct", purpose=PURPOSE)
@require_POST
def ask(request: GatedRequest, pk: int) -> HttpResponse:
    """Ask the body to take the line back or to examine it again."""
    _line(request, pk)
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, "申出の種類と理由を入れてください。（RC-302）")

    def act() -> object:
        said = form.cleaned_data
        by, on = request.gate.actor, clock.today()
        return actions.ask(pk, kind=CorrectionKind(said["kind"]), why=said["why"], by=by, on=on)

    done = "申出を起案しました。一覧にして審査支払機関に出してください。"
    take_step(request, act, done=done, refusals=(actions.CannotDecide,), form=form)
    return redirect("receipts:line", pk)
