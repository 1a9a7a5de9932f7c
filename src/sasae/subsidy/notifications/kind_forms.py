"""The forms of the thirteen kinds."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from sasae.kernel.findings import has_errors
from sasae.kernel.kana import zengin_text
from sasae.law import Loss
from sasae.law.codes import Scheme
from sasae.subsidy.applications.fields import MOST_YEN, DigitsField, InsurerField, KanaField, PastDateField, said
from sasae.subsidy.applications.labels import WORDS
from sasae.subsidy.entitlements.models import FamilyMember, Role
from sasae.subsidy.notifications.forms import NotificationForm, choice, yes_no
from sasae.subsidy.notifications.household_form import ENDED, HouseholdForm
from sasae.subsidy.notifications.models import Kind
from sasae.subsidy.people.account_numbers import NUMBER_HELP, SYMBOL_HELP, mend
from sasae.subsidy.people.forms import TYPES

NEW, LOST = "new", "lost"
REMOVED = {
    "custody": "監護しなくなった（他方の親・養子縁組先などへ）", Scheme.FACILITY.value: "児童福祉施設へ入所した",
    Scheme.FOSTER.value: "里親・ファミリーホームへ委託された",
}  # fmt: skip
LOSSES = [
    Loss.MOVED_OUT, Loss.DIED, Loss.MARRIED, Loss.PUBLIC_ASSISTANCE, Loss.DISABILITY_SUBSIDY, Loss.INSURANCE_LOST,
    Loss.WITHDRAWN, Loss.OTHER,
]  # fmt: skip
REISSUE = {"lost": "なくした", "damaged": "汚した・破れた"}


def postal(**kwargs: Any) -> DigitsField:
    """A postal code, hyphen forgiven."""
    return DigitsField(7, label="郵便番号", **kwargs)


class AddressForm(NotificationForm):
    """01 住所."""

    OWN = ("who", "where")
    who = forms.MultipleChoiceField(label="だれが移ったか", widget=forms.CheckboxSelectMultiple)
    where = choice("どこへ", [("within", "市内"), ("out", "市外")])
    postal_code = postal()
    address = forms.CharField(label="新しい住所", max_length=300)

    def may_be_ahead(self) -> bool:
        """転出届 is made before the day."""
        return bool(self.cleaned_data.get("where") == "out")


class NameForm(NotificationForm):
    """02 氏名."""

    OWN = ("who", "name", "name_kana", "why")
    who = forms.ChoiceField(label="だれの氏名か")
    name = forms.CharField(label="新しい氏名", max_length=100)
    name_kana = KanaField()
    why = choice("理由", [(word, word) for word in ("婚姻", "離婚", "養子縁組", "その他")])


class InsuranceForm(NotificationForm):
    """03 保険."""

    OWN = ("who", "change", "insurer_number", "symbol", "number")
    OCCURRED = "資格取得日・喪失日"
    who = forms.ChoiceField(label="だれの保険か")
    change = choice("何があったか", [(NEW, "新しい保険に入った"), (LOST, "保険の資格を失った")])
    insurer_number = InsurerField(required=False)
    symbol = forms.CharField(label="記号", max_length=38, required=False)
    number = forms.CharField(label="番号", max_length=38, required=False)

    def clean(self) -> dict[str, Any]:
        """A new insurance has its numbers."""
        data = super().clean()
        if data.get("change") == NEW:
            for name in ("insurer_number", "number"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"新しい保険の{self.fields[name].label}を入れてください。")
        return data


class IncomeForm(NotificationForm):
    """05 所得更正. The day is the day the correction was decided; it works from the certificate year of its income."""

    OWN = ("who", "year", "salary", "public_pension", "other_general", "dependants", "proof")
    OCCURRED = "更正のあった日"
    who = forms.ChoiceField(label="だれの所得か")
    year = forms.IntegerField(label="所得の年（西暦）", min_value=2015, max_value=2100)
    salary = forms.IntegerField(label="給与所得（控除後、円）", min_value=0, max_value=MOST_YEN, initial=0)
    public_pension = forms.IntegerField(label="公的年金等の所得（円）", min_value=0, max_value=MOST_YEN, initial=0)
    other_general = forms.IntegerField(label="その他の所得（円）", min_value=-MOST_YEN, max_value=MOST_YEN, initial=0)
    dependants = forms.IntegerField(label="扶養親族等の数（人）", min_value=0, max_value=20, initial=0)
    proof = choice("証明", [(word, word) for word in ("課税（所得）証明書", "更正決定通知書", "確定申告書の控え")])

    def clean(self) -> dict[str, Any]:
        """The year is over."""
        data = super().clean()
        if "year" in data and data.get("received_on") and data["year"] >= data["received_on"].year:
            self.add_error("year", said("UK-203", "まだ終わっていない年の所得は、届け出られません。"))
        return data


class AccountForm(NotificationForm):
    """06 口座, of the applicant."""

    OWN = ("bank", "branch", "type", "number", "holder_kana")
    OCCURRED = "届出の日"
    bank = DigitsField(4, label="銀行コード")
    branch = DigitsField(3, label="支店コード", required=False)
    symbol = DigitsField(5, label="ゆうちょの記号", help_text=SYMBOL_HELP, required=False)
    type = forms.ChoiceField(label="預金種目", choices=TYPES)
    number = DigitsField(*range(1, 9), label="口座番号", help_text=NUMBER_HELP)
    holder_kana = forms.CharField(label="口座名義（カナ）", max_length=60)

    def clean(self) -> dict[str, Any]:
        """Bank and branch exist; the holder's name can stand in a transfer file."""
        data = mend(self, super().clean())
        if "holder_kana" in data:
            found = zengin_text(data["holder_kana"], "name")
            if has_errors(found.findings):
                self.add_error("holder_kana", found.findings[0].message)
            data["holder_kana"] = found.text
        return data


