"""What is examined before another person permits."""

from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.transfers.models import ITEMS
from sasae.subsidy.transfers.receivers import RECEIVERS


class PermissionForm(SasaeForm):
    """Office, items, period, use and need. Basis and affair follow from the office."""

    office = forms.ChoiceField(
        label="移転先", help_text="条例に移転先として定めのある課だけを選べます。根拠と事務は移転先で決まります"
    )
    items = forms.MultipleChoiceField(
        label="移転してよい項目", choices=[(item.value, label) for item, label in ITEMS.items()],
        widget=forms.CheckboxSelectMultiple, help_text="移転先の事務に必要なものだけを選びます",
    )  # fmt: skip
    since = DateField(label="初日")
    until = DateField(label="末日", help_text="この日まで有効です。年度の末日などにします")
    usage = forms.CharField(label="移転先での使い道", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    need = forms.CharField(
        label="項目が必要な理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="選んだ項目のそれぞれについて",
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.choices = [
            ("", "選んでください"),
            *((one.key, one.name) for one in RECEIVERS.on(on).values()),
        ]
