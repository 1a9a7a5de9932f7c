"""What to draw, and what was found."""

from typing import Any

from django import forms

from sasae.foundation.audits.actions import MOST
from sasae.foundation.audits.kinds import kinds_of
from sasae.foundation.audits.models import ALLOWED_MOVES, Result
from sasae.foundation.screens.forms import DateField, SasaeForm

CHOOSE = ("", "選んでください")


class DrawForm(SasaeForm):
    """A sample to be drawn."""

    kind = forms.ChoiceField(label="何から選ぶか")
    since = DateField(label="期間の始め")
    until = DateField(label="期間の終わり", help_text="昨日まで")
    size = forms.IntegerField(label="標本の数", min_value=1, max_value=MOST, help_text=f"1から{MOST}まで")
    seed = forms.CharField(
        label="抽選の種",
        max_length=40,
        help_text="前もって決められない言葉か数（さいころの目、当日の新聞の数字など）。同じ種なら同じ標本になります",
    )
    why = forms.CharField(label="監査の目的", max_length=200, help_text="個人の名前は書かないでください")

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [CHOOSE, *((one.name, one.title) for one in kinds_of(of).values())]


class MarkForm(SasaeForm):
    """What the auditor found of one thing."""

    result = forms.ChoiceField(label="結果")
    remark = forms.CharField(label="所見", max_length=200, required=False, help_text="要確認のときは必ず")

    def __init__(self, *args: Any, now: Result = Result.OPEN, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["result"]
        field.choices = [CHOOSE, *((one.value, one.label) for one in Result if one in ALLOWED_MOVES[now])]
