"""Uploading a receipt file, and deciding a held line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.foundation.screens.forms import SasaeForm

LARGEST = 200 * 1024 * 1024


class UploadForm(SasaeForm):
    """A month's file of a review-and-payment body."""

    file = forms.FileField(
        label="レセプトファイル", help_text="審査支払機関から受け取った .UKE ファイル。200メガバイトまで"
    )

    def clean_file(self) -> Any:
        """Not empty, not too large; what is in it is judged by the import, with findings."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError("ファイルが200メガバイトを超えています。")
        return file


class DecideForm(SasaeForm):
    """A person's decision on a held line."""

    decision = forms.ChoiceField(
        label="判断", choices=[("accept", "認定する"), ("return", "審査支払機関に返戻する")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="判断の理由", max_length=200)
