"""Whom to ask of which run, and what they said."""

from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.arrivals.models import ALLOWED_MOVES, Answer, Way
from sasae.subsidy.arrivals.queries import runs_not_asked

CHOOSE = ("", "選んでください")


class DrawForm(SasaeForm):
    """A run of which nobody was asked."""

    run = forms.ChoiceField(
        label="支払", help_text="振込結果を取り込み、振込日を過ぎた支払。1回の支払につき一度だけ抽選します"
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = runs_not_asked(on)[:36]
        field: Any = self.fields["run"]
        field.choices = [
            CHOOSE,
            *((one.number, f"{one.number}（{to_wareki(one.pay_on)}振込、{one.count}件）") for one in rows),
        ]


class AnswerForm(SasaeForm):
    """What the payee said, how they were asked."""

    answer = forms.ChoiceField(label="結果")
    way = forms.ChoiceField(label="方法", choices=[CHOOSE, *Way.choices])
    note = forms.CharField(
        label="聞いた内容", max_length=200, required=False, help_text="届いていない・連絡がつかないときは必ず"
    )

    def __init__(self, *args: Any, now: Answer = Answer.WAITING, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["answer"]
        field.choices = [CHOOSE, *((one.value, one.label) for one in Answer if one in ALLOWED_MOVES[now])]
