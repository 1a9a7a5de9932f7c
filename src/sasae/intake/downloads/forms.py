"""The form by which a quarantined file is put aside."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm


class ClosingForm(SasaeForm):
    """What was found out and done."""

    note = forms.CharField(
        label="確認した内容と対応", max_length=500, widget=forms.Textarea, help_text="申請者への連絡、再申請の案内など"
    )
