"""Fields of the counter's forms: how people write forgiven, what cannot be refused with its id."""

import re
import unicodedata
import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.foundation.screens.forms import DateField
from sasae.kernel import clock
from sasae.kernel.findings import Finding, Refusal
from sasae.kernel.kana import DASHES, to_katakana
from sasae.kernel.numbers import health

_KANA = re.compile(r"(?=.*[ァ-ヺ])[ァ-ヺー・･\s’'‐-]+")
_TELEPHONE = re.compile(r"\+?[0-9]{9,15}")
MOST_YEN = 999_999_999


def said(id: str, message: str) -> ValidationError:
    """A refusal a clerk can quote: the sentence with the finding's id."""
    return ValidationError(f"{message}（{id}）", code=id)


def attach(form: Any, finding: Finding) -> None:
    """Say a finding beside its field."""
    form.add_error(finding.at or None, said(finding.id, finding.message))


class SentBefore(Refusal):
    """A page was sent before with something else in it, which would be lost; the text says what became of it, in Japanese."""

    def __init__(self, what: str) -> None:
        said = f"この画面からは、すでに{what}を登録しています。今回の内容は、まだ登録していません。"
        super().__init__(f"{said}別のものとして登録するときは、もう一度ボタンを押してください。", id="UK-206")


def as_another_page(form: Any) -> None:
    """What was typed stays; sent once more it is another entry."""
    form.data = form.data.copy()
    form.data["token"] = uuid.uuid4().hex


def plain(text: str) -> str:
    """Digits as digits: width, spaces and dashes forgiven."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if not sign.isspace() and sign not in DASHES)


class DigitsField(forms.CharField):
    """A code of so many digits, hyphens and full width forgiven."""

    def __init__(self, *lengths: int, **kwargs: Any) -> None:
        self.lengths = lengths
        kwargs.setdefault("help_text", "または".join(f"{length}桁" for length in lengths))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The digits, or nothing where nothing is needed."""
        text = plain(super().clean(value))
        if text and not (text.isascii() and text.isdecimal() and len(text) in self.lengths):
            wanted = "または".join(f"{length}桁" for length in self.lengths)
            raise said("UK-001", f"{self.label}は、{wanted}の数字で入れてください。")
        return text


class InsurerField(DigitsField):
    """保険者番号, its check digit right."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(6, 8, **{"label": "保険者番号", **kwargs})

    def clean(self, value: Any) -> str:
        """A number the check digit allows."""
        number = super().clean(value)
        if number and not health.is_valid(number):
            raise said("UK-002", "この保険者番号はありません（検証番号が合いません）。保険証と見比べてください。")
        return number


class KanaField(forms.CharField):
    """A reading: hiragana and half-width kana become katakana when it is compared; nothing but kana is taken."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "フリガナ", "max_length": 100, **kwargs})

    def clean(self, value: Any) -> str:
        """The reading as it was typed."""
        text = super().clean(value)
        if text and not _KANA.fullmatch(to_katakana(text)):
            raise said("UK-003", f"{self.label}は、かなかカナで入れてください。")
        return text


class TelephoneField(forms.CharField):
    """A telephone number."""

    def clean(self, value: Any) -> str:
        """As it was typed, when its digits are those of a telephone number."""
        text = super().clean(value)
        if text and not _TELEPHONE.fullmatch(plain(text)):
            raise said("UK-004", "電話番号は、9桁から15桁の数字で入れてください（ハイフンはあってもなくてもかまいません）。")
        return plain(text)


class PastDateField(DateField):
    """A day that has come."""

    def clean(self, value: Any) -> date | None:
        """Not after today."""
        day: date | None = super().clean(value)
        if day is not None and day > clock.today():
            raise said("UK-005", f"{self.label}が今日より後の日です。")
        return day
