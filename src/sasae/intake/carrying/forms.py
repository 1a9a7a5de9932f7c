"""Forms of carrying in."""

from typing import Any

from django import forms

from sasae.foundation.custody.models import Medium, MediumState, Sealing
from sasae.foundation.screens.forms import DateField, SasaeForm, UploadField

MOST = 220 * 1024 * 1024


class KeyForm(SasaeForm):
    """A medium for carrying in; its key is made here."""

    code = forms.RegexField(r"^[A-Za-z0-9-]+$", label="媒体番号", max_length=20, help_text="申請機能の媒体の登録と同じ番号（英数字とハイフン）")
    kind = forms.CharField(label="種類", max_length=40, help_text="例 暗号化USBメモリ 16GB")
    sealing = forms.ChoiceField(label="暗号化の方式", choices=Sealing.choices, initial=Sealing.AGE)


class CarryForm(SasaeForm):
    """A container, on which medium it came, and until when the medium is clean."""

    medium = forms.ChoiceField(label="媒体")
    file = UploadField(label="媒体にあるファイル", most=MOST, help_text="申請機能で書き出した taking-out-番号 のファイルを、開かずにそのまま選ぶ")
    password = forms.CharField(
        label="パスワード", max_length=60, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="ZIPの方式の媒体だけ。申請機能で承認した人から聞く",
    )  # fmt: skip
    erase_by = DateField(label="媒体を消去する期限", help_text="今日から7日以内")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = Medium.objects.filter(state=MediumState.IN_USE, carry_key__isnull=False).order_by("code")
        self.fields["medium"].choices = [(one.code, f"{one.code}（{one.kind}）") for one in usable]  # type: ignore[attr-defined]
