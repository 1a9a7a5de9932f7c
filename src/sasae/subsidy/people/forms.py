"""What staff enter about a person."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.kernel.findings import has_errors
from sasae.kernel.kana import zengin_text
from sasae.reference import banks

TYPES = [("1", "普通"), ("2", "当座"), ("4", "貯蓄"), ("9", "その他")]


class AccountForm(SasaeForm):
    """A change of the account payments go to."""

    bank = forms.RegexField(r"^\d{4}$", label="銀行コード", help_text="4桁")
    branch = forms.RegexField(r"^\d{3}$", label="支店コード", help_text="3桁")
    type = forms.ChoiceField(label="預金種目", choices=TYPES)
    number = forms.RegexField(r"^\d{1,7}$", label="口座番号", help_text="7桁まで")
    holder_kana = forms.CharField(label="口座名義（カナ）", max_length=60)
    reason = forms.CharField(label="変更の理由", max_length=100, help_text="届出の日や、振込不能の理由など")

    def clean(self) -> dict[str, Any]:
        """Bank and branch exist; the holder's name can stand in a transfer file."""
        data: dict[str, Any] = super().clean() or {}
        if "bank" in data and "branch" in data and banks.branch(data["bank"], data["branch"]) is None:
            self.add_error("branch", "この銀行・支店のコードはありません。")
        if "number" in data:
            data["number"] = data["number"].zfill(7)
        if "holder_kana" in data:
            found = zengin_text(data["holder_kana"], "name")
            if has_errors(found.findings):
                self.add_error("holder_kana", found.findings[0].message)
            data["holder_kana"] = found.text
        return data
