"""Entering a reimbursement claim from the receipt on the desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.kernel.numbers import InvalidNumber, health
from sasae.kernel.period import Month

MAGIC = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class ClaimForm(SasaeForm):
    """One receipt: one person, one provider, one month."""

    recipient_number = forms.CharField(label="受給者番号", help_text="医療証にある7桁")
    month = forms.CharField(label="診療年月", help_text="例：2026-06")
    provider = forms.CharField(label="医療機関", max_length=60, help_text="領収書のとおりに。コードがわかればコード")
    days = forms.IntegerField(label="診療実日数", min_value=1, max_value=31)
    total_cost = forms.IntegerField(label="総医療費（10割、円）", min_value=0)
    insured_self_pay = forms.IntegerField(label="保険診療の自己負担額（円）", min_value=0)
    meals = forms.IntegerField(label="うち食事等の負担（円）", min_value=0, initial=0)
    high_cost = forms.IntegerField(label="高額療養費（円）", min_value=0, initial=0)
    fringe = forms.IntegerField(label="附加給付（円）", min_value=0, initial=0)
    other_public = forms.IntegerField(label="他の公費（円）", min_value=0, initial=0)
    school_insurance = forms.IntegerField(label="災害共済給付（円）", min_value=0, initial=0)
    claimed_on = DateField(label="請求日")
    receipt = forms.FileField(label="領収書の写し", required=False, help_text="PDF、JPEG、PNG")

    def clean_recipient_number(self) -> str:
        """Seven digits with a right check digit."""
        try:
            return health.validate(self.cleaned_data["recipient_number"])
        except InvalidNumber as wrong:
            raise ValidationError(f"受給者番号を確かめてください。{wrong}") from wrong

    def clean_month(self) -> Month:
        """A month, YYYY-MM."""
        try:
            return Month.parse(self.cleaned_data["month"])
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean_receipt(self) -> Any:
        """A picture or PDF by its first bytes."""
        file = self.cleaned_data.get("receipt")
        if not file:
            return None
        head = file.read(8)
        file.seek(0)
        kind = next((media for magic, media in MAGIC.items() if head.startswith(magic)), "")
        if not kind or file.size > 10 * 1024 * 1024:
            raise ValidationError("10メガバイトまでのPDF、JPEG、PNGを選んでください。")
        file.media_type = kind
        return file
