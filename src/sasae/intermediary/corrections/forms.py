"""What an operator enters about corrections."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.intermediary.corrections.models import How
from sasae.reference.exchanged_items import name_of


class PersonForm(SasaeForm):
    """Whose information was wrong, and which."""

    unified_no = forms.CharField(
        label="統合宛名番号", max_length=15, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    information = forms.ChoiceField(label="特定個人情報名", choices=[])

    def __init__(self, *args: Any, information: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["information"]
        chosen.choices = [("", "選んでください"), *information.items()]


class CorrectionForm(SasaeForm):
    """Which of the provided items were wrong, since when, and by which decision they were put right."""

    items = forms.MultipleChoiceField(
        label="訂正した項目", choices=[], widget=forms.CheckboxSelectMultiple,
        help_text="これまでに提供した項目です。訂正したものに印を付けます。",
    )  # fmt: skip
    since = DateField(
        label="訂正前の内容を提供した始めの日", required=False,
        help_text="この日からの提供先に知らせます。分からないときは空けておきます（すべての提供先に知らせます）。",
    )  # fmt: skip
    order_no = forms.CharField(label="訂正の決定の文書番号", max_length=60)

    def __init__(self, *args: Any, provided: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["items"]
        chosen.choices = [(item, name_of(item)) for item in provided]


class TellForm(SasaeForm):
    """When and how the addressee was told."""

    told_on = DateField(label="知らせた日")
    how = forms.ChoiceField(label="知らせた方法", choices=How.choices, widget=forms.RadioSelect)
    document = forms.CharField(
        label="通知の文書番号", max_length=60, required=False, help_text="文書で知らせたときは、必ず入れます。"
    )
