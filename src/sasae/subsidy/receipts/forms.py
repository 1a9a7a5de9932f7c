"""Registering a file, deciding a line, a month's bill and payment, what the bodies answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest

from sasae.foundation.screens.forms import DateField, SasaeForm, UploadField
from sasae.kernel.wareki import read_month
from sasae.subsidy.receipts.layouts import forms_of_file
from sasae.subsidy.receipts.models import CorrectionKind, ReceiptLine, Reviewer


def typed(request: HttpRequest, name: str) -> str:
    """A field of a button's small form. NUL, which nobody types and no database keeps, is not part of what was said."""
    return request.POST.get(name, "").replace("\0", "")


class UploadForm(SasaeForm):
    """A month's file of a review-and-payment body; what is in it is judged by the import, with findings."""

    file = UploadField(
        label="レセプトファイル",
        help_text="審査支払機関から受け取った .UKE ファイルか、月次の一覧（CSV）。500メガバイトまで",
        most=500 * 1024**2,
    )
    form = forms.ChoiceField(
        label="ファイルの形式",
        required=False,
        choices=forms_of_file,
        help_text="ふつうは選ばなくてかまいません。中身で見分けます",
    )
    month = forms.CharField(
        label="請求年月",
        required=False,
        max_length=12,
        help_text="例 令和8年7月。入れると、違う月のファイルを取り込みません",
    )
    reviewer = forms.ChoiceField(
        label="審査支払機関", required=False, choices=[("", "ファイルの記載による"), *Reviewer.choices],
        help_text="一覧に審査支払機関の列がないときは選んでください",
    )  # fmt: skip
    count = forms.IntegerField(
        label="当市の明細の件数",
        required=False,
        min_value=0,
        help_text="送付書にあれば入れてください。違えば取り込みません",
    )
    yen = forms.IntegerField(
        label="当市の明細の金額（円）", required=False, help_text="送付書にあれば入れてください。違えば取り込みません"
    )

    def clean_month(self) -> str:
        """YYYY-MM, or blank."""
        text = self.cleaned_data["month"].strip()
        if not text:
            return ""
        try:
            return read_month(text)
        except ValueError as unread:
            raise forms.ValidationError(str(unread)) from None


class DecideForm(SasaeForm):
    """A person's decision on a held line."""

    decision = forms.ChoiceField(
        label="判断", choices=[("accept", "認定する"), ("return", "審査支払機関に返戻する")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="判断の理由", max_length=200)


class TogetherForm(SasaeForm):
    """Which line that was never paid a negative line cancels, and why."""

    original = forms.TypedChoiceField(label="元の明細", coerce=int, widget=forms.RadioSelect)
    note = forms.CharField(label="あわせて処理する理由", max_length=200)

    def __init__(self, *args: Any, originals: Iterable[ReceiptLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["original"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.pk, _told(one)) for one in originals]


def _told(one: ReceiptLine) -> str:
    name = one.name or f"受給者番号{one.recipient_number}"
    days = "" if one.days is None else f"・{one.days}日"
    return f"明細{one.pk}（{one.get_state_display()}）{name}{days}・{one.in_kind_yen:,}円・{one.file.name}"


class AskForm(SasaeForm):
    """What the body is asked about an accepted line."""

    kind = forms.ChoiceField(
        label="申出の種類",
        choices=[(kind.value, kind.label) for kind in (CorrectionKind.MISTAKE, CorrectionKind.REEXAMINE)],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="申し出る理由", max_length=200)


class BillForm(SasaeForm):
    """The body's bill for the month."""

    count = forms.IntegerField(label="請求書の件数", min_value=0, max_value=99_999_999)
    yen = forms.IntegerField(label="請求書の金額（円）", min_value=-999_999_999_999, max_value=999_999_999_999)


class PaidForm(SasaeForm):
    """When the body was paid."""

    paid_on = DateField(label="支払日", help_text="例 令和8年8月20日")


class AnswersForm(SasaeForm):
    """The bodies' answers as a file."""

    file = UploadField(
        label="回答のファイル",
        help_text="申出番号・結果（1認める、2認めない）・回答の3列のCSV。10メガバイトまで",
        most=10 * 1024**2,
    )


class AnswerForm(SasaeForm):
    """One answer, typed."""

    result = forms.ChoiceField(
        label="結果",
        choices=[("agreed", "認める（調整される）"), ("rejected", "認めない（原審どおり）")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="回答", max_length=200, required=False)
