"""Where a body's records and the core's own differ, and what is known of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import shown_or_said
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of
from sasae.intermediary.records.comparing import WORDS, Kind
from sasae.intermediary.records.forms import ExplanationForm
from sasae.intermediary.records.models import Reconciliation, RecordDifference, Settled
from sasae.intermediary.records.reconciling import CannotExplain, explain
from sasae.kernel import clock
from sasae.reference.exchanged_items import in_words

LIST = ListPage(
    title="コアシステムの記録との違い",
    columns=[
        Column("id", "番号", sort="id", link=lambda row: ("records:difference", row.pk)),
        Column("processing_no", "処理通番", sort="processing_no"),
        Column("side", "区分"),
        Column("kind", "違い", value=lambda row: WORDS[row.kind][0]),
        Column("state", "状態", sort="state"),
        Column("found_at", "見つけた日時", sort="found_at"),
        Column("settled_at", "解決日時"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(Settled.choices)),
        Filter("q", "処理通番", by=lambda rows, text: rows.filter(processing_no=text)),
    ],
    order="-id",
    export_right="lists.export",
    persons=lambda _: [],
)


@gate(right="records.view", purpose="情報提供等記録の照合", shows=True)
@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    """The body's differences, newest first, and when was compared last."""
    body = body_of(request)
    with acting_for(body.code):
        last = Reconciliation.objects.order_by("-id").first()
        rows = RecordDifference.objects.all()
        return LIST.answer(request, rows, "intermediary/records/differences.html", body=body, last=last)


def _words(one: RecordDifference, told: str) -> str:
    """One side of a difference; items by their names."""
    return in_words(told.split("・")) if one.kind == Kind.ITEMS else told


def _page(request: HttpRequest, body: Body, number: int, form: ExplanationForm, status: int = 200) -> HttpResponse:
    with acting_for(body.code):
        one = get_object_or_404(RecordDifference, pk=number)
    gate_of = request.gate  # type: ignore[attr-defined]
    gate_of.shown([])
    name, cause, who = WORDS[one.kind]
    may = one.state == Settled.OPEN and gate_of.may("records.correct")
    context = {
        "one": one, "body": body, "name": name, "cause": cause, "who": who, "form": shown_or_said(request, form, shown=may),
        "ours": _words(one, one.ours), "cores": _words(one, one.cores),
    }  # fmt: skip
    return render(request, "intermediary/records/difference.html", context, status=status)


@gate(right="records.view", purpose="情報提供等記録の照合", shows=True)
@require_safe
def difference(request: HttpRequest, number: int) -> HttpResponse:
    """One difference: both sides, the likely cause, who must act."""
    return _page(request, body_of(request), number, ExplanationForm())


@gate(right="records.correct", purpose="情報提供等記録の照合", shows=True)
@require_POST
def explanation(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what was found out about a difference."""
    body, form = body_of(request), ExplanationForm(request.POST)
    if not form.is_valid():
        return _page(request, body, number, form, status=422)
    by, now = request.gate.actor, clock.now()  # type: ignore[attr-defined]
    try:
        explain(body, number, note=form.cleaned_data["note"], by=by, now=now)
    except CannotExplain as refusal:
        form.add_error(None, str(refusal))
        return _page(request, body, number, form, status=422)
    messages.success(request, "説明を記録しました。")
    return redirect("records:difference", number)
