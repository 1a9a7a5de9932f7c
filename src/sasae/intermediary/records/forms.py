"""Putting a record right, and explaining a difference."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.intermediary.records.models import ProvisionRecord


class CorrectionForm(SasaeForm):
    """What the decision on correction says."""

    items = forms.CharField(label="項目", required=False, help_text="項目の符号を、空白で区切って並べます。")
    not_disclosed = forms.BooleanField(label="不開示とする", required=False)
    order_no = forms.CharField(label="訂正の決定の文書番号", max_length=60)
    reason = forms.CharField(label="訂正の理由", max_length=500)

    @classmethod
    def of(cls, record: ProvisionRecord) -> "CorrectionForm":
        """As the record is now."""
        return cls(initial={"items": " ".join(record.items), "not_disclosed": record.not_disclosed})

    def changes(self) -> dict[str, Any]:
        """The values of the record."""
        data = self.cleaned_data
        return {"items": data["items"].split(), "not_disclosed": data["not_disclosed"]}

    def order(self) -> dict[str, str]:
        """What the correction rests on."""
        return {"order_no": self.cleaned_data["order_no"], "reason": self.cleaned_data["reason"]}


class ExplanationForm(SasaeForm):
    """What was found out about a difference."""

    note = forms.CharField(label="説明", max_length=500, help_text="だれに確かめ、何が分かったかを書きます。")
