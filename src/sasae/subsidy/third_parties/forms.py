"""What staff enter about an injury."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.applications.fields import PastDateField
from sasae.subsidy.third_parties.models import Accident

CHOOSE = ("", "選んでください")


def _text(label: str, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


class FactsForm(SasaeForm):
    """The accident, and who answers for it."""

    accident = forms.ChoiceField(label="原因", choices=[CHOOSE, *Accident.choices])
    place = _text("場所", 100)
    circumstances = forms.CharField(label="事故の状況", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    injuries = _text("傷病名・けがの部位", 200)
    police = _text("届け出た警察署・事故証明の番号", 60)
    fault_percent = forms.IntegerField(
        label="受診者の過失割合（パーセント）", min_value=0, max_value=100, initial=0, help_text="わからないときは0"
    )
    offender = _text("相手方（加害者）の氏名", 100)
    offender_postal_code = _text("相手方の郵便番号", 7, help_text="数字7桁")
    offender_address = _text("相手方の住所", 200)
    insurer = _text("相手方の保険会社", 100)
    insurer_postal_code = _text("保険会社の郵便番号", 7, help_text="数字7桁")
    insurer_address = _text("保険会社の住所", 200)
    insurer_contact = _text("保険会社の担当・電話", 100)
    policy_number = _text("証券番号・受付番号", 40)


class NotifyForm(FactsForm):
    """A 傷病届 on the desk, and whose it is."""

    atena_no = forms.CharField(label="受診者の宛名番号", max_length=15)
    notified_on = PastDateField(label="届出日")
    injured_on = PastDateField(label="負傷日")
    field_order = ("atena_no", "notified_on", "injured_on")


class DayForm(SasaeForm):
    """The day of a settlement, and what was agreed."""

    settled_on = DateField(label="示談日")
    settlement = forms.CharField(label="示談の内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
