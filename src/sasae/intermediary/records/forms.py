"""Putting a record right, and explaining a difference."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.intermediary.masters.queries import askable_items
from sasae.intermediary.records.models import ProvisionRecord
from sasae.reference.exchanged_items import name_of


class CorrectionForm(SasaeForm):
    """What the decision on correction says."""

    items = forms.MultipleChoiceField(
        label="項目",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="実際に照会・提供した項目に印を付けます。",
    )
    not_disclosed = forms.BooleanField(label="不開示とする", required=False)
    order_no = forms.CharField(label="訂正の決定の文書番号", max_length=60)
    reason = forms.CharField(label="訂正の理由", max_length=500)

    def __init__(self, *args: Any, record: ProvisionRecord, **kwargs: Any) -> None:
        """As the record is now, with what else the masters let be asked in its procedure."""
        kwargs.setdefault("initial", {"items": record.items, "not_disclosed": record.not_disclosed})
        super().__init__(*args, **kwargs)
        others = [item for item in askable_items(record.procedure, record.information) if item not in record.items]
        chosen: Any = self.fields["items"]
        chosen.choices = [(item, name_of(item)) for item in [*record.items, *others]]

    def changes(self) -> dict[str, Any]:
        """The values of the record."""
        data = self.cleaned_data
        ticked = [item for item, _ in self.fields["items"].choices if item in data["items"]]  # type: ignore[attr-defined]
        return {"items": ticked, "not_disclosed": data["not_disclosed"]}

    def order(self) -> dict[str, str]:
        """What the correction rests on."""
        return {"order_no": self.cleaned_data["order_no"], "reason": self.cleaned_data["reason"]}


class ExplanationForm(SasaeForm):
    """What was found out about a difference."""

    note = forms.CharField(label="説明", max_length=500, help_text="だれに確かめ、何が分かったかを書きます。")
