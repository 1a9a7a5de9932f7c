"""What a yearly pack is to be compared with."""

from typing import Any

from django import forms

from sasae.foundation.assessment.models import Pack
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.templatetags.screens import wareki

DOCUMENT = ("", "評価書そのもの")


class OrderForm(SasaeForm):
    """A pack to be made."""

    against = forms.ChoiceField(
        label="比べる版", required=False, help_text="変更箇所（別添２）の案は、この版から変わったところです。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        packs = Pack.objects.order_by("-at").values_list("pk", "at")
        field: Any = self.fields["against"]
        field.choices = [DOCUMENT, *((str(pk), f"{wareki(at)} の一式") for pk, at in packs)]
