"""Building a run, what the bank says, closings of branches."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm, UploadField
from sasae.reference import banks
from sasae.subsidy.payments.models import RunKind


class BuildForm(SasaeForm):
    """What is paid, and when the money is to arrive."""

    kind = forms.ChoiceField(
        label="何の支払か", choices=RunKind.choices, initial=RunKind.CLAIMS,
        help_text="助成費と還付は別の支払です。選んだほうだけを支払います",
    )  # fmt: skip
    pay_on = DateField(label="振込指定日", help_text="銀行の営業日")
    hurry = forms.CharField(
        label="急ぐ理由", max_length=200, required=False,
        help_text="銀行への持込期限を過ぎた日に振り込むときだけ入れます。承認する人も理由を付けます",
    )  # fmt: skip

    def clean_kind(self) -> RunKind:
        """As the actions know it."""
        return RunKind(self.cleaned_data["kind"])


class ResultForm(SasaeForm):
    """The bank's answer."""

    file = UploadField(
        label="振込結果のファイル", most=20 * 1024**2, help_text="銀行の振込結果、または振込不能一覧（CSV）"
    )


class ReturnForm(SasaeForm):
    """A transfer that came back."""

    yen = forms.IntegerField(label="戻った金額（円）", min_value=1)
    returned_on = DateField(label="戻った日")
    why = forms.CharField(label="銀行の知らせにある理由", max_length=40)


class ClosureForm(SasaeForm):
    """A branch that closes."""

    bank = forms.RegexField(r"^\d{4}$", label="銀行コード", help_text="4桁")
    branch = forms.RegexField(r"^\d{3}$", label="支店コード", help_text="3桁")
    closed_on = DateField(label="使えなくなる日", help_text="この日から振り込みません")
    source = forms.CharField(label="根拠", max_length=200, help_text="銀行の知らせの日付や番号")

    def clean(self) -> dict[str, Any]:
        """The branch exists."""
        data: dict[str, Any] = super().clean() or {}
        if "bank" in data and "branch" in data and banks.branch(data["bank"], data["branch"]) is None:
            self.add_error("branch", "この銀行・支店のコードはありません。")
        return data
