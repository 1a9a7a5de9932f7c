"""Forms of the platform's operators about bodies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.intermediary.bodies.models import Body, Kind

MOST = 10  # bodies named where a name means several


class EndForm(SasaeForm):
    """The end of a body that takes part."""

    kind = forms.ChoiceField(
        label="種類", choices=[(Kind.MERGER, Kind.MERGER.label), (Kind.LEAVING, Kind.LEAVING.label)]
    )
    successor = forms.CharField(
        label="承継する団体",
        max_length=40,
        required=False,
        help_text="合併のときだけ、団体コードか団体名を入れます。先にプラットフォームに加わっている団体です。",
    )
    effective_on = DateField(
        label="効力の日", help_text="この日から、この団体への照会と、この団体からの照会を断ります。明日以後の日です。"
    )
    reason = forms.CharField(
        label="根拠と理由", max_length=300, help_text="例：廃置分合の告示。個人の情報は書きません。"
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = Body.objects.working().exclude(code=body.code)

    def clean_successor(self) -> str:
        """The code of the one body that is meant: there are too many to choose from a list of all."""
        typed = self.cleaned_data["successor"].strip()
        if not typed:
            return ""
        exact = self._others.filter(Q(code=typed) | Q(name=typed))
        found = list(
            (exact if exact.exists() else self._others.filter(name__contains=typed)).order_by("code")[: MOST + 1]
        )
        if len(found) == 1:
            return str(found[0].code)
        if not found:
            raise ValidationError(
                f"「{typed}」という、参加している団体はありません。団体コードか団体名を確かめてください。"
            )
        names = "、".join(f"{one.name}（{one.code}）" for one in found[:MOST])
        raise ValidationError(
            f"「{typed}」は一つに決まりません。団体コードで入れてください：{names}{' ほか' * (len(found) > MOST)}"
        )

    def clean(self) -> None:
        kind, successor = self.cleaned_data.get("kind"), self.cleaned_data.get("successor")
        if kind == Kind.MERGER and successor == "":
            self.add_error("successor", "合併では、承継する団体を入れてください。")
        if kind == Kind.LEAVING and successor:
            self.add_error("successor", "脱退では、承継する団体を空けてください。")


class ErasureForm(SasaeForm):
    """The end of the records of a body that has ended."""

    effective_on = DateField(label="消去する日", help_text="記録の保存期限より後の日です。")
    reason = forms.CharField(label="根拠と理由", max_length=300, help_text="個人の情報は書きません。")
