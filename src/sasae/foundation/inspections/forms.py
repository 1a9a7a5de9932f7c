"""What the operator explains and what the supervisor found."""

from django import forms

from sasae.foundation.inspections.models import Finding
from sasae.foundation.screens.forms import CHOOSE, SasaeForm


class ExplainForm(SasaeForm):
    """Why somebody looked."""

    explanation = forms.CharField(
        label="見たわけ", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="どの仕事のために見たか、あれば受付番号や日付も書きます。本人の病名や家庭の事情は書かないでください。",
    )  # fmt: skip


class DecideForm(SasaeForm):
    """The judgement of one case; a case left alone is judged another time."""

    finding = forms.ChoiceField(label="判断", choices=Finding.choices, required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label="判断の理由と、したこと", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="「問題なし」で、操作者の説明のとおりのときは、書かなくてもかまいません。",
    )  # fmt: skip

    def clean(self) -> None:
        """Words without a judgement are not lost: it is asked for."""
        if self.cleaned_data.get("words", "").strip() and not self.cleaned_data.get("finding"):
            self.add_error("finding", CHOOSE.format(label="判断"))
