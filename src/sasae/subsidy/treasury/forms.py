"""Making a file for the treasury, giving one of its own."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm, UploadField
from sasae.subsidy.treasury.models import Kind


class MakeForm(SasaeForm):
    """A kind and a period."""

    kind = forms.ChoiceField(label="ファイルの種類", choices=Kind.choices)
    period = forms.CharField(
        label="月または会計年度",
        max_length=7,
        help_text="支出命令・調定は月（2026-07）、決算・県補助金は会計年度（2026）",
    )


class ClearForm(SasaeForm):
    """A clearing file."""

    file = UploadField(
        label="収納消込のファイル", help_text="会計から受け取ったCSV。20メガバイトまで", most=20 * 1024**2
    )
