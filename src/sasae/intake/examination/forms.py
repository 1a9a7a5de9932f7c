"""Forms of the examination."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.intake.letters.models import LETTER_KINDS

PLAIN = "申請者がそのまま読みます。カードのない人も受付番号と確認番号で読めるので、氏名・住所・個人番号は書きません。"


class AssignForm(SasaeForm):
    """Who has the application, or the ticked ones."""

    to = forms.ChoiceField(label="担当者", required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "担当なし"), *workers]  # type: ignore[attr-defined]


class CorrectionForm(SasaeForm):
    """What the resident is asked to mend, and by when."""

    subject = forms.CharField(label="件名", max_length=100, required=False, help_text="空けると「直していただきたいところがあります」になります。")
    text = forms.CharField(
        label="補正の内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"{PLAIN}何を、どう直すか、何を出すかを書きます。",
    )  # fmt: skip
    days = forms.IntegerField(
        label="期限までの開庁日の数", min_value=1, max_value=60, required=False,
        help_text="空けると、決まった日数（10日）です。土日・祝日・年末年始は数えません。",
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )  # fmt: skip


class LetterForm(SasaeForm):
    """A letter that asks for no correction."""

    kind = forms.ChoiceField(
        label="種類", choices=[(kind.value, label) for kind, label in LETTER_KINDS.items() if kind != "correction"]
    )
    subject = forms.CharField(label="件名", max_length=100)
    text = forms.CharField(
        label="本文", max_length=2000, widget=forms.Textarea(attrs={"rows": 8}), help_text=PLAIN,
    )  # fmt: skip


class ReplaceForm(SasaeForm):
    """Which newer application stands for this one."""

    newer = forms.ChoiceField(label="新しい申請")

    def __init__(self, *args: Any, newer: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newer"].choices = [(number, number) for number in newer]  # type: ignore[attr-defined]
