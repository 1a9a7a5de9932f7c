"""What a receipt says, as people type it, and mending a claim."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, parse_date
from sasae.law.single_parent.claim_papers import CODES
from sasae.law.single_parent.high_cost import CAPS
from sasae.subsidy.claims.entry import LONGEST_WHY
from sasae.subsidy.claims.models import School, ThirdParty

HOW_MONTH = "「令和8年6月」「R8.6」「2026-06」のように書いてください。"


def read_month(text: str) -> Month:
    """A month in either calendar. Raises ValueError that says how to write it."""
    compact = unicodedata.normalize("NFKC", text).strip()
    try:
        return Month.of(parse_date(compact + ("1日" if compact.endswith("月") else ".1")))
    except ValueError:
        raise ValueError(f"年月として読めないか、ない月です：{text}　{HOW_MONTH}") from None


def read_days(text: str, month: Month) -> list[date]:
    """Days of a month as a receipt lists them: 3、10、17日. Raises ValueError."""
    parts = re.findall(r"\d+", unicodedata.normalize("NFKC", text))
    days = sorted({int(part) for part in parts})
    if not days or days[0] < 1 or days[-1] > month.last.day:
        raise ValueError(f"診療日は、1から{month.last.day}までの日を「3、10、17」のように書いてください。")
    return [date(month.year, month.month, day) for day in days]


_CODES = CODES.rows[-1].value
assert _CODES is not None
REASONS = [("", "選んでください"), *((code, f"{code} {name}") for code, name in _CODES.reason.items())]
KINDS_OF_CARE = [("", "選んでください"), *((code, name) for code, name in _CODES.kind.items())]
PARTS = [("", "ない（この月の請求はこれだけ）"), *((code, f"{code} {name}") for code, name in _CODES.part.items())]


def cap_classes() -> list[tuple[str, str]]:
    """Every class of 高額療養費 there is or was, with the treatment months of those that were not always there."""
    told = [("", "わからない")]
    tables = [(row.since, {**row.value.under70, **row.value.from70}) for row in CAPS.rows if row.value is not None]
    for name in dict.fromkeys(name for _, classes in tables for name in classes):
        starts = [since for since, classes in tables if name in classes]
        ends = [since for since, classes in tables if name not in classes and since > starts[-1]]
        words = f"{month_to_wareki(starts[0])}診療分から" if starts[0] > tables[0][0] else ""
        words += f"{month_to_wareki(Month.of(ends[0]).plus(-1).first)}診療分まで" if ends else ""
        told.append((name, f"{name}（{words}）" if words else name))
    return told


SETTINGS = [("", "選んでください"), ("2", "外来"), ("1", "入院")]


def yen(label: str, *, required: bool = False, help_text: str = "") -> forms.IntegerField:
    """An amount: whole yen; commas and full-width digits are forgiven."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input--yen", "autocomplete": "off"})
    return YenField(label=label, required=required, help_text=help_text, widget=widget)


class AnsweredYenField(forms.IntegerField):
    """Whole yen as people write them. Nothing typed is no answer."""

    def to_python(self, value: Any) -> int | None:
        """Raises ValidationError."""
        typed = unicodedata.normalize("NFKC", str(value or "")).replace(",", "").replace("円", "").strip()
        return super().to_python(typed) if typed else None  # type: ignore[no-any-return]


class YenField(AnsweredYenField):
    """The same where nothing typed is 0."""

    def clean(self, value: Any) -> int | None:
        """Raises ValidationError."""
        told = super().clean(value)
        return 0 if told is None else told


class ReceiptPart(SasaeForm):
    """What a receipt says: one provider, one month."""

    month = forms.CharField(label="診療年月", help_text="例：令和8年6月、2026-06")
    provider = forms.CharField(label="医療機関", max_length=60, help_text="領収書のとおりに。コードがわかればコード")
    reason = forms.ChoiceField(label="医療証を使えなかった理由", choices=REASONS)
    kind = forms.ChoiceField(label="種類", choices=KINDS_OF_CARE, initial="1")
    setting = forms.ChoiceField(label="入院・外来", choices=SETTINGS, initial="2")
    days = forms.IntegerField(label="診療実日数", min_value=1, max_value=31)
    treated_on = forms.CharField(
        label="診療日", required=False, help_text="領収書でわかるとき。例：3、10、17。月の途中で資格が変わるときは必ず"
    )
    total_cost = yen("総医療費（10割、円）", required=True)
    insured_self_pay = yen("保険診療の自己負担額（円）", required=True)
    part = forms.ChoiceField(
        label="別の請求の区別", required=False, choices=PARTS,
        help_text="同じ人・診療月・医療機関・種類・入外の請求がほかにもあるときだけ",
    )  # fmt: skip
    twin_why = forms.CharField(
        label="別の領収書である理由", required=False, max_length=LONGEST_WHY,
        help_text="日数と額が同じ請求がほかにあり、診療日でも分けられないときだけ。別の職員が確かめます。例：朝と夕に受診し、領収書が2枚ある",
    )  # fmt: skip
    meals = yen("うち食事等の負担（円）")
    high_cost = yen("高額療養費（円）")
    year_benefit = yen("高額療養費の年間分（円）", help_text="8月から翌年7月までの年間上限で支給されたうち、この領収書の分")
    fringe = yen("附加給付（円）")
    benefits_settled = forms.BooleanField(
        label="高額療養費・附加給付の支給の有無を、保険者の通知で確かめた", required=False
    )
    year_settled = forms.BooleanField(
        label="年間上限による支給の有無を、保険者の通知で確かめた", required=False
    )
    cap_class = forms.ChoiceField(
        label="高額療養費の適用区分", required=False, choices=cap_classes, help_text="限度額適用認定証などでわかるとき"
    )
    other_public = yen("他の公費（円）")
    school_insurance = yen("災害共済給付（円）")
    school = forms.ChoiceField(label="学校でのけが", required=False, choices=[("", "いいえ"), *School.choices])
    third_party = forms.ChoiceField(label="第三者の行為", required=False, choices=[("", "いいえ"), *ThirdParty.choices])
    device_decided = forms.BooleanField(label="治療用装具の、保険者の療養費の決定を確かめた", required=False)

    def clean_month(self) -> Month:
        """A month, as people write it."""
        try:
            return read_month(self.cleaned_data["month"])
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        """Days of treatment are days of the month."""
        data: dict[str, Any] = super().clean() or {}
        text, month = data.pop("treated_on", ""), data.get("month")
        data["treated_on"] = []
        if text and month:
            try:
                data["treated_on"] = read_days(text, month)
            except ValueError as wrong:
                self.add_error("treated_on", str(wrong))
        return data


class CheckForm(SasaeForm):
    """The end of a check of the year's cap."""

    why = forms.CharField(
        label="確認の結果", max_length=200, help_text="保険者に確かめたこと、返還を起案した請求、年間分がないと分かった理由など"
    )


class CorrectionForm(ReceiptPart):
    """The same receipt, entered again, with the reason. The person stays."""

    claimed_on = DateField(label="請求日")
    why = forms.CharField(label="訂正の理由", max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = self.initial.get("part", "")  # a bill may stay set apart as it was before there were codes
        if before and before not in dict(PARTS):
            self.fields["part"].choices = [*PARTS, (before, self.initial.get("part_name", before))]  # type: ignore[attr-defined]
