"""The steps of a form as forms, made from its definition; and the two pages every form ends with."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.contracts.forms.definitions import Question, Step
from sasae.foundation.screens.forms import SasaeForm, speak_japanese
from sasae.kernel.numbers import individual
from sasae.portal.forms.answers import Data, questions_for
from sasae.portal.forms.fields import DigitsField, branch_code, field_of
from sasae.portal.forms.lookups import ASK_AGAIN, BUTTONS, FILLS, Looked

MAGIC = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class StepForm(SasaeForm):
    """One page of a form: the questions that apply, given the answers before."""

    def __init__(
        self, step: Step, *args: Any, on: date, before: Data, looked: Looked | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.title = step, step.title
        self.questions = questions_for(step, before)
        for one in self.questions:
            self.fields[one.name] = field_of(one, on=on, optional=bool(step.optional))
            if one.kind in BUTTONS:
                self._offer(one)
        for name, choices in (looked.choices if looked else {}).items():
            self._choose(name, choices)
        self.said = looked.said if looked else ""
        if step.many is not None and step.many.another:
            self.fields["another"] = forms.BooleanField(label=step.many.another, required=False)

    def _offer(self, question: Question) -> None:
        """A button that looks up, and with scripts a look as soon as something was typed."""
        there = [name for name in FILLS[question.kind] if name in {one.name for one in self.questions}]
        boxes = [f"#box_{name}" for name in there]
        self.fields[question.name].look_up = {  # type: ignore[attr-defined]
            "button": BUTTONS[question.kind], "first": boxes[0], "others": ", ".join(boxes[1:]),
        }  # fmt: skip

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A list in place of the empty input; its last entry leads back to the words."""
        first = [("", "選んでください")] if len(choices) > 1 else []
        self.fields[name].widget = forms.Select(choices=[*first, *choices, ("", ASK_AGAIN)])
        speak_japanese(self.fields[name])

    def clean(self) -> dict[str, Any]:
        """All or nothing where the step may be left empty; a branch belongs to its bank."""
        data: dict[str, Any] = super().clean() or {}
        if self.step.optional:
            typed = [one.name for one in self.questions if one.kind not in ("choice", "yes_no")]
            if not any(data.get(name) or name in self.errors for name in typed):
                return {}
            self._all_of_it(data)
        if data.get("bank") and data.get("branch"):
            try:
                data["branch"] = branch_code(data["bank"], data["branch"])
            except ValidationError as unknown:
                self.add_error("branch", unknown)
        return data

    def _all_of_it(self, data: dict[str, Any]) -> None:
        for one in self.questions:
            if one.required and not data.get(one.name) and one.name not in self.errors:
                later = f"{self.step.title}を{self.step.optional}ときは"
                self.add_error(one.name, f"{one.label}を入れてください。{later}、すべて空けてください。")

    def kept(self) -> dict[str, Any]:
        """What the draft keeps of it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "another"}


class ReviewForm(SasaeForm):
    """確認: individual numbers, where the form needs them, are asked here alone and go straight into the sealed bytes."""

    def __init__(self, names: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "確認と個人番号" if names else "確認"
        for index, name in enumerate(names):
            self.fields[f"number_{index}"] = DigitsField(
                label=f"{name}の個人番号（マイナンバー）",
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "14"}),
                help_text="12けた",
            )
            speak_japanese(self.fields[f"number_{index}"])

    def clean(self) -> dict[str, Any]:
        """Each number right by its check digit, none twice."""
        data: dict[str, Any] = super().clean() or {}
        seen: dict[str, str] = {}
        for key, value in list(data.items()):  # add_error takes the value away
            if not individual.is_valid(value):
                self.add_error(key, "個人番号が正しくないようです。12けたの数字を確かめてください。")
            elif value in seen.values():
                self.add_error(key, "ほかの方と同じ個人番号です。")
            seen[key] = value
        return data

    def numbers(self) -> list[str]:
        """In the order of the names given."""
        return [self.cleaned_data[f"number_{index}"] for index in range(len(self.fields))]
