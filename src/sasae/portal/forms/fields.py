"""The fields of residents' forms: what people type is forgiven, what cannot be right is said beside the field."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from sasae.contracts.forms.definitions import Question
from sasae.contracts.forms.messages import MOST_YEN
from sasae.foundation.printing import missing_glyphs
from sasae.foundation.screens.forms import DateField, speak_japanese
from sasae.kernel.findings import has_errors
from sasae.kernel.kana import to_katakana, zengin_text
from sasae.kernel.numbers import InvalidNumber, health, individual
from sasae.kernel.wareki import ERAS, to_wareki
from sasae.law.common.fiscal_year import income_year
from sasae.reference import banks, postal

YES_NO = [("yes", "はい"), ("no", "いいえ")]
LONGEST_HOLDER = 30  # 受取人名 of a transfer file, bytes


class WrittenField(forms.CharField):
    """Free text that can stand on the printed copy. A variant shape the fonts lack stays: it is printed in its base."""

    def clean(self, value: Any) -> str:
        """The text. Raises ValidationError for signs no font shows."""
        text = str(super().clean(value))
        strange = [sign for sign in missing_glyphs(text) if missing_glyphs(sign[0])]
        if strange:
            raise ValidationError(f"「{'」「'.join(strange)}」は印刷できない文字です。別の文字で入れてください。")
        return text


class KanaField(forms.CharField):
    """A reading: hiragana and half-width kana become katakana."""

    def to_python(self, value: Any) -> str:
        """Katakana with single spaces. Raises ValidationError for other letters."""
        text = " ".join(to_katakana(super().to_python(value) or "").split())
        if any(not ("ァ" <= sign <= "ヺ" or sign in "ー・ " or sign.isascii()) for sign in text):
            raise ValidationError("フリガナはカタカナで入れてください。")
        return text


class DigitsField(forms.CharField):
    """Digits: full-width ones, spaces and hyphens are forgiven."""

    def to_python(self, value: Any) -> str:
        """ASCII digits."""
        return individual.compact(super().to_python(value) or "")


class InsurerField(DigitsField):
    """An insurer's number with a right check digit."""

    def clean(self, value: Any) -> str:
        """Six or eight digits. Raises ValidationError."""
        text = str(super().clean(value))
        if not text:
            return text
        if len(text) not in (6, 8):
            raise ValidationError("保険者番号は6けたか8けたです。")
        try:
            return health.validate(text)
        except InvalidNumber:
            raise ValidationError("保険者番号が正しくないようです。もう一度確かめてください。") from None


class PostalField(DigitsField):
    """A postal code that exists."""

    def clean(self, value: Any) -> str:
        """Seven digits. Raises ValidationError."""
        code = str(super().clean(value))
        if code and (len(code) != 7 or postal.lookup(code) is None):
            raise ValidationError("この郵便番号は見つかりません。7けたの数字を確かめてください。")
        return code


class TelephoneField(DigitsField):
    """A telephone number of this country."""

    default_validators = [RegexValidator(r"^0[0-9]{9,10}$", "電話番号は0から始まる10けたか11けたです。")]


class YenField(DigitsField):
    """Whole yen, at most a hundred million."""

    def clean(self, value: Any) -> int | None:
        """The amount; None where nothing was typed and nothing is due. Raises ValidationError."""
        text = str(super().clean(value)).replace(",", "")
        if not text:
            return None
        if not text.isdecimal() or len(text.lstrip("0")) > len(str(MOST_YEN)) or int(text) > MOST_YEN:
            raise ValidationError("金額を数字で入れてください。")
        return int(text)


class DayField(DateField):
    """A day that can be said in 和暦: what was typed wrong by centuries is asked for again."""

    def clean(self, value: Any) -> date | None:
        """The day. Raises ValidationError."""
        day: date | None = super().clean(value)
        if day is not None and day < ERAS[0].first:
            raise ValidationError("明治より前の日です。年を確かめてください。")
        return day


class MonthField(forms.CharField):
    """A month: any day of it, or year and month. Kept as YYYY-MM."""

    def clean(self, value: Any) -> str:
        """The month. Raises ValidationError."""
        text = str(super().clean(value)).strip().removesuffix("月")
        day = DayField(required=False)
        for written in (f"{text}月1日", f"{text}-01", f"{text}.1", f"{text}/1"):
            try:
                found = day.clean(written)
            except ValidationError:
                continue
            return f"{found:%Y-%m}"
        raise ValidationError("年と月を、令和8年4月、2026-04のように入れてください。")


