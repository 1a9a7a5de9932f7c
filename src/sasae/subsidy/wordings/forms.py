"""A new value for one field."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.wordings.fields import CHOICE, LINES, Field


class ProposeForm(SasaeForm):
    """The value, from when, and on what ground."""

    text = forms.CharField(label="新しい内容", max_length=4000)
    since = DateField(label="適用日", help_text="この日から印刷するものに使います")
    source = forms.CharField(label="変更の根拠", max_length=200, help_text="起案の番号、組織の改正など")

    def __init__(self, *args: Any, field: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field.kind == LINES:
            self.fields["text"].widget = forms.Textarea(attrs={"rows": 8})
            self.fields["text"].help_text = "段落ごとに1行"
        if field.kind == CHOICE:
            self.fields["text"].widget = forms.Select(choices=field.choices)
        if field.places:
            named = "、".join("{" + place + "}" for place in field.places)
            self.fields["text"].help_text = f"{named} の所に、印刷のときの値が入ります"
        self.fields["text"].widget.attrs["aria-required"] = "true"
