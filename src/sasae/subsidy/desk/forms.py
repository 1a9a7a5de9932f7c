"""What staff enter at the desk."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.desk.models import NoteKind


class Versioned(SasaeForm):
    """A form that knows which version of its record the user looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def values(self) -> dict[str, Any]:
        """What was typed, without the marks of the page."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "token")}

    def stand_on(self, version: int) -> None:
        """Keep what was typed, to be saved on this version once its changes have been read."""
        data = self.data.copy()
        data["version"] = str(version)
        self.data = data


class HandlingForm(Versioned):
    """How a case is worked on."""

    assigned_to = forms.ChoiceField(label="担当者", required=False)
    due_on = DateField(label="期限", required=False, help_text="空のときは種類ごとの標準の期間によります")
    plan = forms.CharField(
        label="処理の方針", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="引継ぎなど。住所・電話番号は書かないでください",
    )  # fmt: skip

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].choices = [("", "なし"), *workers]  # type: ignore[attr-defined]


class NoteForm(Versioned):
    """A note, a call, a visit. `token`: the mark of the page a new one is written on."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)

    kind = forms.ChoiceField(label="種類", choices=NoteKind.choices)
    happened_on = DateField(label="日付")
    counterpart = forms.CharField(label="相手", max_length=100, required=False, help_text="電話・窓口の相手")
    text = forms.CharField(label="内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class TakeOutForm(SasaeForm):
    """The list as a file."""

    format = forms.ChoiceField(label="形式", choices=[("xlsx", "Excel"), ("csv", "CSV")])
    reason = forms.CharField(label="書き出す理由", max_length=100)


class AssignForm(SasaeForm):
    """Whose work the ticked cases become."""

    to = forms.ChoiceField(label="担当者", required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "担当なしにする"), *workers]  # type: ignore[attr-defined]


class DueForm(SasaeForm):
    """Until when the ticked cases are to be dealt with."""

    due_on = DateField(label="期限", required=False, help_text="空にすると標準の期間に戻ります")


class NoteForAllForm(SasaeForm):
    """One note for everybody the ticked cases are about."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=32)
    kind = forms.ChoiceField(label="種類", choices=NoteKind.choices)
    text = forms.CharField(label="内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class SearchNameForm(SasaeForm):
    """The name of a saved search."""

    name = forms.CharField(label="検索条件の名前", max_length=40)
