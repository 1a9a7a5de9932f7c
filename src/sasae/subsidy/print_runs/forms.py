"""What a run is to hold, and what is counted back."""

from collections.abc import Sequence
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.reference.municipalities import name_of
from sasae.subsidy.certificates.models import Kind
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs.papers import Waiting


class PrepareForm(SasaeForm):
    """Which papers, from which days."""

    kinds = forms.MultipleChoiceField(
        label="印刷するもの", widget=forms.CheckboxSelectMultiple,
        help_text="いくつ選んでも、同じ人あてのものは一つの封筒に入ります。（ ）は、まだ送っていない数です。",
    )  # fmt: skip
    since = DateField(label="印刷物の日付（から）", required=False, help_text="空けると、残っているものすべて")
    until = DateField(label="印刷物の日付（まで）")
    part = forms.ChoiceField(
        label="医療証の発行区分", choices=[("", "すべて"), *Kind.choices], required=False, help_text="医療証だけを絞ります"
    )
    ward = forms.ChoiceField(label="区", required=False, help_text="一つの区の分だけを印刷するとき。支援措置の対象の人の分は、全区の権限のある人が「すべて」で作るときと、その人たちの分だけを作るときに入ります")
    guarded = forms.BooleanField(
        label="支援措置の対象の人の分だけを作る", required=False,
        help_text="別の印刷・別の一覧になり、支援措置の印刷の権限のある人だけに見えます。ほかの人の分は入りません",
    )  # fmt: skip
    on = DateField(label="発送日", help_text="送付書に印刷します")
    duplex = forms.BooleanField(label="両面に印刷する", required=False)

    def __init__(
        self, *args: Any, waiting: Sequence[Waiting], reach: Sequence[str] | None = None, may_guard: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_guard:
            del self.fields["guarded"]
        codes = (
            Person.objects.exclude(ward_code="").values_list("ward_code", flat=True).distinct().order_by("ward_code")
        )
        wards = [(code, name_of(code)) for code in codes if reach is None or code in reach]
        self.fields["ward"].choices = [("", "すべて"), *wards]  # type: ignore[attr-defined]
        kinds = [(one.enclosure.kind, f"{one.enclosure.label}（{one.count:,}）") for one in waiting]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", "日付（まで）は、日付（から）より後の日にしてください。")
        return told


class ScanForm(SasaeForm):
    """The sheets as they lie in the envelopes."""

    text = forms.CharField(
        label="用紙の番号", max_length=400_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false", "class": "mono"}),
        help_text="用紙1枚を1行に、封筒に入っている順に。両面の印刷では、表の番号・空白・裏の番号。封筒と封筒の間は1行空けます。",
    )  # fmt: skip


class PullForm(SasaeForm):
    """The sheets of the envelopes that are taken out; a field of its own beside that of `ScanForm`."""

    pulled = forms.CharField(
        label="抜き取った封筒の用紙の番号", max_length=400_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false", "class": "mono"}),
        help_text="封筒の中の用紙を1枚ずつ、すべて読み取ります。読み方は「封入の確認」と同じです。",
    )  # fmt: skip


class CloseForm(SasaeForm):
    """The printer's own count."""

    counted = forms.IntegerField(label="印刷機が数えた枚数", min_value=0, max_value=1_000_000)
    spoiled = forms.IntegerField(label="書損で廃棄した枚数", min_value=0, max_value=1_000_000, initial=0)
