"""Finding the sender; the lines of a claim as a clerk completes them."""

from typing import Any

from django import forms
from django.forms import formset_factory

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.claims.folder_forms import LineForm, Lines

MOST_RECEIPTS = 50  # as many as the portal takes at once


class SenderForm(SasaeForm):
    """Whom to look for."""

    name_kana = forms.CharField(label="フリガナ", max_length=100)
    birth_date = DateField(label="生年月日")


class SentLine(LineForm):
    """One receipt the resident typed. Its picture came with the application."""

    @property
    def main(self) -> list[Any]:
        """The fields every receipt needs, without a picture to choose."""
        return [one for one in super().main if one.name != "receipt"]


SentLines = formset_factory(SentLine, formset=Lines, extra=0, max_num=MOST_RECEIPTS, validate_max=True)
