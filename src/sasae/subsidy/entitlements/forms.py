"""A question to another body: purpose and basis first, then whom and what."""

from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.subsidy.entitlements.asked import bases, kinds
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.entitlements.single import Single, municipalities_of

CHOOSE = ("", "選んでください")


class AskForm(SasaeForm):
    """What can be chosen is what the tables and the family's own facts name."""

    basis = forms.ChoiceField(label="照会の根拠", widget=forms.RadioSelect)
    affair = forms.ChoiceField(label="照会の目的（事務）")
    who = forms.ChoiceField(label="照会する人")
    information = forms.ChoiceField(label="照会する情報", help_text="所得は、本人の同意があるときだけ照会できます")
    provider = forms.ChoiceField(label="照会先の市区町村", required=False, help_text="年金は、年金保険者に照会します。選ぶ必要はありません")
    other = forms.CharField(
        label="上にない市区町村のコード", required=False, max_length=10, help_text="全国地方公共団体コード6桁（例：149993）"
    )

    def __init__(self, *args: Any, examination: Examination, names: dict[str, str], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = bases(on)
        affairs = sorted({affair for one in known for affair in one.affairs})
        people = [row["atena_no"] for row in examination.facts["people"]]
        self._offer("basis", [(one.key, one.title) for one in known])
        self._offer("affair", [CHOOSE, *((one, one) for one in affairs)])
        self._offer("who", [CHOOSE, *((one, names.get(one, one)) for one in people)])
        self._offer("information", [CHOOSE, *((kind.code, kind.name) for kind in kinds(on))])
        self._offer("provider", [CHOOSE, *municipalities_of(examination)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Single:
        """The question."""
        return Single(**self.cleaned_data)
