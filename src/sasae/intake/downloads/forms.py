"""The form by which a quarantined file is put aside."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm


class SendingBackForm(SasaeForm):
    """What the applicant is told."""

    reason = forms.CharField(
        label="申請者に伝える理由", max_length=500, widget=forms.Textarea,
        help_text="申請者の「お知らせ」に、このまま出ます。個人情報は書かないでください",
    )  # fmt: skip


class ClosingForm(SasaeForm):
    """What was found out and done."""

    note = forms.CharField(
        label="確認した内容と対応", max_length=500, widget=forms.Textarea, help_text="申請者への連絡、再申請の案内など"
    )