class MailingForm(NotificationForm):
    """07 送付先, of the applicant."""

    OWN = ("what",)
    OCCURRED = "いつから"
    what = choice("何をするか", [(NEW, "送付先を登録する"), (ENDED, "送付先をやめて住所へ送る")])
    postal_code = postal(required=False)
    address = forms.CharField(label="送付先", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A new one has an address."""
        data = super().clean()
        if data.get("what") == NEW:
            for name in ("postal_code", "address"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"{self.fields[name].label}を入れてください。")
        return data


class ChildAddedForm(NotificationForm):
    """08 児童追加."""

    OCCURRED = "監護を始めた日"
    name = forms.CharField(label="児童の氏名", max_length=100)
    name_kana = KanaField()
    birth_date = PastDateField(label="生年月日")
    sex = choice("性別", list(WORDS["sex"].items()))
    insurer_number = InsurerField()
    symbol = forms.CharField(label="記号", max_length=38, required=False)
    number = forms.CharField(label="番号", max_length=38)
    insured_since = PastDateField(label="資格取得日")
    reason = choice("ひとり親となった理由", list(WORDS["reason"].items()))
    reason_on = PastDateField(label="事由発生日")
    lives_with_applicant = yes_no("申請者と同居している", initial="yes")

    def clean(self) -> dict[str, Any]:
        """Nothing before the birth."""
        data = super().clean()
        birth, insured, taken = data.get("birth_date"), data.get("insured_since"), data.get("occurred_on")
        if birth and insured and insured < birth:
            self.add_error("insured_since", said("UK-101", "健康保険の資格取得日が、生年月日より前の日です。"))
        if birth and taken and taken < birth:
            self.add_error("occurred_on", said("UK-204", "監護を始めた日が、児童の生年月日より前の日です。"))
        return data

    @classmethod
    def initial_of(cls, said: dict[str, Any]) -> dict[str, Any]:
        """The child's part, its days as they are typed."""
        child = {**said["child"], **said["child"]["insurance"]}
        days = {name: date.fromisoformat(child[name]) for name in ("birth_date", "reason_on", "insured_since")}
        lives = "yes" if child["lives_with_applicant"] else "no"
        return {**{name: child[name] for name in cls.base_fields if name in child}, **days, "lives_with_applicant": lives}

    def content(self) -> dict[str, Any]:
        """The child's part as an application has it, applied for on the day of reception."""
        data = self.cleaned_data
        child = {
            **{name: data[name] for name in ("name", "name_kana", "sex", "reason", "lives_with_applicant")},
            **{name: data[name].isoformat() for name in ("birth_date", "reason_on")},
            "applied_on": data["received_on"].isoformat(),
            "insurance": {
                **{name: data[name] for name in ("insurer_number", "symbol", "number")},
                "insured_since": data["insured_since"].isoformat(),
            },
        }
        return {**super().content(), "child": child}


class ChildRemovedForm(NotificationForm):
    """09 児童減."""

    OWN = ("who", "why")
    CHILDREN_ONLY = True
    OCCURRED = "その日"
    who = forms.ChoiceField(label="どの児童か")
    why = choice("理由", list(REMOVED.items()))


class ThirdPartyForm(NotificationForm):
    """10 第三者行為."""

    OWN = ("who", "what_happened", "opponent", "police")
    OCCURRED = "傷病の日"
    who = forms.ChoiceField(label="だれがけがをしたか")
    what_happened = forms.CharField(label="何があったか", max_length=200)
    opponent = forms.CharField(
        label="相手方の氏名", max_length=100, required=False, help_text="わからなければ空けておきます"
    )
    police = yes_no("警察に届け出た")


class LossForm(NotificationForm):
    """11 喪失."""

    OWN = ("who", "reason")
    OCCURRED = "その日（転出日・死亡日・開始日・喪失日・辞退する日）"
    who = forms.ChoiceField(label="だれの資格か")
    reason = choice("理由", [(one.value, one.label) for one in LOSSES])

    def __init__(self, *args: Any, members: Sequence[FamilyMember], **kwargs: Any) -> None:
        super().__init__(*args, members=members, **kwargs)
        self._children = {one.person.atena_no for one in members if one.role == Role.CHILD}

    def clean(self) -> dict[str, Any]:
        """A marriage and a withdrawal are the applicant's; told here, and not only when another person compares it."""
        data = super().clean()
        if data.get("who") in self._children and data.get("reason") in (Loss.MARRIED.value, Loss.WITHDRAWN.value):
            label = Loss(data["reason"]).label
            self.add_error("who", said("UK-207", f"「{label}」は申請者について届け出ます。児童だけのときは「児童減」の届出にします。"))
        return data

    def may_be_ahead(self) -> bool:
        """A departure and a withdrawal may lie ahead."""
        return self.cleaned_data.get("reason") in (Loss.MOVED_OUT.value, Loss.WITHDRAWN.value)


class ReissueForm(NotificationForm):
    """12 再交付."""

    OWN = ("who", "why")
    OCCURRED = "気づいた日"
    who = forms.ChoiceField(label="だれの医療証か")
    why = choice("理由", list(REISSUE.items()))


class StatusReportForm(NotificationForm):
    """13 現況届."""

    OWN = ("year", "has_partner", "household_changed", "child_support_yen", "receives_child_allowance")
    OCCURRED = "届出の日"
    year = forms.IntegerField(label="医療証の年（西暦）", min_value=2020, max_value=2100)
    has_partner = yes_no("同居の配偶者・事実婚の相手がいる")
    household_changed = yes_no("前の届出から世帯が変わった")
    child_support_yen = forms.IntegerField(label="養育費（年、円）", min_value=0, max_value=MOST_YEN)
    receives_child_allowance = yes_no("児童扶養手当を受けている")

    def clean(self) -> dict[str, Any]:
        """The certificate of this year or of the next."""
        data = super().clean()
        received = data.get("received_on")
        if "year" in data and received and data["year"] not in (received.year, received.year + 1):
            self.add_error("year", said("UK-205", "現況届は、その年か次の年の医療証のためのものです。"))
        return data


FORMS: dict[Kind, type[NotificationForm]] = {
    Kind.ADDRESS: AddressForm, Kind.NAME: NameForm, Kind.INSURANCE: InsuranceForm, Kind.HOUSEHOLD: HouseholdForm,
    Kind.INCOME: IncomeForm, Kind.ACCOUNT: AccountForm, Kind.MAILING: MailingForm, Kind.CHILD_ADDED: ChildAddedForm,
    Kind.CHILD_REMOVED: ChildRemovedForm, Kind.THIRD_PARTY: ThirdPartyForm, Kind.LOSS: LossForm,
    Kind.REISSUE: ReissueForm, Kind.STATUS_REPORT: StatusReportForm,
}  # fmt: skip
