"""Forms of what is not everyday."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.foundation.accounts.rights import name_of
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.foundation.special_access.models import AfterLook, Verdict
from sasae.kernel.clock import TOKYO


class TakeForm(SasaeForm):
    """Which right, and why."""

    right = forms.ChoiceField(label="権限", widget=forms.RadioSelect)
    why = forms.CharField(
        label="理由", max_length=150, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="何が起き、なぜ今この権限が要るかを書きます。責任者にすぐ知らされ、後で別の人が振り返ります。",
    )  # fmt: skip

    def __init__(self, *args: Any, rights: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["right"]
        field.choices = [(code, f"{name_of(code)}（{minutes}分）") for code, minutes in rights.items()]


class LookForm(SasaeForm):
    """The look afterwards."""

    verdict = forms.ChoiceField(label="必要だったか", choices=Verdict.choices, widget=forms.RadioSelect)
    words = forms.CharField(label="確かめた内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WindowForm(SasaeForm):
    """A contractor's working time."""

    login_id = forms.ChoiceField(label="委託先の従業員")
    watcher = forms.CharField(label="立会いの職員の利用者ID", max_length=32)
    why = forms.CharField(label="作業の内容", max_length=200)
    day = DateField(label="作業の日")
    from_time = forms.RegexField(r"\A\d{1,2}:\d{2}\Z", label="始まりの時刻", help_text="9:00 のように入れます。")
    until_time = forms.RegexField(r"\A\d{1,2}:\d{2}\Z", label="終わりの時刻", help_text="17:30 のように入れます。")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["login_id"]
        field.choices = [("", "選んでください"), *people]
        for name in ("from_time", "until_time"):
            self.fields[name].error_messages["invalid"] = "9:00 のように、時と分で入れてください。"

    def _moment(self, name: str) -> datetime | None:
        text, day = self.cleaned_data.get(name), self.cleaned_data.get("day")
        if not text or day is None:
            return None
        hour, minute = (int(part) for part in text.split(":"))
        if hour > 23 or minute > 59:
            raise ValidationError({name: "ない時刻です。0:00 から 23:59 までで入れてください。"})
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO)

    def clean(self) -> None:
        self.cleaned_data["from_at"] = self._moment("from_time")
        self.cleaned_data["until_at"] = self._moment("until_time")


class AbsenceForm(SasaeForm):
    """A day away."""

    on = DateField(label="不在の日", help_text="今日からの日。その日の朝でも登録できます。")
    why = forms.CharField(label="理由", max_length=100, help_text="例 出張、休暇。病名など、こまかな事情は書きません。")


class DeputyForm(SasaeForm):
    """The next of an office's order."""

    office = forms.CharField(label="所属", max_length=100, help_text="利用者の「所属」と同じ名で入れます。")
    login_id = forms.CharField(label="代決者の利用者ID", max_length=32)
    since = DateField(label="この日から")


class AfterLookForm(SasaeForm):
    """後閲. `seen`: how many lines stood there."""

    verdict = forms.ChoiceField(label="後閲の結果", choices=AfterLook.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="改めるものと、どう改めるか", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="「改めるものがある」ときは必ず入れます。",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)
