"""What staff enter about a request on paper."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.kernel import clock
from sasae.subsidy.applications.fields import PastDateField
from sasae.subsidy.disclosures import terms
from sasae.subsidy.disclosures.models import Asker, Kind, Office, Outcome, Stop


class ReceiveForm(SasaeForm):
    """The paper handed in, and the papers shown with it."""

    office = forms.ChoiceField(label="受け付けた所属", choices=Office.choices)
    kind = forms.ChoiceField(label="請求の種類", choices=Kind.choices)
    atena_no = forms.RegexField(r"^[0-9]{1,15}$", label="本人の宛名番号", max_length=15, help_text="「対象者」で探して確かめた番号")
    requested_on = PastDateField(label="請求日", help_text="請求書を受け付けた日。期限はこの日から数える")
    asker = forms.ChoiceField(label="請求した人", choices=Asker.choices)
    agent_name = forms.CharField(label="代理人の氏名", max_length=100, required=False)
    identity = forms.MultipleChoiceField(label="示された本人確認書類（来た人のもの）", widget=forms.CheckboxSelectMultiple)
    authority = forms.MultipleChoiceField(label="代理の資格を証する書類", widget=forms.CheckboxSelectMultiple, required=False)
    what = forms.CharField(label="請求の内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), help_text="請求書のとおりに。訂正・利用停止では、求める内容と理由")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        for name in ("identity", "authority"):
            self.fields[name].choices = list(terms.named(name, today).items())  # type: ignore[attr-defined]


class ProposeForm(SasaeForm):
    """What is to be decided."""

    outcome = forms.ChoiceField(label="決定の案", choices=[("", "選んでください"), *Outcome.choices])
    grounds = forms.MultipleChoiceField(label="認めない部分の根拠", widget=forms.CheckboxSelectMultiple, required=False)
    reason = forms.CharField(label="理由（通知書に載る）", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"].choices = list(terms.named("grounds", clock.today()).items())  # type: ignore[attr-defined]


class SuspendForm(SasaeForm):
    """What is stopped, for the system and in words."""

    stops = forms.MultipleChoiceField(label="止める処理", choices=Stop.choices, widget=forms.CheckboxSelectMultiple)
    done = forms.CharField(label="停止する利用の範囲", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
