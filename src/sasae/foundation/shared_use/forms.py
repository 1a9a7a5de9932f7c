"""Deciding a sign; saying where terminals are."""

from django import forms

from sasae.foundation.places.models import Site
from sasae.foundation.screens.forms import SasaeForm

VERDICTS = [("cleared", "問題なし（使い回しではなかった）"), ("misuse", "不適正（使い回しだった。IDをすぐに失効し、事故として報告する）")]


class DecideForm(SasaeForm):
    """What it was."""

    verdict = forms.ChoiceField(label="判断", choices=VERDICTS, widget=forms.RadioSelect)
    words = forms.CharField(
        label="確かめた内容と、判断の理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="本人と所属の責任者に聞いたことと、そう判断した理由を書きます。",
    )  # fmt: skip


class PlacingForm(SasaeForm):
    """Which addresses or terminals, and where they are."""

    pattern = forms.CharField(
        label="アドレスの範囲、または端末番号の始まり", max_length=43, help_text="例 10.1.2.0/24、T-01。端末番号は、この字で始まるものすべてです。",
    )  # fmt: skip
    site = forms.ModelChoiceField(label="拠点", queryset=Site.objects.order_by("code"), empty_label="選んでください")
    single = forms.BooleanField(
        label="一つのアドレスが一台の端末である", required=False, help_text="所属の全員が一つのアドレスから出るときは、選びません。端末番号では、選ばなくても一台です。",
    )  # fmt: skip
