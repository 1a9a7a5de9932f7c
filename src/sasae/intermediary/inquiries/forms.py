"""Why a query is given up."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm


class GiveUpForm(SasaeForm):
    """The reason stands in the record of both sides."""

    reason = forms.CharField(
        label="打ち切る理由",
        max_length=500,
        help_text="提供側とコアシステムにも伝わります。個人のことは書かないでください。",
    )
