"""What a clerk writes down while the caller is on the line: little, and little of it needed."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.subsidy.applications.fields import KanaField, PastDateField, TelephoneField
from sasae.subsidy.applications.help import explain


class MemoForm(SasaeForm):
    """One call."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=32)
    counterpart = forms.CharField(label="相手", max_length=100, help_text="本人、母、病院の窓口など")
    text = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    caller_kana = KanaField(required=False)
    birth_date = PastDateField(label="生年月日", required=False)
    telephone = TelephoneField(label="折返しの電話番号", max_length=20, required=False)
    happened_on = PastDateField(label="日付")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explain(self, "telephone")

    def told(self) -> dict[str, Any]:
        """What was typed, without the page's mark."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}
