"""Forms of media and of what leaves on them."""

import re
from typing import Any

from django import forms

from sasae.foundation.custody.models import Medium, MediumState, Sealing
from sasae.foundation.places.models import LockedPlace
from sasae.foundation.places.queries import places_in_use
from sasae.foundation.screens.forms import DateField, SasaeForm


class MediumForm(SasaeForm):
    """A new medium."""

    code = forms.RegexField(r"^[A-Za-z0-9-]+$", label="媒体番号", max_length=20, help_text="ラベルに書いた番号（英数字とハイフン）")
    kind = forms.CharField(label="種類", max_length=40, help_text="例 暗号化USBメモリ 16GB")
    sealing = forms.ChoiceField(
        label="暗号化の方式", choices=Sealing.choices, initial=Sealing.AGE, required=False,
        help_text="相手がageを開けないときだけ、ZIPにします。パスワードは承認した人が、媒体とは別の手段で伝えます",
    )
    recipient = forms.CharField(
        label="暗号化の公開鍵", max_length=100, required=False,
        help_text="受け取る側が作った age の公開鍵（age1で始まる）。ZIPの方式では空ける",
    )
    cabinet = forms.ModelChoiceField(
        label="しまう場所", queryset=LockedPlace.objects.none(), required=False, empty_label="まだ決まっていない",
        help_text="鍵のかかる保管場所。決まるまで、業務の入口に知らせが出ます",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cabinet"].queryset = places_in_use()  # type: ignore[attr-defined]

    def clean_sealing(self) -> str:
        """To a key, unless a password is asked for."""
        return Sealing(self.cleaned_data["sealing"] or Sealing.AGE).value


class TakingForm(SasaeForm):
    """What is to leave, on which medium, why, to whom, and until when it is back."""

    medium = forms.ChoiceField(label="媒体")
    items = forms.CharField(
        label="書き出すもの", widget=forms.Textarea(attrs={"rows": 4}), help_text="受付番号を1行に1つずつ（200件まで）"
    )
    purpose = forms.CharField(label="目的", max_length=200)
    receiver = forms.CharField(label="渡す先", max_length=100)
    due_on = DateField(label="返却期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = Medium.objects.filter(state=MediumState.IN_USE).order_by("code")
        self.fields["medium"].choices = [(one.code, f"{one.code}（{one.kind}）") for one in usable]  # type: ignore[attr-defined]

    def clean_items(self) -> list[str]:
        """The numbers, one a line, or parted by commas or spaces."""
        return [one.upper() for one in re.split(r"[\s,、]+", self.cleaned_data["items"].strip()) if one]
