"""The form by which a member of staff settles whose application it is."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.intake.matching.models import Identification
from sasae.kernel.wareki import to_wareki

NOBODY = "nobody"


class DecisionForm(SasaeForm):
    """One of the candidates, or nobody; and why."""

    person = forms.ChoiceField(label="申請者", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="確定の理由", max_length=300, help_text="何と何を見比べて、同じ人（または該当なし）と判断したか"
    )

    def __init__(self, identification: Identification, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                *((one.atena_no, _words(one)) for one in identification.candidates.order_by("-by_serial", "atena_no")),
                (NOBODY, "該当する人はいない（住民登録に見当たらない）"),
            ]


def _words(one: Any) -> str:
    how = "・シリアル番号による" if one.by_serial else ""
    return f"{one.name}（{one.name_kana}）{to_wareki(one.birth_date)}生　宛名番号 {one.atena_no}{how}"
