"""A single inquiry on screen: purpose and basis come first; what can be chosen is what the distributed masters allow."""

from datetime import date
from typing import Any

from django import forms

from sasae.contracts.body_gateway import BodyMasters
from sasae.foundation.screens.forms import DateField
from sasae.linkage.inquiries.masters import name_of_information, uses
from sasae.linkage.links.forms import PurposeForm


class InquiryForm(PurposeForm):
    """Affair, procedure and information are one choice: a row of the permitted list."""

    case = forms.CharField(label="案件", max_length=60, required=False, help_text="依頼元の受付番号など")
    atena_no = forms.RegexField(r"^[0-9]{1,15}$", label="対象者の宛名番号", help_text="15桁まで。先頭の0は省けます")
    affair_code = forms.ChoiceField(label="照会の事務")
    wanted = forms.ChoiceField(label="事務手続と特定個人情報")
    provider = forms.ChoiceField(label="提供者")
    period_from = DateField(label="対象期間の初日")
    period_to = DateField(label="対象期間の末日")
    consent_on = DateField(
        label="本人の同意日", required=False, help_text="地方税関係情報の照会には、本人の同意の記録が要ります"
    )

    def __init__(self, *args: Any, masters: BodyMasters, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = uses(masters, on)
        procedures = {each.code: each.name for each in masters.procedures}
        wanted = {
            f"{use.procedure}|{use.information}": (
                f"{procedures.get(use.procedure, use.procedure)}／{name_of_information(masters, use.information)}"
            )
            for use in rows
        }
        allowed = {use.provider for use in rows}
        providers = [
            (each.code, each.name)
            for each in masters.institutions
            if each.code != masters.inquirer and ("*" in allowed or each.code in allowed)
        ]
        nothing = ("", "選んでください")
        self._offer("affair_code", [nothing, *((each.code, each.name) for each in masters.affairs)])
        self._offer("wanted", [nothing, *wanted.items()])
        self._offer("provider", [nothing, *providers])

    def clean_atena_no(self) -> str:
        """As the index has it: 15 digits."""
        return str(self.cleaned_data["atena_no"]).zfill(15)
