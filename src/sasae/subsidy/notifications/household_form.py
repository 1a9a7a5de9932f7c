"""04 世帯・扶養: what changes around the applicant, and a reason that comes to a child's first one."""

from datetime import date
from typing import Any

from django import forms

from sasae.subsidy.applications.fields import MOST_YEN, PastDateField
from sasae.subsidy.applications.labels import WORDS
from sasae.subsidy.notifications.forms import NotificationForm, choice, yes_no

BEGAN, ENDED, KIN_CAME, KIN_LEFT, SUPPORT = "partner_began", "partner_ended", "kin_came", "kin_left", "support"
REASON = "another_reason"
HOUSEHOLD = {
    BEGAN: "婚姻・事実婚が始まった", ENDED: "婚姻・事実婚が終わった", KIN_CAME: "父母・祖父母・兄弟姉妹などと同居した",
    KIN_LEFT: "同居の父母・祖父母・兄弟姉妹などがいなくなった", SUPPORT: "養育費が変わった",
    REASON: "ひとり親の理由が加わった・替わった（離婚の成立、死亡、拘禁など）",
}  # fmt: skip
OF_REASON = ("who", "reason", "earlier_until")
ANY_REASON = list(WORDS["reason"].items())


class HouseholdForm(NotificationForm):
    """04 世帯・扶養."""

    OWN = ("what", "de_facto", "child_support_yen", *OF_REASON)
    CHILDREN_ONLY = True
    what = choice("何があったか", list(HOUSEHOLD.items()))
    de_facto = yes_no("事実婚である", initial="no", required=False)
    child_support_yen = forms.IntegerField(label="養育費（年、円）", min_value=0, max_value=MOST_YEN, required=False)
    who = forms.MultipleChoiceField(
        label="理由が加わった児童",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="理由が加わったときだけ選びます",
    )
    reason = choice("加わった理由", ANY_REASON, required=False)
    earlier_until = PastDateField(label="前の理由の続いた末日", required=False)

    def clean(self) -> dict[str, Any]:
        """A change of child support says how much; a reason says which, and whose."""
        data = super().clean()
        if data.get("what") == REASON:
            for name, words in (
                ("who", "理由が加わった児童を選んでください。"),
                ("reason", "加わった理由を選んでください。"),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        if data.get("what") == SUPPORT and data.get("child_support_yen") is None:
            self.add_error("child_support_yen", "養育費の年額を入れてください。")
        return data

    def content(self) -> dict[str, Any]:
        """What belongs to a reason is said where one came, and not else."""
        said = super().content()
        return said if said["what"] == REASON else {name: said[name] for name in said if name not in OF_REASON}

    @classmethod
    def initial_of(cls, said: dict[str, Any]) -> dict[str, Any]:
        """The last day of the earlier reason as it is typed."""
        shown, day = super().initial_of(said), said.get("earlier_until")
        return {**shown, "earlier_until": date.fromisoformat(day)} if day else shown
