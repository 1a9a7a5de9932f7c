"""What staff enter about a debt."""

from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.applications.fields import DigitsField, PastDateField
from sasae.subsidy.recovery.actions.steps import GROUNDS, SUSPENSIONS
from sasae.subsidy.recovery.models import Debtor, InterruptionKind, OrderKind, Reason, Receivable

MOST_YEN = 999_999_999
CHOOSE = ("", "選んでください")


def _yen(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_YEN, **more)


def _why(label: str = "理由") -> forms.CharField:
    return forms.CharField(label=label, max_length=300)


class ProposalForm(SasaeForm):
    """Why money is asked back, and how much of it."""

    reason = forms.ChoiceField(label="返還理由", choices=[CHOOSE, *Reason.choices])
    debtor_kind = forms.ChoiceField(label="だれが返すか", choices=Debtor.choices, initial=Debtor.PERSON)
    payer_name = forms.CharField(
        label="保険者・第三者の名称", max_length=100, required=False, help_text="本人のときは入れません"
    )
    payer_postal_code = DigitsField(7, label="保険者・第三者の郵便番号", required=False)
    payer_address = forms.CharField(label="保険者・第三者の所在地", max_length=200, required=False)
    yen = _yen("返還額（円）")
    why = forms.CharField(
        label="理由の説明", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="決定通知書に載ります。どの事実から、なぜ返していただくのかを書きます",
    )

    def clean(self) -> dict[str, Any]:
        """Whoever is not the person has a name and a place; the person has ours."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("payer_name", "payer_address"):
            label = str(self.fields[name].label)
            if data.get("debtor_kind") != Debtor.PERSON and not data.get(name) and name not in self.errors:
                self.add_error(name, f"{label}を入れてください。")
            if data.get("debtor_kind") == Debtor.PERSON and data.get(name):
                self.add_error(name, f"本人が返すときは、{label}を入れません。")
        return data

    def asked(self) -> dict[str, Any]:
        """Who is asked, in the words of `propose`."""
        data = self.cleaned_data
        payer = {name: data[name] for name in ("payer_name", "payer_postal_code", "payer_address")}
        return {"debtor_kind": Debtor(data["debtor_kind"]), **payer}


class ManyForm(SasaeForm):
    """The same for the ticked treatments, each whole."""

    reason = forms.ChoiceField(label="返還理由", choices=Reason.choices, initial=Reason.LOST)
    why = forms.CharField(label="理由の説明", max_length=500, initial="受給資格を失った後の診療のため")


class PaymentForm(SasaeForm):
    """A payment slip that came back."""

    paid_on = PastDateField(label="収納した日", help_text="領収日付印の日")
    yen = _yen("収納した額（円）")
    reference = forms.CharField(label="領収済通知書の番号", max_length=30, help_text="同じ番号は一度だけ消し込めます")


class OrderForm(SasaeForm):
    """A step that another person approves. Which fields count depends on the kind."""

    kind = forms.ChoiceField(label="何をするか", choices=[CHOOSE, *OrderKind.choices])
    yen = _yen("金額（円）", required=False, help_text="相殺・減額・還付のときに入れます")
    count = forms.IntegerField(
        label="分割の回数", min_value=2, max_value=120, required=False, help_text="分割納付のときに入れます"
    )
    first_due_on = DateField(label="初回の納期限", required=False, help_text="分割納付のときに入れます")
    movement = forms.ChoiceField(label="取り消す収納", required=False)
    ground = forms.ChoiceField(
        label="不納欠損・徴収停止の事由", required=False,
        choices=[CHOOSE, ("不納欠損", list(GROUNDS.items())), ("徴収停止", list(SUSPENSIONS.items()))],
    )
    why = _why()

    def clean(self) -> dict[str, Any]:
        """What the kind needs is there."""
        data: dict[str, Any] = super().clean() or {}
        for name in _NEEDED.get(data.get("kind", ""), ()):
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, f"{self.fields[name].label}を入れてください。")
        return data

    def told(self, found: Receivable) -> tuple[int, dict[str, Any]]:
        """Amount and terms of the order: what is whole is taken from the debt itself."""
        data = self.cleaned_data
        terms: dict[str, int | str | date] = {}
        yen = data["yen"] or 0
        if data["kind"] in _WHOLE:
            yen = found.owed
        if data["kind"] == OrderKind.PLAN:
            terms = {"count": data["count"], "first_due_on": data["first_due_on"]}
        elif data["kind"] in (OrderKind.WRITE_OFF, OrderKind.SUSPEND):
            terms = {"ground": data["ground"]}
        elif data["kind"] == OrderKind.TAKE_BACK:
            movement = found.movements.filter(pk=data["movement"]).first()
            yen = movement.applied + movement.excess if movement else 0
            terms = {"movement": int(data["movement"])}
        return yen, terms


_WHOLE = (OrderKind.PLAN, OrderKind.WRITE_OFF, OrderKind.SUSPEND, OrderKind.RESUME)
_NEEDED = {
    OrderKind.PLAN: ("count", "first_due_on"), OrderKind.SET_OFF: ("yen",), OrderKind.REDUCE: ("yen",),
    OrderKind.REFUND: ("yen",), OrderKind.TAKE_BACK: ("movement",), OrderKind.WRITE_OFF: ("ground",),
    OrderKind.SUSPEND: ("ground",),
}  # fmt: skip


class RunningForm(SasaeForm):
    """What makes the limitation begin anew, or holds it off."""

    kind = forms.ChoiceField(label="事由")
    on_day = PastDateField(label="その日")
    until = DateField(
        label="猶予の最終日", required=False,
        help_text="裁判上の請求などのときに入れます。係属中は先の日に、終わったら終わった日の6か月後に記録し直します",
    )
    note = forms.CharField(label="説明", max_length=300, help_text="承認書や判決の日付など")

    def __init__(self, *args: Any, carried: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [CHOOSE, *_RUNNING, *(_BEFORE if carried else [])]  # type: ignore[attr-defined]


_RUNNING = [
    (InterruptionKind.ACKNOWLEDGED.value, "債務の承認（承認書）"),
    (InterruptionKind.JUDGEMENT.value, "確定判決・和解・支払督促の確定"),
    (InterruptionKind.DEMAND.value, InterruptionKind.DEMAND.label),
    (InterruptionKind.LAWSUIT.value, "訴え・支払督促の申立てなど（完成猶予）"),
]
_BEFORE = [
    (InterruptionKind.REMINDER.value, "旧システムでの督促（最初の一回）"),
    (InterruptionKind.PART_PAYMENT.value, "旧システムでの一部納付"),
]
