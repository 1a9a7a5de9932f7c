"""Why, and on which legal basis: what is chosen before anything can be asked (F077)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from sasae.foundation.screens.forms import SasaeForm
from sasae.linkage.links.legal_bases import LegalBasis


class PurposeForm(SasaeForm):
    """Basis and affair, out of those that hold today."""

    basis = forms.ChoiceField(label="利用の根拠", widget=forms.RadioSelect)
    affair = forms.ChoiceField(label="利用する事務")

    def __init__(self, *args: Any, bases: Sequence[LegalBasis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        affairs = sorted({affair for one in bases for affair in one.affairs})
        self._offer("basis", [(one.key, one.title) for one in bases])
        self._offer("affair", [("", "選んでください"), *((each, each) for each in affairs)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
