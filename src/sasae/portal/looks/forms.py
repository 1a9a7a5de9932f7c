"""What a resident fills in here: how far back, and what is strange."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError

from sasae.foundation.screens.forms import SasaeForm
from sasae.kernel.numbers import individual

PERIODS = {"31": "この1か月", "92": "この3か月", "366": "この1年"}


class PeriodForm(SasaeForm):
    """How far back."""

    days = forms.ChoiceField(label="いつからの記録を見ますか", choices=list(PERIODS.items()), initial="92", widget=forms.RadioSelect)

    def since(self, on: date) -> date:
        """The first day."""
        return on - timedelta(days=int(self.cleaned_data["days"]))


class StrangeForm(SasaeForm):
    """Why a line is strange; may be left empty."""

    remark = forms.CharField(
        label="気になること（書かなくてもかまいません）", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例 この日は窓口に行っていません。個人番号（マイナンバー）は書かないでください",
    )  # fmt: skip

    def clean_remark(self) -> str:
        """The text, without an individual number. Raises ValidationError."""
        text = str(self.cleaned_data["remark"])
        if individual.stands_in(text):
            raise ValidationError("個人番号と思われる数字があります。ここには書かないでください。")
        return text
