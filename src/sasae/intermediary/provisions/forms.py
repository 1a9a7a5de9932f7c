"""The clerk's decision."""

from django import forms


class DecisionForm(forms.Form):
    """Provide or not, and why."""

    give = forms.ChoiceField(
        label="判断", choices=[("yes", "提供する"), ("no", "提供しない")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由", max_length=500, help_text="判断の根拠を書いてください。照会した団体には送られません。"
    )
