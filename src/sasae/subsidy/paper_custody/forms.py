"""Forms of papers: the label, the loan, the box, the list of what is to be destroyed."""

from typing import Any

from django import forms

from sasae.foundation.places.models import LockedPlace
from sasae.foundation.places.queries import places_in_use
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.paper_custody.actions import MOST
from sasae.subsidy.paper_custody.models import PaperKind


class PlaceChoice(forms.ModelChoiceField):
    """A locked place in use."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=LockedPlace.objects.none(), **kwargs)


class LabelForm(SasaeForm):
    """Labels for papers that came in."""

    subject = forms.CharField(
        label="受付番号・請求書番号・届出番号", max_length=20, required=False, help_text="綴りなど、番号のないものは空ける"
    )
    kind = forms.ChoiceField(label="種類", choices=PaperKind.choices)
    title = forms.CharField(label="内容", max_length=60, required=False, help_text="例 領収書（4月分）。氏名と住所は書かない")
    sheets = forms.IntegerField(label="枚数", min_value=1, max_value=9999, initial=1, help_text="1枚のラベルで扱う書類の枚数")
    count = forms.IntegerField(label="ラベルの数", min_value=1, max_value=MOST, initial=1, help_text="別々に動かす書類の数")
    received_on = DateField(label="受付日")
    place = PlaceChoice(label="いまある所", required=False, empty_label="自分の手元")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_in_use()  # type: ignore[attr-defined]


class LoanForm(SasaeForm):
    """A paper goes out of the office."""

    borrower = forms.CharField(label="貸出先", max_length=100, help_text="例 監査事務局 監物 薫")
    due_on = DateField(label="返却期限")
    why = forms.CharField(label="目的", max_length=200)


class BoxForm(SasaeForm):
    """A new box."""

    title = forms.CharField(label="箱の名称", max_length=60, help_text="例 令和8年度 償還払い 4〜6月。氏名は書かない")
    place = PlaceChoice(label="保管場所", empty_label="選んでください")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_in_use()  # type: ignore[attr-defined]


class DestructionForm(SasaeForm):
    """A list of papers that are to be destroyed."""

    numbers = forms.CharField(
        label="書類か箱の番号", widget=forms.Textarea(attrs={"rows": 8}), help_text="1行に1つ。続けて読み取れます。箱は中身ごと入ります"
    )
    why = forms.CharField(label="廃棄の理由", max_length=200, help_text="例 保存期間（5年）が令和8年3月31日に終わった")
    method = forms.CharField(label="廃棄の方法", max_length=100, help_text="例 庁舎で裁断、溶解処理（処理場まで同行）")
