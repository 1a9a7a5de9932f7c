"""What an operator writes to change a limit."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.intermediary.limits.models import Name


class LimitForm(SasaeForm):
    """Which limit, from when, how much, and on what grounds."""

    name = forms.ChoiceField(label="項目", choices=Name.choices, widget=forms.RadioSelect)
    information = forms.ChoiceField(
        label="特定個人情報名", required=False, choices=[], help_text="遅れてよい日数のときだけ選びます。"
    )
    value = forms.IntegerField(
        label="日数・年数", widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="遅れてよい日数は1日から60日、副本は1年から30年、作業データは1年から10年です。",
    )  # fmt: skip
    since = DateField(label="適用日", help_text="この日から。今日以後の日にします。")
    source = forms.CharField(label="変更の根拠", max_length=200, help_text="起案の番号など。個人の情報は書きません。")

    def __init__(self, *args: Any, information: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["information"]
        chosen.choices = [("", "ほかのすべて"), *information.items()]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("name") not in ("", None, Name.FRESHNESS) and told.get("information"):
            self.add_error(
                "information", "保存年数は、特定個人情報名ごとには変えられません。「ほかのすべて」にしてください。"
            )
        return told
