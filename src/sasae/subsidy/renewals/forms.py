"""What staff type about a renewal: the year, papers that came, a question of もしも."""

from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm, speak_japanese
from sasae.kernel.dated import NotInForce
from sasae.kernel.wareki import parse_date
from sasae.law.single_parent.in_force import law_on
from sasae.law.whatif import changeable
from sasae.subsidy.renewals.models import ExtensionKind, Round

AMOUNTS = {
    "salary": "給与所得（控除後の金額）", "public_pension": "公的年金等の所得", "other_general": "そのほかの総所得",
    "medical_deduction": "医療費控除", "spouse_special_deduction": "配偶者特別控除",
    "mutual_aid_deduction": "小規模企業共済等掛金控除",
}  # fmt: skip
PERSONS = {
    "dependants": "扶養親族等の数", "elderly_dependants": "うち老人扶養親族", "specific_dependants": "うち特定扶養親族など",
    "disabled_count": "障害者控除の人数", "special_disabled_count": "特別障害者控除の人数",
}  # fmt: skip


class NumberField(forms.IntegerField):
    """A whole number as people write it: with commas, in full-width digits."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(value.replace(",", "").replace("，", "") if isinstance(value, str) else value)


class _PaperForm(SasaeForm):
    """A paper that came in on a day: today or earlier."""

    CAME = ""

    def __init__(self, *args: Any, people: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        if "person" in self.fields:
            self.fields["person"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A day to come is a slip of the pen: cover would begin on it."""
        told = super().clean() or {}
        came = told.get(self.CAME)
        if came is not None and came > self._today:
            self.add_error(self.CAME, "先の日付です。届いた日を入れてください。")
        return told


class OpenForm(SasaeForm):
    """Which renewal to open."""

    round = forms.ChoiceField(label="更新の種類", choices=Round.choices)
    year = forms.IntegerField(label="医療証の年（西暦）", min_value=2020, max_value=2100)


class RehearsalForm(SasaeForm):
    """Which year to rehearse."""

    year = forms.IntegerField(label="医療証の年（西暦）", min_value=2020, max_value=2100)


class IncomeForm(_PaperForm):
    """A proof of income: whose, and the figures of the paper."""

    CAME = "proved_on"
    person = forms.ChoiceField(label="だれの所得か")
    proved_on = DateField(label="証明の届いた日")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in AMOUNTS.items():
            # Salary is asked for in any case, even where it is 0: a form sent off empty proves nothing.
            self.fields[name] = NumberField(
                label=f"{label}（円）".replace("）（", "、"), min_value=0, initial=None if name == "salary" else 0,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        for name, label in PERSONS.items():
            self.fields[name] = forms.IntegerField(label=f"{label}（人）", min_value=0, max_value=20, initial=0)
        for name in (*AMOUNTS, *PERSONS):
            speak_japanese(self.fields[name])

    def amounts(self) -> dict[str, int]:
        """The figures alone."""
        return {name: self.cleaned_data[name] for name in (*AMOUNTS, *PERSONS)}


class ExtensionForm(_PaperForm):
    """A proof of school or disability."""

    CAME = "received_on"
    person = forms.ChoiceField(label="児童")
    kind = forms.ChoiceField(label="区分", choices=ExtensionKind.choices)
    since = DateField(label="証明のある最初の日")
    until = DateField(label="証明のある最後の日")
    received_on = DateField(label="届いた日")
    paper = forms.CharField(label="書類", max_length=60, help_text="例：在学証明書、身体障害者手帳")


class EarlyForm(_PaperForm):
    """An earlier start, with its reason. It is the family's: nobody is chosen."""

    day = DateField(label="資格の初日")
    reason = forms.CharField(label="理由", max_length=200)


class WhatIfForm(SasaeForm):
    """The day, up to three values, and what they should be instead."""

    on = DateField(label="判定の日")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = [("", "（変えない）"), *_choices(self.data.get("on") or self.initial.get("on"))]
        for place in (1, 2, 3):
            self.fields[f"path{place}"] = forms.ChoiceField(
                label=f"変える値 {place}", choices=values, required=place == 1
            )
            self.fields[f"value{place}"] = forms.CharField(
                label=f"変えた後 {place}", required=place == 1, max_length=20
            )

    def changes(self) -> dict[str, Any]:
        """Paths and values; numbers as numbers, yes and no as such."""
        told = self.cleaned_data
        pairs = [(told[f"path{place}"], told[f"value{place}"].strip()) for place in (1, 2, 3)]
        return {path: _read(text) for path, text in pairs if path and text}


def _choices(day: Any) -> list[tuple[str, str]]:
    """The values in force on the day; none for a day that cannot be read, of which the field itself speaks."""
    try:
        on = day if isinstance(day, date) else parse_date(str(day))
        return [(one.path, f"{one.label}（今 {_said(one.value)}）") for one in changeable(law_on(on))]
    except (ValueError, NotInForce):
        return []


def _said(value: Any) -> str:
    """A value in force, in words: nothing, yes and no, numbers with their commas."""
    if value is None:
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _read(text: str) -> Any:
    plain = text.replace(",", "").replace("，", "")
    words = {"はい": True, "いいえ": False}
    if text in words:
        return words[text]
    try:
        return int(plain)
    except ValueError:
        return text


class ReasonForm(SasaeForm):
    """Why it is sent back."""

    why = forms.CharField(label="差戻しの理由", max_length=300)
