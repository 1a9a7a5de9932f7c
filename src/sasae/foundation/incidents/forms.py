"""Forms of an incident: three fields for a first report, the rest later."""

from typing import Any

from django import forms

from sasae.foundation.history.sentences import events
from sasae.foundation.incidents.models import Kind, MeasureKind, Outcome, Telling
from sasae.foundation.screens.forms import DateField, SasaeForm


class ReportForm(SasaeForm):
    """What, in own words, and when it was noticed. Nothing else is asked of somebody who has just lost something."""

    kind = forms.ChoiceField(label="何の疑いですか", choices=Kind.choices)
    what = forms.CharField(
        label="何が起きましたか", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="わかっていることだけで構いません。個人の名前や個人番号は書かず、受付番号・媒体番号を書いてください",
    )  # fmt: skip
    happened_on = DateField(label="気付いた日")


class DescribeForm(SasaeForm):
    """What has been found out so far. Deadlines and 重大事故 follow by rule."""

    items = forms.CharField(label="含まれる情報", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="例 氏名、住所、個人番号、口座")
    people = forms.IntegerField(label="本人の人数", min_value=0, max_value=10_000_000, help_text="わかっている数。調べが進んだら直す")
    numbers = forms.BooleanField(label="個人番号を含む", required=False)
    sensitive = forms.BooleanField(label="要配慮個人情報（病歴など）を含む、または財産の被害のおそれがある", required=False)
    malicious = forms.BooleanField(label="不正の目的で行われたおそれがある（盗難・不正アクセス・のぞき見など）", required=False)
    spread = forms.BooleanField(label="不特定多数の人が見られる状態になった", required=False)
    cause = forms.CharField(label="原因", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    damage = forms.CharField(label="二次被害とそのおそれ", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    publication = forms.CharField(label="公表", max_length=500, required=False, help_text="公表した日と方法、しないときは理由")
    lessons = forms.CharField(label="教訓", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="ほかの所属でも使える言い方で")


class ThingsForm(SasaeForm):
    """Numbers of what is missing."""

    things = forms.CharField(label="書類・媒体・端末の番号", widget=forms.Textarea(attrs={"rows": 5}), help_text="1行に1つ（500件まで）")


class MeasureForm(SasaeForm):
    """What is to be done, by whom, by when."""

    kind = forms.ChoiceField(label="種類", choices=MeasureKind.choices)
    what = forms.CharField(label="すること", max_length=300)
    owner = forms.CharField(label="担当", max_length=100)
    due_on = DateField(label="期限")


class DrawForm(SasaeForm):
    """Which lines of the journal to take persons from."""

    since = DateField(label="この日から")
    until = DateField(label="この日まで", help_text="期間は1年まで")
    actor = forms.CharField(label="操作者のIDか氏名", max_length=100, required=False)
    terminal = forms.CharField(label="端末", max_length=64, required=False)
    event = forms.ChoiceField(label="出来事", required=False)
    purpose = forms.CharField(label="目的", max_length=60, required=False, help_text="操作履歴の「目的」の言葉のとおりに")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = sorted(events().items(), key=lambda each: each[1])
        self.fields["event"].choices = [("", "すべて"), *((event, text) for event, text in said)]  # type: ignore[attr-defined]


class NameForm(SasaeForm):
    """Persons known otherwise."""

    persons = forms.CharField(label="本人の番号", widget=forms.Textarea(attrs={"rows": 5}), help_text="宛名番号を1行に1つ（500件まで）")


class ClosingForm(SasaeForm):
    """What it turned out to be."""

    outcome = forms.ChoiceField(label="結論", choices=[("", "選んでください"), *Outcome.choices])


class TellingForm(SasaeForm):
    """How the ticked persons were told."""

    state = forms.ChoiceField(
        label="通知の結果", choices=[("", "選んでください"), *((one.value, one.label) for one in (Telling.TOLD, Telling.EXCUSED, Telling.APART))]
    )
    note = forms.CharField(label="方法・理由", max_length=300, help_text="例 通知書を郵送した、電話で伝えた、居所を知られるおそれがあるため公表に代えた")
