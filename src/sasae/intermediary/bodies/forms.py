"""Forms of the platform's operators about bodies."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.intermediary.bodies.models import Body, Kind


class EndForm(SasaeForm):
    """The end of a body that takes part."""

    kind = forms.ChoiceField(
        label="種類", choices=[(Kind.MERGER, Kind.MERGER.label), (Kind.LEAVING, Kind.LEAVING.label)]
    )
    successor = forms.ChoiceField(
        label="承継する団体",
        required=False,
        help_text="合併のときだけ選びます。先にプラットフォームに加わっている団体です。",
    )
    effective_on = DateField(
        label="効力の日", help_text="この日から、この団体への照会と、この団体からの照会を断ります。明日以後の日です。"
    )
    reason = forms.CharField(
        label="根拠と理由", max_length=300, help_text="例：廃置分合の告示。個人の情報は書きません。"
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Body.objects.working().exclude(code=body.code).order_by("code").values_list("code", "name")
        self.fields["successor"].choices = [("", "なし"), *[(code, f"{name}（{code}）") for code, name in others]]

    def clean(self) -> None:
        kind, successor = self.cleaned_data.get("kind"), self.cleaned_data.get("successor")
        if kind == Kind.MERGER and not successor:
            self.add_error("successor", "合併では、承継する団体を選んでください。")
        if kind == Kind.LEAVING and successor:
            self.add_error("successor", "脱退では、承継する団体を「なし」にしてください。")


class ErasureForm(SasaeForm):
    """The end of the records of a body that has ended."""

    effective_on = DateField(label="消去する日", help_text="記録の保存期限より後の日です。")
    reason = forms.CharField(label="根拠と理由", max_length=300, help_text="個人の情報は書きません。")
