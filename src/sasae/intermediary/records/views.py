"""The records of article 23, both sides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import shown_or_said
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import between, body_of, informations, list_of, person
from sasae.intermediary.corrections.models import Correction
from sasae.intermediary.inquiries.models import State
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.records.correcting import CannotCorrect, correct
from sasae.intermediary.records.forms import CorrectionForm
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.records.queries import of_query
from sasae.kernel import clock
from sasae.reference.exchanged_items import in_words
from sasae.reference.municipalities import name_of

_RESULTS = dict(State.choices)

LIST = ListPage(
    title="情報提供等記録の確認",
    columns=[
        Column("side", "区分", sort="side"),
        Column("processing_no", "処理通番", sort="processing_no", link=lambda row: ("records:record", row.pk)),
        Column("unified_no", "統合宛名番号"),
        Column("partner", "相手", value=lambda row: name_of(row.provider if row.side == "照会" else row.inquirer)),
        Column("information", "特定個人情報名"),
        Column("outcome", "結果", value=lambda row: _RESULTS.get(row.result, row.result)),
        Column("stale", "副本", value=lambda row: "原本より古い" if row.stale else ""),
        Column("requested_at", "求めの日時", sort="requested_at"),
        Column("provided_at", "提供の日時"),
        Column("keep_until", "保存期限"),
    ],
    filters=[
        Filter("result", "結果", by=lambda rows, text: rows.filter(result=text), choices=list(State.choices)),
        Filter(
            "side", "区分", by=lambda rows, text: rows.filter(side=text), choices=[("照会", "照会"), ("提供", "提供")]
        ),
        informations(),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
        Filter("number", "処理通番", by=lambda rows, text: rows.filter(processing_no__startswith=text)),
        *between("requested_at"),
    ],
    order="-id",
    export_right="lists.export",
)


@gate(right="records.view", purpose="情報提供等記録の確認", shows=True)
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The rows of the operator's own body, newest first."""
    body = body_of(request)
    page = list_of(body, LIST)
    with acting_for(body.code):
        return page.answer(request, ProvisionRecord.objects.all(), "intermediary/records/records.html", body=body)


def _page(
    request: HttpRequest, body: Body, number: int, form: CorrectionForm | None, status: int = 200
) -> HttpResponse:
    with acting_for(body.code):
        one = get_object_or_404(ProvisionRecord, pk=number)
        others = of_query(one.processing_no)
        told = Correction.objects.filter(record=one.pk).values_list("pk", flat=True).first()
    gate_of = request.gate  # type: ignore[attr-defined]
    gate_of.shown([person(body, one.unified_no)] if one.unified_no else [])
    corrected = next((each for each in others if each.corrects == one.pk), None)
    may = corrected is None and gate_of.may("records.correct")
    context = {
        "one": one, "body": body, "others": others, "corrected": corrected, "told": told, "result": _RESULTS.get(one.result, one.result),
        "inquirer": name_of(one.inquirer), "provider": name_of(one.provider),
        "information": information_names().get(one.information, one.information),
        "form": shown_or_said(request, form or CorrectionForm(record=one), shown=may), "items": in_words(one.items),
    }  # fmt: skip
    return render(request, "intermediary/records/record.html", context, status=status)


@gate(right="records.view", purpose="情報提供等記録の確認", shows=True)
@require_safe
def record(request: HttpRequest, number: int) -> HttpResponse:
    """One record with the others of its query."""
    return _page(request, body_of(request), number, None)


@gate(right="records.correct", purpose="情報提供等記録の訂正", shows=True)
@require_POST
def correction(request: HttpRequest, number: int) -> HttpResponse:
    """Put a record right on order: by another record, this one stays."""
    body = body_of(request)
    with acting_for(body.code):
        one = get_object_or_404(ProvisionRecord, pk=number)
    form = CorrectionForm(request.POST, record=one)
    if not form.is_valid():
        return _page(request, body, number, form, status=422)
    by, now = request.gate.actor, clock.now()  # type: ignore[attr-defined]
    try:
        new = correct(body, number, form.changes(), **form.order(), by=by, now=now)
    except CannotCorrect as refusal:
        form.add_error(None, str(refusal))
        return _page(request, body, number, form, status=422)
    messages.success(
        request, "訂正の記録を書きました。もとの記録も残ります。「訂正の通知」で、相手に知らせてください。"
    )
    return redirect("records:record", new)