class BankField(forms.CharField):
    """A bank: its code, or a name that only one has."""

    def clean(self, value: Any) -> str:
        """Four digits. Raises ValidationError."""
        text = individual.compact(str(super().clean(value)))
        if not text or banks.bank(text):
            return text
        if text.isdecimal():
            raise ValidationError("この銀行コードはありません。")
        return _the_one(banks.find_banks(text), "銀行")


class BranchField(forms.CharField):
    """A branch: its code or its name. Which bank's it is, the step knows."""

    def to_python(self, value: Any) -> str:
        """As typed; a code in ASCII digits."""
        return individual.compact(super().to_python(value) or "")


def branch_code(bank: str, typed: str) -> str:
    """The code of a branch by code or name. Raises ValidationError."""
    if not typed or banks.branch(bank, typed):
        return typed
    if typed.isdecimal():
        raise ValidationError("この支店コードはありません。")
    return _the_one(banks.find_branches(bank, typed), "支店")


def _the_one(found: Sequence[banks.Bank | banks.Branch], what: str) -> str:
    if not found:
        raise ValidationError(f"この名前の{what}は見つかりません。「{what}をさがす」で確かめてください。")
    if len(found) > 1:
        raise ValidationError(f"この名前の{what}は、いくつかあります。「{what}をさがす」で選んでください。")
    return found[0].code


class AccountNumberField(DigitsField):
    """Up to seven digits, filled up with zeros."""

    def clean(self, value: Any) -> str:
        """Seven digits. Raises ValidationError."""
        text = str(super().clean(value))
        full = text.zfill(7) if text else ""
        if full and not (len(full) == 7 and full.isascii() and full.isdecimal()):
            raise ValidationError("口座番号は7けたまでの数字です。")
        return full


class HolderField(forms.CharField):
    """The holder's name as a transfer file takes it."""

    def clean(self, value: Any) -> str:
        """Half-width kana. Raises ValidationError."""
        text = str(super().clean(value))
        if not text:
            return text
        found = zengin_text(text, "name")
        if has_errors(found.findings):
            raise ValidationError(found.findings[0].message)
        if len(found.text) > LONGEST_HOLDER:
            raise ValidationError(f"口座の名義は、濁点も数えて半角{LONGEST_HOLDER}文字までです。")
        return found.text


_PLAIN: dict[str, type[forms.Field]] = {
    "date": DayField, "postal": PostalField, "telephone": TelephoneField, "insurer": InsurerField, "yen": YenField,
    "month": MonthField, "bank": BankField, "branch": BranchField, "account_number": AccountNumberField,
}  # fmt: skip
_NUMERIC = ("postal", "telephone", "insurer", "yen", "account_number")


def field_of(question: Question, *, on: date, optional: bool) -> forms.Field:
    """The field of a question; `optional` where the whole step may be left empty."""
    told: dict[str, Any] = {
        "label": question.label.replace("{income_year}", _income_year(on)),
        "help_text": question.help,
        "required": question.required and not optional,
    }
    if question.initial:
        told["initial"] = question.initial
    field = _of_kind(question, told, on)
    if question.kind in _NUMERIC:
        field.widget.attrs["inputmode"] = "numeric"
    speak_japanese(field)
    return field


def certificate_years(on: date) -> list[tuple[str, str]]:
    """The years a certificate can be asked for on a day: this one and the next."""
    return [(str(year), year_said(str(year))) for year in (on.year, on.year + 1)]


def year_said(year: str) -> str:
    """A year of certificates, as people call it: 令和8年."""
    return f"{to_wareki(date(int(year), 12, 31)).partition('年')[0]}年"


def _of_kind(question: Question, told: dict[str, Any], on: date) -> forms.Field:
    if question.kind == "certificate_year":
        return forms.ChoiceField(choices=certificate_years(on), widget=forms.RadioSelect, **told)
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **told)
    if question.kind == "choice":
        choices = list(question.choices.items())
        if question.radio:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **told)
        return forms.ChoiceField(choices=choices, **told)
    if question.kind in _PLAIN:
        return _PLAIN[question.kind](**told)
    text = {"kana": KanaField, "holder": HolderField}.get(question.kind, WrittenField)
    if question.most > 100:
        told["widget"] = forms.TextInput(attrs={"class": "wide"}) if question.guarded else forms.Textarea({"rows": 3})
    return text(max_length=question.most or 60, **told)


def _income_year(on: date) -> str:
    return year_said(str(income_year(on)))
