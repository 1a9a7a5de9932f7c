"""Forms of sites, their inspections and locked places."""

from datetime import date
from typing import Any

from django import forms

from sasae.foundation.places.measures import ANSWERS, MEASURES
from sasae.foundation.places.models import PlaceKind, Site, SiteKind
from sasae.foundation.screens.forms import DateField, SasaeForm


class SiteForm(SasaeForm):
    """A new site."""

    code = forms.RegexField(r"^[A-Za-z0-9-]+$", label="拠点番号", max_length=20, help_text="英数字とハイフン")
    name = forms.CharField(label="名称", max_length=100, help_text="例 幸区役所 3階 サーバー区画")
    kind = forms.ChoiceField(label="種類", choices=SiteKind.choices, help_text="点検の項目が決まります")
    keeper = forms.CharField(label="責任者", max_length=100, help_text="所属と氏名")


class PlaceForm(SasaeForm):
    """A new locked place."""

    name = forms.CharField(label="名称", max_length=60, help_text="例 保険年金課 キャビネットA")
    kind = forms.ChoiceField(label="種類", choices=PlaceKind.choices)
    site = forms.ModelChoiceField(label="拠点", queryset=Site.objects.order_by("code"), empty_label="選んでください")
    room = forms.CharField(label="部屋と位置", max_length=60, help_text="例 3階 執務室 北側の壁")
    key_keeper = forms.CharField(label="鍵を持つ人", max_length=100, help_text="所属と氏名")


class InspectionForm(SasaeForm):
    """An answer to each measure of the site, and what is wrong where it is not good."""

    on = DateField(label="点検日")
    note = forms.CharField(label="所見", max_length=200, required=False)
    mend_by = DateField(label="不備を直す期限", required=False, help_text="「不備がある」が1つでもあるとき")

    def __init__(self, *args: Any, site: Site, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.measures = MEASURES.on(today)[site.kind]
        for name, words in self.measures.items():
            self.fields[f"answer_{name}"] = forms.ChoiceField(
                label=words, choices=list(ANSWERS.items()), widget=forms.RadioSelect,
                error_messages={"required": "結果を選んでください。"},
            )  # fmt: skip
            self.fields[f"wrong_{name}"] = forms.CharField(label="不備の内容", max_length=200, required=False)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The measures' fields, each answer with the field of what is wrong."""
        return [(self[f"answer_{name}"], self[f"wrong_{name}"]) for name in self.measures]

    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        cleaned = self.cleaned_data
        return {
            "answers": {name: cleaned[f"answer_{name}"] for name in self.measures},
            "wrong": {name: cleaned[f"wrong_{name}"] for name in self.measures},
            "on": cleaned["on"], "mend_by": cleaned["mend_by"], "note": cleaned["note"],
        }  # fmt: skip
