"""Uploading a receipt file, and deciding a held line."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm, UploadField


class UploadForm(SasaeForm):
    """A month's file of a review-and-payment body; what is in it is judged by the import, with findings."""

    file = UploadField(
        label="レセプトファイル", help_text="審査支払機関から受け取った .UKE ファイル。200メガバイトまで", most=200 * 1024**2
    )


class DecideForm(SasaeForm):
    """A person's decision on a held line."""

    decision = forms.ChoiceField(
        label="判断", choices=[("accept", "認定する"), ("return", "審査支払機関に返戻する")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="判断の理由", max_length=200)
