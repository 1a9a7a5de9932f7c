"""Forms of the office's steps on a strange line and on a request for disclosure."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.intake.questions.models import Finding


class AskForm(SasaeForm):
    """Whose explanation is asked for."""

    note = forms.CharField(
        label="説明を求めた先と内容", max_length=300, help_text="例 高津区役所の係長に、7月3日10時の照会の理由を尋ねた"
    )


class DecideForm(SasaeForm):
    """What the operator said, and what the office finds."""

    explanation = forms.CharField(
        label="操作者の説明", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, help_text="本人には見せません"
    )
    finding = forms.ChoiceField(label="判断", choices=Finding.choices, widget=forms.RadioSelect)


class AnswerForm(SasaeForm):
    """What the resident reads."""

    text = forms.CharField(
        label="本人への回答", widget=forms.Textarea(attrs={"rows": 5}), max_length=2000,
        help_text="なぜ見たのか、市がどう確かめたかを、やさしいことばで。職員の氏名と、ほかの人のことは書きません",
    )
