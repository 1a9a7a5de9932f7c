"""Forms: dates in both calendars, kana and hyphens forgiven, errors that say how to mend it."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.kernel.findings import Refusal, Refusals
from sasae.kernel.wareki import parse_date, to_wareki

REQUIRED = "{label}を入れてください。"
CHOOSE = "{label}を選んでください。"


class DateInput(forms.TextInput):
    """A date as text: staff type it, in either calendar."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "class": "input--date", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return to_wareki(value) if isinstance(value, datetime.date) else super().format_value(value)


class DateField(forms.Field):
    """A day in 和暦 or 西暦: 令和8年4月1日, R8.4.1, 2026-04-01, 20260401, 5080401."""

    widget = DateInput

    def to_python(self, value: Any) -> datetime.date | None:
        """A date or None. Raises ValidationError with the reading's own Japanese message."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        try:
            return parse_date(str(value))
        except ValueError as unread:
            raise ValidationError(str(unread)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class SasaeForm(forms.Form):
    """Base of every form: Japanese messages that name the field, no colons, errors linked to their input."""

    required_css_class = "field--required"
    error_css_class = "field--wrong"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.refusals: list[tuple[str, str]] = []
        for field in self.fields.values():
            speak_japanese(field)

    def refused(self, refusal: ValueError) -> None:
        """Say why the step was not taken: beside the field it is about, or above the form."""
        about = refusal.at if isinstance(refusal, Refusal) else ""
        findings = refusal.findings if isinstance(refusal, Refusals) else []
        for at, said in [(one.at, f"{one.message}（{one.id}）") for one in findings] or [(about, str(refusal))]:
            place = at if at in self.fields else ""
            self.refusals.append((place, said))
            self.add_error(place or None, said)


class UploadField(forms.FileField):
    """A file of at most so many bytes; its first bytes say what it is, not its name. `media_type` of the answer tells."""

    def __init__(self, *, most: int, kinds: dict[bytes, str] | None = None, words: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.kinds, self.words = most, kinds or {}, words
        self.error_messages["empty"] = "ファイルの中身がありません。選び直してください。（FL-001）"

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, or None where none was chosen."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > self.most:
            raise ValidationError(f"ファイルが{self.most // 1024**2}メガバイトを超えています。（FL-002）")
        head = file.read(8)
        file.seek(0)
        file.media_type = next((media for magic, media in self.kinds.items() if head.startswith(magic)), "")
        if self.kinds and not file.media_type:
            raise ValidationError(f"{self.words}ではありません。名前ではなく、中身で確かめています。（FL-003）")
        return file


class SasaeModelForm(forms.ModelForm):
    """The same for model forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_japanese(field)


def speak_japanese(field: forms.Field) -> None:
    """Give a field messages that name it, where it has only the framework's general ones."""
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    message = (CHOOSE if chosen else REQUIRED).format(label=field.label or "この欄")
    field.error_messages["required"] = message
    if field.required:
        field.widget.attrs.setdefault("aria-required", "true")
