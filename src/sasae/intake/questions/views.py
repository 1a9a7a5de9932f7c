"""Lines residents found strange, and their requests for disclosure."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.evidence.rules import office_of, rules
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, take_step
from sasae.intake.questions import actions, packet
from sasae.intake.questions.actions import disclosing
from sasae.intake.questions.forms import AnswerForm, AskForm, DecideForm
from sasae.intake.questions.models import CaseState, DisclosureRequest, Finding, RequestState, StrangeCase
from sasae.kernel import clock
from sasae.wire.client import Refused, Unreachable

CASES = ListPage(
    title="心当たりのない記録の一覧",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("questions:case", row.number)),
        Column("opened_on", "受付日", sort="opened_on"),
        Column("atena_no", "宛名番号"),
        Column("what", "記録"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(CaseState.choices)),
        Filter("number", "番号", by=lambda rows, text: rows.filter(number__icontains=text)),
    ],
    order="-pk",
    persons=lambda row: [row.atena_no],
    empty="心当たりのない記録の届出はありません。",
)
REQUESTS = ListPage(
    title="開示請求の一覧",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("questions:request", row.number)),
        Column("requested_on", "請求日", sort="requested_on"),
        Column("due_on", "期限", sort="due_on"),
        Column("atena_no", "宛名番号"),
        Column("state", "状態", sort="state"),
        Column("late", "期限の状況", value=lambda row: "超過" if row.late(clock.today()) else ""),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(RequestState.choices)),
        Filter("number", "番号", by=lambda rows, text: rows.filter(number__icontains=text)),
    ],
    order="due_on",
    persons=lambda row: [row.atena_no],
    empty="開示請求はありません。",
)
REFUSALS = (actions.CannotMove,)


@gate(right="looks.view", purpose="心当たりのない記録の確認", shows=True)
@require_safe
def cases(request: GatedRequest) -> HttpResponse:
    """Every line somebody found strange."""
    return CASES.answer(request, StrangeCase.objects.all(), "intake/questions/cases.html")


@gate(right="looks.view", purpose="心当たりのない記録の確認", shows=True)
@require_safe
def case(request: GatedRequest, number: str) -> HttpResponse:
    """One of them, and its next step."""
    one = get_object_or_404(StrangeCase, number=number)
    request.gate.shown([one.atena_no])
    steps: dict[str, tuple[str, Any, str]] = {
        CaseState.NEW: ("ask", AskForm, "説明を求めたことを記録する"),
        CaseState.ASKED: ("decide", DecideForm, "判断を記録する"),
        CaseState.DECIDED: ("answer", AnswerForm, "本人に回答する"),
    }
    context: dict[str, Any] = {"one": one, "system": office_of(one.system)}
    if one.state in steps and request.gate.may("looks.handle"):
        step, make, label = steps[one.state]
        to = f"/looks/cases/{number}/{step}/"
        context |= {"form": form_again(request, to, make), "to": to, "label": label}
    return render(request, "intake/questions/case.html", context)


@gate(right="looks.handle", purpose="心当たりのない記録の対応", shows=True)
@require_POST
def take_case(request: GatedRequest, number: str, step: str) -> HttpResponse:
    """Ask for the explanation, decide, answer."""
    one = get_object_or_404(StrangeCase, number=number)
    request.gate.shown([one.atena_no])
    made = {"ask": AskForm, "decide": DecideForm, "answer": AnswerForm}.get(step)
    if made is None:
        raise Http404(step)
    form, by, now = made(request.POST), request.gate.actor, clock.now()
    told = form.cleaned_data if form.is_valid() else {}
    steps: dict[str, tuple[Callable[[], Any], str]] = {
        "ask": (lambda: actions.ask_for_explanation(number, told["note"], by=by, at=now), "記録しました。"),
        "decide": (
            lambda: actions.decide(number, told["explanation"], Finding(told["finding"]), by=by, at=now),
            "判断を記録しました。本人に回答してください。",
        ),
        "answer": (lambda: actions.answer(number, told["text"], by=by, at=now), "本人のページに知らせました。"),
    }
    act, done = steps[step]
    take_step(request, act, done=done, refusals=REFUSALS, form=form)
    return redirect("questions:case", number)


@gate(right="disclosures.view", purpose="開示請求の確認", shows=True)
@require_safe
def requests(request: GatedRequest) -> HttpResponse:
    """Every request for disclosure."""
    return REQUESTS.answer(request, _rows().all(), "intake/questions/requests.html")


def _rows() -> Any:
    return DisclosureRequest.objects.defer("packet_cipher")


@gate(right="disclosures.view", purpose="開示請求の確認", shows=True)
@require_safe
def request_page(request: GatedRequest, number: str) -> HttpResponse:
    """One request and its next step."""
    one = get_object_or_404(_rows(), number=number)
    request.gate.shown([one.atena_no])
    may = request.gate.may
    open_still = one.state in (RequestState.RECEIVED, RequestState.PREPARED)
    context = {
        "one": one, "late": one.late(clock.today()),
        "own": one.prepared_by == request.gate.actor.id, "open": open_still,
        "may_prepare": may("disclosures.prepare"), "may_approve": may("disclosures.approve"),
        "masks": [(rules()[rule], count) for rule, count in sorted(one.masks.items())],
        "has_packet": bool(one.packet_sha256), "rules": rules().values(),
    }  # fmt: skip
    return render(request, "intake/questions/request.html", context)


@gate(right="disclosures.prepare", purpose="開示文書の作成", shows=True)
@require_POST
def prepare(request: GatedRequest, number: str) -> HttpResponse:
    """Ask every system and make the packet."""
    one = get_object_or_404(_rows(), number=number)
    request.gate.shown([one.atena_no])

    def made() -> None:
        try:
            packet.prepare(one, by=request.gate.actor, at=clock.now())
        except (Unreachable, Refused) as away:
            raise actions.CannotMove("連携基盤に届きません。しばらくしてから、もう一度作成してください。") from away

    take_step(request, made, done="開示文書を作成しました。別の職員が確かめて決定します。", refusals=REFUSALS)
    return redirect("questions:request", number)


@gate(right="disclosures.view", purpose="開示請求の対応", shows=True)
@require_POST
def take_request(request: GatedRequest, number: str, step: str) -> HttpResponse:
    """Approve, send back, decline, extend."""
    one = get_object_or_404(_rows(), number=number)
    request.gate.shown([one.atena_no])
    by, now, why = request.gate.actor, clock.now(), request.POST.get("why", "")
    steps: dict[str, tuple[str, Callable[[], Any], str]] = {
        "approve": ("approve", lambda: disclosing.approve(number, by=by, at=now), "開示を決定し、本人に知らせました。"),
        "send_back": ("approve", lambda: disclosing.send_back(number, why, by=by, at=now), "差し戻しました。"),
        "decline": ("approve", lambda: disclosing.decline(number, why, by=by, at=now), "不開示を決定しました。"),
        "extend": ("prepare", lambda: disclosing.extend(number, why, by=by, at=now), "期限を延ばしました。"),
    }
    if step not in steps:
        raise Http404(step)
    right, act, done = steps[step]
    request.gate.require(f"disclosures.{right}")
    take_step(request, act, "why", done=done, refusals=REFUSALS)
    return redirect("questions:request", number)


@gate(right="disclosures.view", purpose="開示文書の確認", shows=True)
@require_safe
def packet_file(request: GatedRequest, number: str) -> HttpResponse:
    """The packet as the person will get it."""
    one = get_object_or_404(DisclosureRequest, number=number)
    if one.packet_cipher is None or not (
        request.gate.may("disclosures.prepare") or request.gate.may("disclosures.approve")
    ):
        raise Http404
    request.gate.shown([one.atena_no])
    disclosing.note_seen(one, by=request.gate.actor)
    answer = HttpResponse(disclosing.packet_of(one), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer
