"""What would have been answered: by what was known at a moment, and by the period asked for."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of, person
from sasae.intermediary.copies.queries import answering
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.protections.queries import holding
from sasae.kernel import clock


class PastForm(SasaeForm):
    """Whose what, of which period, as known at the end of which day."""

    unified_no = forms.CharField(label="統合宛名番号", max_length=15)
    information = forms.ChoiceField(label="特定個人情報名", choices=[])
    period_from = DateField(label="対象期間の初日")
    period_to = DateField(label="対象期間の末日")
    known_on = DateField(label="いつの時点か", help_text="その日の終わりまでに登録されたものを見ます。")

    def __init__(self, *args: Any, information: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["information"]
        chosen.choices = list(information.items())

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("period_from"), told.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "末日は、初日以後の日にしてください。")
        if (known := told.get("known_on")) and known > clock.today():
            self.add_error("known_on", "今日までの日を入れてください。")
        return told


@gate(right="copies.view", purpose="副本の過去の時点の確認", shows=True)
@require_safe
def past(request: GatedRequest) -> HttpResponse:
    """The versions that would have answered, without their content."""
    body = body_of(request)
    form = PastForm(request.GET or None, information=information_names())
    context: dict[str, Any] = {"form": form, "body": body}
    if form.is_valid():
        context |= {"asked": form.cleaned_data, **_then(body, **form.cleaned_data)}
        whose = person(body, form.cleaned_data["unified_no"])
        record(request.gate.actor, "copies.searched", body.code, [whose], known=str(form.cleaned_data["known_on"]))
        request.gate.shown([whose])
    else:
        request.gate.shown([])
    return render(request, "intermediary/copies/past.html", context, status=422 if form.errors else 200)


def _then(
    body: Body, *, unified_no: str, information: str, period_from: Any, period_to: Any, known_on: Any
) -> dict[str, Any]:
    moment = datetime.combine(known_on, time.max, tzinfo=clock.TOKYO)
    with acting_for(body.code):
        rows = answering(unified_no, information, period_from, period_to, on=known_on, known_at=moment)
        flags = holding(unified_no, information, on=known_on, known_at=moment)
    by_hand = bool(flags) or any(row.not_disclosed or not row.automatic_reply for row in rows)
    outcome = "該当者なし" if not rows else "確認待ち" if by_hand else "提供済"
    words = {
        "該当者なし": "応答できる副本はなく、「該当なし」と答えるところでした。",
        "確認待ち": "自動では応答せず、職員の確認に回るところでした。",
        "提供済": "次の版で自動応答するところでした。",
    }[outcome]
    return {"rows": rows, "flags": flags, "outcome": outcome, "words": words}
