"""One form a kind of notification: only what that kind needs (ACQ-3). Every day in either calendar."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.kernel import clock
from sasae.subsidy.applications.fields import said
from sasae.subsidy.applications.forms import PROOFS
from sasae.subsidy.applications.help import explain
from sasae.subsidy.entitlements.models import FamilyMember
from sasae.subsidy.people.forms import PAPERS, NumberField

FILERS = [("applicant", "申請者本人"), ("agent", "代理人（委任状を確かめた）"), ("relative", "遺族・同居の親族")]
YES_NO = [("yes", "はい"), ("no", "いいえ")]
CHOOSE = ("", "選んでください")


def yes_no(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    """はい or いいえ as a boolean."""
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda value: value == "yes", widget=forms.RadioSelect, **kwargs
    )


def choice(label: str, choices: Sequence[tuple[str, str]], **kwargs: Any) -> forms.ChoiceField:
    """A choice nobody has made yet."""
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], **kwargs)


def _shown(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class NumberForm(SasaeForm):
    """A new individual number, with the paper that shows it in hand."""

    individual_number = NumberField(required=True, label="新しい個人番号")
    shown = forms.BooleanField(
        label="本人または代理人から、新しい番号のわかる書類の提示を受けた", help_text="提示がないときは登録できません"
    )
    paper = choice("提示された書類", [(one, one) for one in PAPERS])


class NotificationForm(SasaeForm):
    """What every notification says; a kind adds its own. `OWN` names the fields that are its content."""

    OWN: tuple[str, ...] = ()
    CHILDREN_ONLY = False
    OCCURRED = "異動日"

    token = forms.CharField(widget=forms.HiddenInput, max_length=32)
    received_on = DateField(label="受付日")
    filer = forms.ChoiceField(label="届け出た人", choices=FILERS)
    identity_checked = forms.ChoiceField(
        label="本人確認に使った書類", choices=[CHOOSE, *((proof, proof) for proof in PROOFS)],
        help_text="確認できないときは受け付けられません",
    )  # fmt: skip
    identity_note = forms.CharField(label="本人確認の補足", max_length=60, required=False, help_text="書類の名前など")
    occurred_on = DateField(label="異動日")

    def __init__(self, *args: Any, members: Sequence[FamilyMember], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("token", uuid.uuid4().hex)
        super().__init__(*args, **kwargs)
        explain(self, "notification")
        self.fields["occurred_on"].label = self.OCCURRED
        self.fields["occurred_on"].error_messages["required"] = f"{self.OCCURRED}を入れてください。"
        if "who" in self.fields:
            listed = [one for one in members if not self.CHILDREN_ONLY or one.role == "30"]
            named = [(one.person.atena_no, f"{one.person.name}（{one.get_role_display()}）") for one in listed]
            field: Any = self.fields["who"]
            field.choices = named if isinstance(field, forms.MultipleChoiceField) else [CHOOSE, *named]

    def clean(self) -> dict[str, Any]:
        """Days in their order; 「その他」 names the papers."""
        data: dict[str, Any] = super().clean() or {}
        received, occurred = data.get("received_on"), data.get("occurred_on")
        if received and received > clock.today():
            self.add_error("received_on", said("UK-005", "受付日が今日より後の日です。"))
        if occurred and received and occurred > received and not self.may_be_ahead():
            self.add_error(
                "occurred_on",
                said("UK-201", f"{self.OCCURRED}が受付日より後の日です。まだ起きていないことは届け出られません。"),
            )
        if data.get("identity_checked") == PROOFS[-1] and not data.get("identity_note"):
            self.add_error("identity_note", said("UK-202", "「その他」のときは、書類の名前を入れてください。"))
        return data

    def may_be_ahead(self) -> bool:
        """Whether the day may lie ahead: a departure or a withdrawal is notified before its day."""
        return False

    def identity(self) -> str:
        """How the identity was checked, in words."""
        note = self.cleaned_data["identity_note"]
        return (
            f"{self.cleaned_data['identity_checked']}（{note}）" if note else str(self.cleaned_data["identity_checked"])
        )

    def content(self) -> dict[str, Any]:
        """What the notification says, as JSON. Addresses are not in it."""
        said = {name: self.cleaned_data[name] for name in self.OWN}
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
        return {"filer": self.cleaned_data["filer"], **plain}

    @classmethod
    def initial_of(cls, said: dict[str, Any]) -> dict[str, Any]:
        """What the kind's own fields show when the entry with this content is mended."""
        return {name: _shown(said[name]) for name in cls.OWN if name in said}

    def occurred(self) -> date:
        """The day the fact came about."""
        day: date = self.cleaned_data["occurred_on"]
        return day

    def parts(self) -> list[Any]:
        """The fields of the kind itself, in order, for the page."""
        common = {"token", "received_on", "filer", "identity_checked", "identity_note"}
        return [bound for bound in self if bound.name not in common]

    def reception(self) -> list[Any]:
        """The fields every notification has."""
        return [self[name] for name in ("received_on", "filer", "identity_checked", "identity_note")]
