"""A new value for one field, part by part."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.kernel.findings import Finding
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.parts import CHOICE, DAYS, GRADES, KINS, LANGUAGE_CODE, LINES, NUMBER, OFFER, PICTURE, Part
from sasae.subsidy.wordings.seals import MOST_BYTES, as_text

_LONG = 60  # signs from which on a line is typed into a larger box


class ProposeForm(SasaeForm):
    """The value, from when, and on what ground."""

    since = DateField(
        label="適用日", help_text="この日から印刷・計算するものに使います。印刷ずみのものは変わりません。"
    )
    source = forms.CharField(label="変更の根拠", max_length=200, help_text="起案の番号、組織の改正など")

    def __init__(self, *args: Any, field: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = field
        made = {name_of(part): _input(part) for part in field.parts}
        if field.parts[0].kind == PICTURE:
            made = {"file": forms.FileField(label="画像のファイル", required=False, help_text=field.help), **made}
        self.fields = {**made, **self.fields}

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by part."""
        return {part.key: self.cleaned_data.get(name_of(part)) or "" for part in self.of.parts}

    def take(self, findings: list[Finding]) -> None:
        """Put what is wrong at its input."""
        for finding in findings:
            name = finding.at if finding.at in ("since", "source") else f"p_{finding.at}".rstrip("_")
            if self.of.parts[0].kind == PICTURE and name == "p":
                name = "file"
            self.add_error(name if name in self.fields else None, finding.message)


class LanguageForm(SasaeForm):
    """Which language: by the code it is known under."""

    code = forms.CharField(
        label="言語の記号", max_length=8, help_text="韓国語は ko、ネパール語は ne のように、ISO 639 の小文字の記号を入れてください。"
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().lower()
        if not re.fullmatch(LANGUAGE_CODE, code):
            raise forms.ValidationError("「ko」のように、半角の英字2字から4字で入れてください（WD-121）。")
        return code


def name_of(part: Part) -> str:
    """The input of a part."""
    return f"p_{part.key}".rstrip("_")


def initial_of(field: Field, value: Any) -> dict[str, str]:
    """A value as it is typed, by input."""
    return (
        {}
        if value is None
        else {name_of(part): part.show(each) for part, each in field.values(value) if part.kind != PICTURE}
    )


def with_picture(data: Any, files: Mapping[str, Any]) -> Any:
    """The form's data with a picture just chosen; it stays with the form until the change is proposed."""
    chosen = files.get("file")
    if chosen is None:
        return data
    kept = data.copy()
    kept["p"] = as_text(chosen.read(MOST_BYTES + 1))
    return kept


def _input(part: Part) -> forms.Field:
    label = part.label or "新しい内容"
    if part.kind == CHOICE:
        return _marked(forms.CharField(label=label, widget=forms.Select(choices=part.choices)))
    if part.kind == PICTURE:
        return forms.CharField(label="画像", required=False, widget=forms.HiddenInput())
    more: dict[str, Any] = {"help_text": part.help or ("段落ごとに1行" if part.kind == LINES else "")}
    if part.kind in (LINES, DAYS, GRADES, KINS, OFFER):
        more["widget"] = forms.Textarea(attrs={"rows": 8})
    elif part.kind == NUMBER:
        more["widget"] = forms.TextInput(attrs={"inputmode": "numeric"})
    elif part.most > _LONG:
        more["widget"] = forms.Textarea(attrs={"rows": 4})
    if part.places and not part.help:
        more["help_text"] = "、".join("{" + place + "}" for place in part.places) + " の所に、印刷のときの値が入ります"
    return _marked(forms.CharField(label=label, max_length=6000, required=part.kind != DAYS, **more))


def _marked(field: forms.Field) -> forms.Field:
    if field.required:
        field.error_messages["required"] = f"{field.label}を入れてください。"
        field.widget.attrs["aria-required"] = "true"
    return field
