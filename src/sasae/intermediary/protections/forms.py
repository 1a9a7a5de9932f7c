"""What an operator writes to protect a person."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.intermediary.protections.models import Kind


class ProtectForm(SasaeForm):
    """Who, what, from when to when, and why."""

    unified_no = forms.CharField(label="統合宛名番号", max_length=15)
    information = forms.ChoiceField(label="特定個人情報名", required=False, choices=[])
    kind = forms.ChoiceField(
        label="種類", choices=Kind.choices, widget=forms.RadioSelect, help_text=(
            "どちらも自動応答を止めます。不開示では、提供の記録も本人（法定代理人を含む）の求めに対して開示しません。"
        ),
    )  # fmt: skip
    valid_from = DateField(label="初日", help_text="この日から自動応答を止めます。")
    valid_to = DateField(label="末日", required=False, help_text="この日まで止めます。空なら期限なし。")
    reason = forms.CharField(
        label="理由", max_length=500, help_text="支援措置の決定の番号など。照会した団体には送られません。"
    )

    def __init__(self, *args: Any, information: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["information"]
        chosen.choices = [("", "すべて"), *information.items()]
