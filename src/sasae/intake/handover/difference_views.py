"""What was registered otherwise than it was handed over: the list, and one application's, to be cleared."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.intake.applications.actions import persons_of
from sasae.intake.applications.reach import choices, narrowed
from sasae.intake.handover.clearing import LONGEST, CannotClear, clear
from sasae.intake.handover.models import RegistrationDifference
from sasae.kernel import clock

PURPOSE = "引渡し後の照合"
RIGHT, CLEAR = "handover.view", "handover.clear"
_OF = "publication__application"


def _state(row: RegistrationDifference) -> str:
    return "解消済" if row.cleared_at else "未解消"


DIFFERENCES = ListPage(
    title="登録内容の相違の一覧",
    columns=[
        Column(
            "receipt_number", "受付番号", value=lambda row: row.publication.application.receipt_number,
            sort=f"{_OF}__receipt_number",
            link=lambda row: ("handover:differences_of", row.publication.application.receipt_number),
        ),
        Column("procedure", "手続き", value=lambda row: row.publication.application.procedure_alias),
        Column("label", "違う項目", sort="place"),
        Column("registered_as", "登録番号", value=lambda row: row.publication.registered_as),
        Column("found_at", "照合日時", value=lambda row: row.publication.acknowledged_at, sort="publication__acknowledged_at"),
        Column("state", "状態", value=_state, sort="cleared_at"),
        Column("cleared_by", "解消した職員", value=lambda row: staff_name(row.cleared_by) if row.cleared_by else ""),
        Column("reason", "理由"),
    ],
    filters=[
        Filter(
            "state", "状態", by=lambda rows, text: rows.filter(cleared_at__isnull=text == "open"),
            choices=[("open", "未解消"), ("cleared", "解消済")],
        ),
        Filter(
            "procedure", "手続き", by=lambda rows, text: rows.filter(publication__procedure=text),
            choices=lambda request: choices(request, RIGHT),
        ),
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(**{f"{_OF}__receipt_number__icontains": text})),
    ],
    order="-pk",
    persons=lambda row: persons_of(row.publication.application),
    empty="申請データと違う登録はありません。",
)  # fmt: skip


class ClearForm(SasaeForm):
    """Which differences are settled, and why."""

    picked = forms.MultipleChoiceField(label="解消する相違", widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label="解消の理由と対応", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例：申請者に電話で確かめ、業務システムの登録を正した。氏名・個人番号は書かないでください",
    )  # fmt: skip

    def __init__(self, *args: Any, differences: list[RegistrationDifference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picked"].choices = [(str(one.pk), one.label) for one in differences]  # type: ignore[attr-defined]


def _rows(request: GatedRequest) -> Any:
    rows = RegistrationDifference.objects.select_related(_OF).defer(f"{_OF}__printed_form")
    return narrowed(request, RIGHT, rows, "publication__procedure")


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def differences(request: GatedRequest) -> HttpResponse:
    """Every difference, newest first; those that stand by filter."""
    return DIFFERENCES.answer(request, _rows(request), "intake/handover/differences.html")


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def differences_of(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """One application's differences, those that stand with the form that clears them."""
    found = list(_rows(request).filter(**{f"{_OF}__receipt_number": receipt_number}).order_by("pk"))
    if not found:
        raise Http404
    application = found[0].publication.application
    request.gate.shown(persons_of(application))
    standing = [one for one in found if one.cleared_at is None]
    form = ClearForm(request.POST or None, differences=standing)
    if request.method == "POST":
        request.gate.require(CLEAR, procedure=application.procedure)
        if form.is_valid() and _cleared(request, receipt_number, form):
            return redirect("handover:differences_of", receipt_number)
    may = bool(standing) and request.gate.may(CLEAR, procedure=application.procedure)
    context = {"one": application, "differences": found, "standing": standing, "form": form if may else None}
    refused = request.method == "POST"
    return render(request, "intake/handover/differences_of.html", context, status=422 if refused else 200)


def _cleared(request: GatedRequest, receipt_number: str, form: ClearForm) -> bool:
    picked = [int(one) for one in form.cleaned_data["picked"]]
    try:
        count = clear(receipt_number, picked, form.cleaned_data["reason"], by=request.gate.actor, at=clock.now())
    except CannotClear as refusal:
        form.refused(refusal)
        return False
    messages.success(request, f"{count}件の相違を解消しました。")
    return True
