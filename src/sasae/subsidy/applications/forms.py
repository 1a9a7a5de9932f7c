"""The paper form at the counter, in its own order; and finding whom a part of it speaks of."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from sasae.contracts.forms.certificate_application import PROCEDURE, VERSION
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.applications import checks
from sasae.subsidy.applications.fields import (
    MOST_YEN,
    DigitsField,
    InsurerField,
    KanaField,
    PastDateField,
    TelephoneField,
    attach,
    said,
)
from sasae.subsidy.applications.help import explain
from sasae.subsidy.applications.identification import MOST
from sasae.subsidy.applications.labels import WORDS
from sasae.subsidy.people.forms import NumberField

PROOFS = [
    "個人番号カード",
    "運転免許証",
    "旅券",
    "在留カード",
    "身体障害者手帳",
    "健康保険の資格がわかるものと年金手帳など2点",
    "その他",
]
YES_NO = [("yes", "はい"), ("no", "いいえ")]
MOST_CHILDREN = 6


def _choice(name: str, label: str) -> forms.ChoiceField:
    choices = [("", "選んでください"), *WORDS[name].items()]
    return forms.ChoiceField(label=label, choices=choices)


def _yes_no(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda value: value == "yes", widget=forms.RadioSelect, **kwargs
    )


class PersonPart(SasaeForm):
    """What the paper asks of anybody."""

    HELP = "applicant"

    name = forms.CharField(label="氏名", max_length=100)
    name_kana = KanaField()
    birth_date = PastDateField(label="生年月日")
    sex = _choice("sex", "性別")
    individual_number = NumberField()
    insurer_number = InsurerField()
    symbol = forms.CharField(label="記号", max_length=38, required=False)
    number = forms.CharField(label="番号", max_length=38)
    insured_since = PastDateField(label="資格取得日")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explain(self, self.HELP)

    def entry(self) -> dict[str, Any]:
        """This part as the form's JSON has it, without the individual number."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "name_kana": data["name_kana"],
            "birth_date": data["birth_date"].isoformat(),
            "sex": data["sex"],
            "insurance": {
                "insurer_number": data["insurer_number"],
                "symbol": data["symbol"],
                "number": data["number"],
                "insured_since": data["insured_since"].isoformat(),
            },
        }


class ApplicantPart(PersonPart):
    """The applicant, the family, and how the identity was checked."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=32)
    received_on = PastDateField(label="受付日")
    identity_checked = forms.ChoiceField(
        label="本人確認に使った書類", choices=[("", "選んでください"), *((proof, proof) for proof in PROOFS)],
        help_text="確認できないときは受け付けられません",
    )  # fmt: skip
    identity_note = forms.CharField(label="本人確認の補足", max_length=60, required=False, help_text="書類の名前など")
    relation = _choice("relation", "児童との続柄")
    postal_code = DigitsField(7, label="郵便番号")
    address = forms.CharField(label="住所", max_length=300)
    telephone = TelephoneField(label="電話番号", max_length=20)
    has_partner = _yes_no("同居の配偶者・事実婚の相手がいる", initial="no")
    child_support_yen = forms.IntegerField(label="養育費（前々年または前年、円）", min_value=0, max_value=MOST_YEN, initial=0)
    other_scheme = _yes_no("他の医療費助成・生活保護を受けている", initial="no")
    receives_child_allowance = _yes_no("児童扶養手当を受けている", initial="no")
    consent_to_inquiries = _yes_no("他団体への所得の照会に同意する", help_text="申請書の同意欄のとおり")

    def identity(self) -> str:
        """How the identity was checked, in words."""
        note = self.cleaned_data["identity_note"]
        return f"{self.cleaned_data['identity_checked']}（{note}）" if note else self.cleaned_data["identity_checked"]

    def clean(self) -> dict[str, Any]:
        """「その他」 names the papers."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("identity_checked") == PROOFS[-1] and not data.get("identity_note"):
            self.add_error("identity_note", said("UK-202", "「その他」のときは、書類の名前を入れてください。"))
        return data

    def agrees_with(self, children: list["ChildPart"]) -> bool:
        """Whether the parts, right each on its own, can be true together; what cannot is said beside its field."""
        parts: dict[str, PersonPart] = {"applicant": self}
        parts |= {f"children.{place}": child for place, child in enumerate(children)}
        found = [("applicant", one) for one in checks.of_applicant(self.cleaned_data)]
        for place, child in enumerate(children):
            found += [(f"children.{place}", one) for one in checks.of_child(child.cleaned_data, self.cleaned_data)]
        found += checks.of_all({place: part.cleaned_data for place, part in parts.items()})
        for place, finding in found:
            attach(parts[place], finding)
        return not found

    def whole(self, children: list["ChildPart"]) -> dict[str, Any]:
        """The application's form as JSON."""
        data = self.cleaned_data
        own = ("relation", "postal_code", "address", "telephone")
        family = (
            "has_partner",
            "child_support_yen",
            "other_scheme",
            "receives_child_allowance",
            "consent_to_inquiries",
        )
        return {
            "form": PROCEDURE,
            "form_version": VERSION,
            "applied_on": data["received_on"].isoformat(),
            "applicant": {**self.entry(), **{name: data[name] for name in own}},
            "children": [child.entry() for child in children],
            "family": [],
            "account": None,
            **{name: data[name] for name in family},
        }


class ChildPart(PersonPart):
    """One child."""

    HELP = "child"

    reason = _choice("reason", "ひとり親となった理由")
    reason_on = PastDateField(label="事由発生日")
    lives_with_applicant = _yes_no("申請者と同居している", initial="yes")
    disabled = _yes_no("一定の障害がある", initial="no")
    in_high_school = _yes_no("高校等に在学している", initial="no")

    def entry(self) -> dict[str, Any]:
        """With the reason and the child's own circumstances."""
        data = self.cleaned_data
        own = ("reason", "lives_with_applicant", "disabled", "in_high_school")
        return {
            **super().entry(), **{name: data[name] for name in own}, "reason_on": data["reason_on"].isoformat(),
        }  # fmt: skip


class Children(BaseFormSet):
    """The children of one paper. Parts nobody filled in are left out."""

    def filled(self) -> list[ChildPart]:
        """The parts that were filled in, in order."""
        return [part for part in self.forms if part.has_changed()]

    def clean(self) -> None:
        """At least one child."""
        if not any(self.errors) and not self.filled():
            raise ValidationError("児童を1人以上入れてください。")


ChildrenFormSet = formset_factory(ChildPart, formset=Children, extra=2, max_num=MOST_CHILDREN, validate_max=True)


class SearchForm(SasaeForm):
    """Whom a part of the form speaks of: by number, or by kana and birth date."""

    name_kana = forms.CharField(label="フリガナ", max_length=100, required=False)
    birth_date = DateField(label="生年月日", required=False)
    individual_number = NumberField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explain(self, "identify")

    def clean(self) -> dict[str, Any]:
        """One way of the two."""
        data: dict[str, Any] = super().clean() or {}
        if (
            not self.errors
            and not data.get("individual_number")
            and not (data.get("name_kana") and data.get("birth_date"))
        ):
            raise ValidationError("フリガナと生年月日、または個人番号を入れてください。")
        return data


class HowForm(SasaeForm):
    """How it was made sure that it is this person."""

    how = forms.CharField(
        label="本人と確かめた方法", max_length=MOST,
        help_text="例：登録の電話番号にかけ、生年月日と家族の名前を言ってもらった。別の職員がこれを見て確かめます",
    )  # fmt: skip
