"""A single inquiry on screen: purpose and basis come first; what can be chosen is what the distributed masters allow."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.contracts.body_gateway import BodyMasters
from sasae.foundation.screens.forms import DateField
from sasae.linkage.inquiries.masters import name_of_information, uses
from sasae.linkage.links.forms import PurposeForm

MOST = 10  # bodies named at once


class InquiryForm(PurposeForm):
    """Affair, procedure and information are one choice: a row of the permitted list."""

    case = forms.CharField(label="案件", max_length=60, required=False, help_text="依頼元の受付番号など")
    atena_no = forms.RegexField(r"^[0-9]{1,15}$", label="対象者の宛名番号", help_text="15桁まで。先頭の0は省けます")
    affair_code = forms.ChoiceField(label="照会の事務")
    wanted = forms.ChoiceField(label="事務手続と特定個人情報")
    provider = forms.CharField(label="提供者", max_length=40)
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
        self._providers = {
            each.code: each.name
            for each in masters.institutions
            if each.code != masters.inquirer and ("*" in allowed or each.code in allowed)
        }
        nothing = ("", "選んでください")
        self._offer("affair_code", [nothing, *((each.code, each.name) for each in masters.affairs)])
        self._offer("wanted", [nothing, *wanted.items()])
        all_of_them = f"（{_named(self._providers)}）" if len(self._providers) <= MOST else ""
        self.fields["provider"].help_text = f"団体コードか団体名を入れます。団体名は一部でもかまいません{all_of_them}"

    def clean_provider(self) -> str:
        """The code of the one body that is meant: there are too many to choose from a list of all."""
        typed = self.cleaned_data["provider"].strip()
        exact = {code: name for code, name in self._providers.items() if typed in (code, name)}
        found = exact or {code: name for code, name in self._providers.items() if typed in name}
        if not found:
            raise ValidationError(
                f"「{typed}」という、照会できる提供者は配信マスターにありません。団体コードか団体名を確かめてください。"
            )
        if len(found) > 1:
            raise ValidationError(f"「{typed}」は一つに決まりません。団体コードで入れてください：{_named(found)}")
        return next(iter(found))

    def clean_atena_no(self) -> str:
        """As the index has it: 15 digits."""
        return str(self.cleaned_data["atena_no"]).zfill(15)


def _named(bodies: dict[str, str]) -> str:
    names = [f"{name}（{code}）" for code, name in bodies.items()]
    return "、".join(names[:MOST]) + " ほか" * (len(names) > MOST)
