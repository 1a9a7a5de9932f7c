"""What staff enter about a person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.foundation.screens.forms import SasaeForm
from sasae.kernel.findings import has_errors
from sasae.kernel.kana import zengin_text
from sasae.kernel.numbers import InvalidNumber, individual
from sasae.subsidy.people.account_numbers import NUMBER_HELP, SYMBOL_HELP, mend

PAPERS = ("個人番号カード", "通知カード", "個人番号の記載のある住民票の写し")
TYPES = [("1", "普通"), ("2", "当座"), ("4", "貯蓄"), ("9", "その他")]


class NumberField(forms.CharField):
    """An individual number: twelve digits with a right check digit, never shown again."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}, render_value=False)
        kwargs = {"label": "個人番号", "required": False, "widget": widget, **kwargs}
        super().__init__(help_text="12桁。書かれているときだけ入れます。入力した番号は表示しません", **kwargs)

    def clean(self, value: Any) -> str:
        """The digits, or nothing."""
        text = super().clean(value)
        try:
            return individual.validate(text) if text else ""
        except InvalidNumber as wrong:
            raise ValidationError(f"{self.label}を確かめてください。{wrong}") from wrong


class NumberSearchForm(SasaeForm):
    """The one exact look-up by individual number: only with the card, or another paper that carries it, in hand."""

    individual_number = NumberField(required=True)
    shown = forms.BooleanField(
        label="本人または代理人から、番号のわかる書類の提示を受けた", help_text="提示がないときは検索できません"
    )
    paper = forms.ChoiceField(label="提示された書類", choices=[("", "選んでください"), *((one, one) for one in PAPERS)])
    reason = forms.CharField(label="検索の理由", max_length=100, help_text="何の手続きで来られたか")


class AccountForm(SasaeForm):
    """A change of the account payments go to."""

    bank = forms.RegexField(r"^\d{4}$", label="銀行コード", help_text="4桁")
    branch = forms.RegexField(r"^\d{3}$", label="支店コード", help_text="3桁", required=False)
    symbol = forms.RegexField(r"^\d{5}$", label="ゆうちょの記号", help_text=SYMBOL_HELP, required=False)
    type = forms.ChoiceField(label="預金種目", choices=TYPES)
    number = forms.RegexField(r"^\d{1,8}$", label="口座番号", help_text=NUMBER_HELP)
    holder_kana = forms.CharField(label="口座名義（カナ）", max_length=60)
    reason = forms.CharField(label="変更の理由", max_length=100, help_text="届出の日や、振込不能の理由など")

    def clean(self) -> dict[str, Any]:
        """Bank and branch exist; the holder's name can stand in a transfer file."""
        data: dict[str, Any] = mend(self, super().clean() or {})
        if "holder_kana" in data:
            found = zengin_text(data["holder_kana"], "name")
            if has_errors(found.findings):
                self.add_error("holder_kana", found.findings[0].message)
            data["holder_kana"] = found.text
        return data
