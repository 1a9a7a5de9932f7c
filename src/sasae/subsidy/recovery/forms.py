"""What staff enter about a debt."""

from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.applications.fields import PastDateField
from sasae.subsidy.recovery.actions.orders import GROUNDS
from sasae.subsidy.recovery.models import OrderKind, Reason, Receivable

MOST_YEN = 999_999_999
CHOOSE = ("", "選んでください")


def _yen(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_YEN, **more)


def _why(label: str = "理由") -> forms.CharField:
    return forms.CharField(label=label, max_length=300)


class ProposalForm(SasaeForm):
    """Why money is asked back, and how much of it."""

    reason = forms.ChoiceField(label="返還理由", choices=[CHOOSE, *Reason.choices])
    yen = _yen("返還額（円）")
    why = forms.CharField(
        label="理由の説明", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="決定通知書に載ります。どの事実から、なぜ返していただくのかを書きます",
    )


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
    ground = forms.ChoiceField(label="不納欠損の事由", choices=[CHOOSE, *GROUNDS.items()], required=False)
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
        if data["kind"] in (OrderKind.PLAN, OrderKind.WRITE_OFF):
            yen = found.owed
        if data["kind"] == OrderKind.PLAN:
            terms = {"count": data["count"], "first_due_on": data["first_due_on"]}
        elif data["kind"] == OrderKind.WRITE_OFF:
            terms = {"ground": data["ground"]}
        elif data["kind"] == OrderKind.TAKE_BACK:
            movement = found.movements.filter(pk=data["movement"]).first()
            yen = movement.applied + movement.excess if movement else 0
            terms = {"movement": int(data["movement"])}
        return yen, terms


_NEEDED = {
    OrderKind.PLAN: ("count", "first_due_on"), OrderKind.SET_OFF: ("yen",), OrderKind.REDUCE: ("yen",),
    OrderKind.REFUND: ("yen",), OrderKind.TAKE_BACK: ("movement",), OrderKind.WRITE_OFF: ("ground",),
}  # fmt: skip


class RunningForm(SasaeForm):
    """What makes the limitation begin anew."""

    kind = forms.ChoiceField(
        label="事由", choices=[CHOOSE, ("acknowledged", "債務の承認（承認書）"), ("judgement", "確定判決・和解・支払督促の確定")]
    )
    on_day = PastDateField(label="その日")
    note = forms.CharField(label="説明", max_length=300, help_text="承認書や判決の日付など")
