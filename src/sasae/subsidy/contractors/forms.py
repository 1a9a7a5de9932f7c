"""What is entered into the register of contractors."""

from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.contractors.checklists import INTERVALS, clauses_of
from sasae.subsidy.contractors.models import AuditKind, ClauseModel, Contract, ReportKind, Settled


def _text(label: str, most: int, *, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


class ContractForm(SasaeForm):
    """What the contract says."""

    contractor = _text("委託先の名称", 100)
    work = _text("委託内容", 300, rows=3)
    model = forms.ChoiceField(label="契約条項の型", choices=ClauseModel.choices, widget=forms.RadioSelect)
    since = DateField(label="契約の初日")
    until = DateField(label="契約の末日", help_text="委託先の従業員の利用者IDは、この日に終わります。")
    staff = forms.IntegerField(
        label="取扱者数",
        min_value=1,
        max_value=9999,
        help_text="特定個人情報ファイルを取り扱う人数。評価書の区分と比べます。",
    )
    leader = _text("作業責任者", 100)
    place = _text("作業場所", 200)
    report_months = forms.IntegerField(label="定期報告の間隔（か月）", min_value=1, max_value=60)
    audit_months = forms.IntegerField(label="監査・検査の間隔（か月）", min_value=1, max_value=60)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = INTERVALS.on(on)
        self.fields["report_months"].initial, self.fields["audit_months"].initial = usual["report"], usual["audit"]


class ClausesForm(SasaeForm):
    """The checklist of the contract's model: where each clause stands."""

    explained_on = DateField(
        label="情報セキュリティに関する遵守事項を説明した日", required=False, help_text="契約の締結にあたり説明します。"
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["explained_on"].initial = contract.explained_on
        for clause in clauses_of(contract.model, contract.since):
            self.fields[clause.key] = forms.CharField(
                label=clause.name, max_length=60, required=False, initial=contract.clauses.get(clause.key, ""),
                help_text=f"確かめること：{clause.ask}。契約書のどこにあるか（第○条など）を書きます。",
            )  # fmt: skip

    @property
    def found(self) -> dict[str, str]:
        """What was typed, by clause."""
        return {key: text for key, text in self.cleaned_data.items() if key != "explained_on"}


class EndForm(SasaeForm):
    """When and why a contract ends."""

    at_once = forms.BooleanField(
        label="解除する（今すぐ終える）",
        required=False,
        help_text="利用者IDは今すぐ失効し、使っている人も次の操作でログアウトになります。",
    )
    last = DateField(
        label="最後の日", required=False, help_text="解除するときは空けます。利用者IDはこの日に終わります。"
    )
    why = _text("終える理由", 200)

    def clean(self) -> None:
        if not self.cleaned_data.get("at_once") and not self.cleaned_data.get("last") and "last" not in self.errors:
            self.add_error("last", "最後の日を入れるか、「解除する」を選んでください。")


class RequestForm(SasaeForm):
    """The contractor's written request to subcontract."""

    contractor = _text("再委託先の名称", 100)
    work = _text("再委託する業務", 300, rows=3)
    need = _text("再委託の理由", 300, rows=3)
    measures = _text("委託先と同等のリスク対策", 500, rows=4)
    document = _text("申請書の文書番号", 60)
    written_on = DateField(label="申請書の日付")
    received_on = DateField(label="受付日")


class AnswerForm(SasaeForm):
    """The written answer."""

    answer = _text("回答する書面の文書番号", 60)
    reason = _text("判断の理由", 300, rows=3, help_text="妥当と、または妥当でないと判断した理由を書きます。")


class WorkerForm(SasaeForm):
    """A person who works under the contract."""

    name = _text("氏名", 100)
    duty = _text("担当", 100)
    since = DateField(label="従事の初日")
    taught_on = DateField(label="個人情報の取扱いの教育を受けた日", required=False)


class PledgeForm(SasaeForm):
    """The pledge of confidentiality."""

    pledged_on = DateField(label="誓約書の日付")
    pledge = _text("誓約書の文書番号", 60)


class LeaveForm(SasaeForm):
    """The last day of a person."""

    last = DateField(label="従事の最後の日", help_text="過ぎた日を入れると、利用者IDは今すぐ失効します。")


class ReportForm(SasaeForm):
    """A report of the contractor."""

    kind = forms.ChoiceField(label="種類", choices=ReportKind.choices, widget=forms.RadioSelect)
    about = _text("報告の内容", 500, rows=4)
    document = _text("報告書の文書番号", 60, required=False)
    received_on = DateField(label="受けた日")


class HandlingForm(SasaeForm):
    """What was done about an emergency report."""

    handling = _text("どう対応したか", 300, rows=3)


class EntrustedForm(SasaeForm):
    """What is handed to the contractor."""

    what = _text("渡したもの", 200, help_text="情報の名、媒体や書類の番号を書きます。")
    count = forms.IntegerField(label="数量", min_value=1, max_value=999_999)
    handed_on = DateField(label="渡した日")
    due_on = DateField(label="返還・廃棄の期限")


class SettleForm(SasaeForm):
    """The receipt of a return, or the certificate of a disposal."""

    how = forms.ChoiceField(label="返還か廃棄か", choices=Settled.choices, widget=forms.RadioSelect)
    settled_on = DateField(label="返還・廃棄の日")
    receipt = _text("受領書・廃棄証明書の番号", 60)


class AuditForm(SasaeForm):
    """A planned audit."""

    kind = forms.ChoiceField(label="方法", choices=AuditKind.choices, widget=forms.RadioSelect)
    scope = _text("確かめること", 300, rows=3)
    planned_on = DateField(label="予定日")


class ResultForm(SasaeForm):
    """What the audit found."""

    done_on = DateField(label="実施日")
    result = _text("確かめた結果", 500, rows=4)
    defects = _text("指摘（1行に1件）", 3000, rows=4, required=False)
    due_on = DateField(label="改善の期限", required=False, help_text="指摘があるときは必ず入れます。")

    def clean(self) -> None:
        lines = [line.strip() for line in self.cleaned_data.get("defects", "").splitlines() if line.strip()]
        if lines and not self.cleaned_data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "指摘の改善の期限を入れてください。")
        if any(len(line) > 300 for line in lines):
            self.add_error("defects", "指摘は1件300字までで入れてください。")
        self.cleaned_data["defects"] = [(line, self.cleaned_data.get("due_on")) for line in lines]


class MendForm(SasaeForm):
    """What the contractor did about a defect."""

    how = _text("改善の内容", 300, rows=3)
