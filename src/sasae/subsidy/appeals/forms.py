"""What staff enter about an appeal."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.subsidy.appeals.models import Paper, Ruling, State
from sasae.subsidy.applications.fields import PastDateField


def _words(label: str, **kwargs: object) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)  # type: ignore[arg-type]


class AppealForm(SasaeForm):
    """The paper as it was received."""

    filed_on = PastDateField(label="提出日", help_text="郵送のときは、封筒の通信日付印の日")
    known_on = PastDateField(label="決定を知った日", help_text="審査請求書に書かれた日")
    proxy = forms.CharField(label="代理人", max_length=100, required=False)
    purport = _words("審査請求の趣旨と理由")
    late_reason = forms.CharField(
        label="期限後となった理由", max_length=300, required=False, help_text="期限を過ぎているときだけ入れます"
    )


class PaperForm(SasaeForm):
    """A paper of the appeal."""

    paper = forms.ChoiceField(label="書類の種類", choices=[("", "選んでください"), *Paper.choices])
    title = forms.CharField(label="名称", max_length=100, required=False)
    dated_on = PastDateField(label="書類の日付")


class MoveForm(SasaeForm):
    """The next step."""

    state = forms.ChoiceField(
        label="次の状態", choices=[(one.value, one.label) for one in State if one is not State.RULED]
    )
    why = forms.CharField(label="理由", max_length=300)


class RulingForm(SasaeForm):
    """The ruling."""

    ruling = forms.ChoiceField(label="裁決", choices=[("", "選んでください"), *Ruling.choices])
    ruled_on = PastDateField(label="裁決の日")
    reason = _words("裁決の理由の要点")
