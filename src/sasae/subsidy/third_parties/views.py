"""Injuries by third parties: the list, one injury, its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.refusals import form_again, take_step
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.notifications.models import Kind, Notification
from sasae.subsidy.notifications.models import State as Notified
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import require_ward, wards_of, within
from sasae.subsidy.recovery.actions import CannotRecover
from sasae.subsidy.third_parties import actions
from sasae.subsidy.third_parties.forms import DayForm, FactsForm, NotifyForm
from sasae.subsidy.third_parties.lists import LIST, list_of
from sasae.subsidy.third_parties.models import ALLOWED_MOVES, OPEN, Accident, InjuryCase, Judgement, State
from sasae.subsidy.third_parties.past import injuries_then, injury_page
from sasae.subsidy.third_parties.treatments import further, sums_of

PURPOSE = "第三者行為による診療の求償"
REFUSALS = (actions.CannotPursue, CannotRecover)


@gate(right="third_parties.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def injuries(request: GatedRequest) -> HttpResponse:
    """Injuries, the newest first; of a past day those notified by it."""
    then = request.gate.then
    rows = injuries_then(then) if then else InjuryCase.objects.select_related("person")
    wards = wards_of(request.gate.user, "third_parties.view", clock.today())
    may_enter, page = request.gate.acts("third_parties.enter"), list_of(then) if then else LIST
    return page.answer(
        request, within(rows, wards, "person__ward_code"), "subsidy/third_parties/injuries.html", may_enter=may_enter
    )


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest) -> HttpResponse:
    """Take in a 傷病届."""
    request.gate.shown([])
    return _new(request, {"notified_on": clock.today()})


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def of_notification(request: GatedRequest, number: str) -> HttpResponse:
    """The same from a notification (届出種別10): whom, since when and what happened stand there already."""
    rows = Notification.objects.filter(kind=Kind.THIRD_PARTY, state=Notified.EFFECTIVE)
    one = get_object_or_404(rows, number=number)
    earlier = InjuryCase.objects.filter(notification=one).first()
    if earlier is not None:
        return redirect("third_parties:injury", earlier.number)
    who = str(one.content.get("who", ""))
    if person := Person.objects.filter(atena_no=who).first():
        require_ward(request.gate, person.ward_code)
    request.gate.shown([who])
    return _new(request, {"notified_on": one.received_on, "injured_on": one.occurred_on, "atena_no": who}, one)


def _new(request: GatedRequest, initial: dict[str, Any], notification: Notification | None = None) -> HttpResponse:
    form = NotifyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data) | {"notification": notification}
        person = Person.objects.filter(atena_no=told.pop("atena_no").zfill(15)).first()
        try:
            if person is None:
                raise actions.CannotPursue("この宛名番号の人はいません。", id="TP-112", at="atena_no")
            require_ward(request.gate, person.ward_code)
            told["accident"] = Accident(told["accident"])
            made = actions.notify(person, **told, by=request.gate.actor, at=clock.now(), on=clock.today())
        except actions.CannotPursue as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{made.number} を受け付け、負傷の後に助成した診療を集めました。")
            return redirect("third_parties:injury", made.number)
    return render(request, "subsidy/third_parties/new.html", {"form": form})


def _found(request: GatedRequest, number: str) -> InjuryCase:
    found = get_object_or_404(InjuryCase.objects.select_related("person"), number=number)
    require_ward(request.gate, found.person.ward_code)
    request.gate.shown([found.person.atena_no])
    return found


@gate(right="third_parties.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def injury(request: GatedRequest, number: str) -> HttpResponse:
    """One injury: the accident, who answers for it, the treatments, what was claimed."""
    found = _found(request, number)
    if then := request.gate.then:
        page = injury_page(found, then)
        return render(request, "subsidy/third_parties/injury.html", page | sums_of(page["rows"])) if page else not_yet(request)
    rows = list(found.treatments.select_related("claim", "line", "receivable").order_by("treatment_month", "pk"))
    to = reverse("third_parties:settle", args=[number])
    context = sums_of(rows) | {
        "one": found, "rows": rows, "judgements": Judgement.choices, "open": found.state in OPEN,
        "moves": {state.value for state in ALLOWED_MOVES[State(found.state)]},
        "further": len(further(found)) if found.state != State.WITHDRAWN else 0,
        "pickable": any(row.may_be_claimed for row in rows),
        "may_enter": request.gate.may("third_parties.enter"), "day_form": form_again(request, to, DayForm),
        "entries": time_line(number),
    }  # fmt: skip
    return render(request, "subsidy/third_parties/injury.html", context)


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def correct(request: GatedRequest, number: str) -> HttpResponse:
    """Complete or mend what is known of the accident."""
    found = _found(request, number)
    form = FactsForm(
        request.POST or None, initial={name: getattr(found, name) for name in FactsForm.base_fields}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(number, form.cleaned_data, by=request.gate.actor)
        except actions.CannotPursue as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "内容を改めました。")
            return redirect("third_parties:injury", number)
    return render(request, "subsidy/third_parties/correct.html", {"one": found, "form": form})


def _act(
    request: GatedRequest, number: str, done: str, act: Callable[[], Any], *names: str, form: SasaeForm | None = None
) -> HttpResponse:
    """Take a step of a case, say what came of it, and go back to its page."""
    _found(request, number)
    take_step(request, act, *names, done=done, refusals=REFUSALS, form=form)
    return redirect("third_parties:injury", number)


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_POST
def collect(request: GatedRequest, number: str) -> HttpResponse:
    """Look for treatments that came since."""
    by = request.gate.actor
    return _act(request, number, "診療を集め直しました。", lambda: actions.collect(number, by=by))


def _ids(request: GatedRequest) -> list[int]:
    """The ticked treatments; what no page of ours sends is none."""
    return [int(one) for one in request.POST.getlist("picked") if one.isascii() and one.isdecimal() and len(one) < 19]


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_POST
def judge(request: GatedRequest, number: str) -> HttpResponse:
    """Say of the ticked treatments whether the injury is why."""
    by, picked = request.gate.actor, _ids(request)

    def step() -> None:
        judgement = request.POST.get("judgement", "")
        if judgement not in Judgement.values or not picked:
            raise actions.CannotPursue("診療と判断を選んでください。", id="TP-113")
        actions.judge(number, picked, Judgement(judgement), by=by)

    return _act(request, number, "判断を記録しました。", step)


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_POST
def claim_money(request: GatedRequest, number: str) -> HttpResponse:
    """Propose to claim from the insurer or the offender."""
    by, from_insurer = request.gate.actor, request.POST.get("from") == "insurer"
    return _act(
        request, number, "賠償金の請求を起案しました。返還金の画面で、別の職員が決定します。",
        lambda: actions.claim_money(number, from_insurer=from_insurer, by=by, on=clock.today()),
    )  # fmt: skip


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_POST
def settle(request: GatedRequest, number: str) -> HttpResponse:
    """Note a private settlement."""
    by, form = request.gate.actor, DayForm(request.POST)
    return _act(
        request, number, "示談を記録しました。示談日からの診療に医療証は使えません。",
        lambda: actions.settle(number, **form.cleaned_data, by=by, on=clock.today()), form=form,
    )  # fmt: skip


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_POST
def heal(request: GatedRequest, number: str) -> HttpResponse:
    """Note the cure."""
    by, typed = request.gate.actor, request.POST.get("healed_on", "")

    def step() -> None:
        try:
            healed_on = parse_date(typed)
        except ValueError as unread:
            raise actions.CannotPursue(str(unread), id="TP-109", at="healed_on") from unread
        actions.heal(number, healed_on=healed_on, by=by, on=clock.today())

    return _act(request, number, "治ゆを記録しました。", step, "healed_on")


_ENDS: dict[str, tuple[Callable[..., Any], str]] = {
    "close": (actions.close, "完結としました。"),
    "reopen": (actions.reopen, "再び扱うこととしました。"),
    "withdraw": (actions.withdraw, "取り下げました。"),
}


@gate(right="third_parties.enter", purpose=PURPOSE, shows=True)
@require_POST
def end(request: GatedRequest, number: str, how: str) -> HttpResponse:
    """Close, take up again, withdraw."""
    verb, done = _ENDS[how]
    by, why = request.gate.actor, request.POST.get("why", "")
    return _act(request, number, done, lambda: verb(number, why=why, by=by), "why")
