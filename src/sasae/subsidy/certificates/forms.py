"""What staff type about a certificate."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.certificates.models import Form, NextStep, Reason, ReturnReason


class ReissueForm(SasaeForm):
    """Why another certificate takes the place of this one, and on what it is printed."""

    reason = forms.ChoiceField(label="再交付の理由", choices=[("", "選んでください"), *Reason.choices])
    form = forms.ChoiceField(label="様式", choices=Form.choices, initial=Form.A6)
    language = forms.ChoiceField(label="併記する言語")
    note = forms.CharField(label="備考", required=False, max_length=200, help_text="なくした場所や、変わった事項など")

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class ReturnedForm(SasaeForm):
    """A letter that came back."""

    returned_on = DateField(label="返戻日", help_text="郵便が戻った日")
    reason = forms.ChoiceField(label="返戻の理由", choices=[("", "選んでください"), *ReturnReason.choices])
    next_step = forms.ChoiceField(label="次の対応", choices=[("", "選んでください"), *NextStep.choices])
    note = forms.CharField(label="備考", required=False, max_length=200)


class NoteForm(SasaeForm):
    """One sentence: what was done, or why not."""

    note = forms.CharField(label="内容", max_length=200)

    def __init__(self, *args: Any, label: str = "内容", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label
        self.fields["note"].error_messages["required"] = f"{label}を入れてください。"


class PeriodForm(SasaeForm):
    """From one day to another."""

    since = DateField(label="交付・無効の日（から）")
    until = DateField(label="交付・無効の日（まで）")


class CheckForm(SasaeForm):
    """What a reader of QR codes types."""

    text = forms.CharField(
        label="QRコードの文字", max_length=400, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text="読取機で読むか、文字を貼り付けてください（SASAE1. で始まります）",
    )  # fmt: skip
