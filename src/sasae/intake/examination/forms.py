"""Forms of the examination."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm


class AssignForm(SasaeForm):
    """Who has the application, or the ticked ones."""

    to = forms.ChoiceField(label="担当者", required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "担当なし"), *workers]  # type: ignore[attr-defined]


class CorrectionForm(SasaeForm):
    """What the resident is asked to mend."""

    text = forms.CharField(
        label="補正の内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="申請者がそのまま読みます。何を、どう直すか、何を出すかを書きます。氏名・住所・個人番号は書きません。",
    )  # fmt: skip


class ReplaceForm(SasaeForm):
    """Which newer application stands for this one."""

    newer = forms.ChoiceField(label="新しい申請")

    def __init__(self, *args: Any, newer: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newer"].choices = [(number, number) for number in newer]  # type: ignore[attr-defined]
