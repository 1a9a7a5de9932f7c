"""What an operator of the platform writes to close the doors."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm


class MaintenanceForm(SasaeForm):
    """Why, and for how long."""

    message = forms.CharField(label="保守の内容", max_length=200, help_text="他のシステムと画面にも表示します。")
    minutes = forms.IntegerField(
        label="再開までの見込み（分）", min_value=1, max_value=48 * 60,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "数字で入れてください。", "min_value": "1分以上にしてください。",
            "max_value": "48時間（2880分）以内にしてください。",
        },
    )  # fmt: skip
