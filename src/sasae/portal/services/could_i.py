"""「受けられそうですか」: a few questions, answered by the same law the office uses. Nothing of it is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.contracts.forms.definitions import in_force
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.law import Case, Outcome, decide
from sasae.law.common.fiscal_year import income_year
from sasae.portal.forms.fields import YES_NO, YenField

APPLICATION = "certificate_application"
YOU, CHILD = "あなた", "お子さん"
MORE_CHILDREN, MOST_KIN = 5, 3
KIN = {"": "いない", "直系血族": "親・祖父母・成人した子", "兄弟姉妹": "きょうだい"}
OTHER_SCHEMES = {"none": "どれも受けていない", "生活保護": "生活保護", "重度障害者医療": "重度障害者医療費助成"}
ANSWERS = {
    Outcome.GRANTED: "受けられる見込みがあります",
    Outcome.INCOME_TOO_HIGH: "所得が限度額以上のため、受けられない見込みです",
    Outcome.NOT_ELIGIBLE: "いまは対象にならない見込みです",
    Outcome.OTHER_SCHEME: "ほかの制度が先に使われるため、対象にならない見込みです",
    Outcome.INCOME_UNKNOWN: "所得のほかは、受けられる見込みがあります",
}
UNSURE = "この質問だけでは、見込みを言えません"


@dataclass(frozen=True)
class Answer:
    """What the law says to the answers given: in a sentence, and the rules that are not met, in their own words."""

    hopeful: bool
    title: str
    rules: tuple[tuple[str, str], ...]
    children: tuple[tuple[date, str], ...] = ()


class Questions(SasaeForm):
    """Only what changes the answer is asked; no name, no number."""

    relation = forms.ChoiceField(label="お子さんから見て、あなたは", widget=forms.RadioSelect)
    lives_here = forms.ChoiceField(
        label="あなたとお子さんは、川崎市に住んでいますか", choices=YES_NO, widget=forms.RadioSelect
    )
    insured = forms.ChoiceField(
        label="あなたとお子さんは、健康保険に入っていますか", choices=YES_NO, widget=forms.RadioSelect
    )
    birth_date = DateField(
        label="お子さんの生年月日",
        help_text="お子さんが何人かいるときは、いちばん下のお子さん。ほかのお子さんは、あとで入れられます",
    )
    reason = forms.ChoiceField(label="ひとり親となった事情")
    reason_on = DateField(label="そうなった日", help_text="だいたいの日でかまいません")
    lives_together = forms.ChoiceField(label="お子さんと一緒に住んでいますか", choices=YES_NO, widget=forms.RadioSelect)
    has_partner = forms.ChoiceField(
        label="夫・妻、または夫婦のように一緒に暮らしている方がいますか", choices=YES_NO, widget=forms.RadioSelect
    )
    other_scheme = forms.ChoiceField(label="次のものを受けていますか", choices=list(OTHER_SCHEMES.items()))
    salary = YenField(
        label="あなたの給与所得", required=False,
        help_text="源泉徴収票の「給与所得控除後の金額」。円。わからないときは空けておきます",
    )  # fmt: skip
    child_support = YenField(label="一年に受け取った養育費", required=False, help_text="円。なければ空けておきます")
    dependants = forms.IntegerField(
        label="税で扶養している人数", min_value=0, max_value=20, initial=1, help_text="お子さんを含めた人数"
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = in_force(APPLICATION, on)
        relation, reason = asked.step("applicant").question("relation"), asked.step("children").question("reason")
        self.fields["relation"].choices = list(relation.choices.items())  # type: ignore[attr-defined]
        self.fields["reason"].choices = list(reason.choices.items())  # type: ignore[attr-defined]
        for number in range(2, MORE_CHILDREN + 2):
            self.fields[f"birth_date_{number}"] = DateField(label=f"{number}人目のお子さんの生年月日", required=False)
        for number in range(1, MOST_KIN + 1):
            self._kin(number)
        self.fields["salary"].label = f"あなたの{income_year(on)}年の給与所得"
        self.on = on

    def _kin(self, number: int) -> None:
        """One who lives with the family and whose income counts too."""
        who = f"{number}人目の"
        self.fields |= {
            f"kin_{number}": forms.ChoiceField(
                label=f"{who}ご家族は、あなたの", choices=list(KIN.items()), required=False
            ),
            f"kin_{number}_salary": YenField(label=f"{who}ご家族の給与所得", required=False, help_text="円。わからないときは空けておきます"),
            f"kin_{number}_pension": YenField(label=f"{who}ご家族の年金の所得", required=False, help_text="円。なければ空けておきます"),
            f"kin_{number}_dependants": forms.IntegerField(
                label=f"{who}ご家族が税で扶養している人数", min_value=0, max_value=20, required=False
            ),
        }  # fmt: skip

    @property
    def groups(self) -> list[tuple[str, bool, list[forms.BoundField]]]:
        """What only some families have: title, whether something was typed there, the fields."""
        others = [self[f"birth_date_{number}"] for number in range(2, MORE_CHILDREN + 2)]
        kin = [self[name] for name in self.fields if name.startswith("kin_")]
        return [
            (title, any(one.errors or one.value() for one in fields), fields)
            for title, fields in (("お子さんがほかにもいる方", others), ("親やきょうだいと一緒に住んでいる方", kin))
        ]

    @property
    def asked_of_all(self) -> list[forms.BoundField]:
        """The questions put to everybody."""
        return [self[name] for name in self.fields if not name.startswith(("kin_", "birth_date_"))]

    def clean(self) -> dict[str, Any]:
        """Days that lie ahead have no answer yet."""
        data: dict[str, Any] = super().clean() or {}
        for name in [one for one in self.fields if one.startswith("birth_date") or one == "reason_on"]:
            if data.get(name) and data[name] > self.on:
                self.add_error(name, ValidationError("まだ来ていない日です。"))
        return data


def answer(said: dict[str, Any], *, on: date) -> Answer:
    """What `law.decide` says of a family of these answers, applying on the day."""
    case, _ = Case.from_dict(_case(said, on))
    if case is None:
        return Answer(False, UNSURE, ())
    decision = decide(case, on=on)
    outcome = decision.person(YOU).outcome
    children = tuple(
        (birth, ANSWERS.get(decision.person(name).outcome, UNSURE)) for name, birth in _children(said).items()
    )
    rules = tuple(dict.fromkeys((one.rule.text, one.rule.article) for one in decision.not_met))
    return Answer(outcome in (Outcome.GRANTED, Outcome.INCOME_UNKNOWN), ANSWERS.get(outcome, UNSURE), rules, children)


def _case(said: dict[str, Any], on: date) -> dict[str, Any]:
    """The answers as a case is written by hand."""
    here, insured, together = (_period(said[name]) for name in ("lives_here", "insured", "lives_together"))
    scheme = said["other_scheme"]
    other = [] if scheme == "none" else [{"制度": scheme, "期間": "2000-01-01から"}]  # since when changes nothing
    case: dict[str, Any] = {
        "整理番号": "質問への答え", "申請受付日": on.isoformat(),
        "申請者": {
            "番号": YOU, "種別": {"10": "父", "11": "母", "20": "養育者"}[said["relation"]],
            "生年月日": "1980-01-01",  # changes nothing: no rule asks for the applicant's age
            "市内の住所": here, "健康保険": insured, "他制度": other,
        },
        "児童": [
            {
                "番号": name, "生年月日": birth.isoformat(), "事由": said["reason"],
                "事由発生日": said["reason_on"].isoformat(), "監護": "あり", "生計同一": "あり", "同居": together,
                "市内の住所": here, "健康保険": insured,
            }
            for name, birth in _children(said).items()
        ],
        "現況届": {"状況": "提出不要"},
    }  # fmt: skip
    if said["has_partner"] == "yes":
        case["配偶者"] = {"番号": "相手"}
    incomes = []
    if said["salary"] is not None:
        own = {"人": YOU, "給与所得": said["salary"], "養育費": said["child_support"] or 0}
        incomes.append({**own, "年": income_year(on), "扶養親族等": {"総数": said["dependants"]}})
    kin = [number for number in range(1, MOST_KIN + 1) if said.get(f"kin_{number}")]
    supports = "養育者の生計を維持" if said["relation"] == "20" else "生計同一"
    if kin:
        case["扶養義務者"] = [{"番号": f"家族{one}", "関係": said[f"kin_{one}"], supports: "はい"} for one in kin]
    incomes += [income for one in kin if (income := _income_of(said, one, on))]
    if incomes:
        case["所得"] = incomes
    return case


def _children(said: dict[str, Any]) -> dict[str, date]:
    """Every child by a name of ours, with the birthday."""
    more = [said.get(f"birth_date_{number}") for number in range(2, MORE_CHILDREN + 2)]
    return {f"{CHILD}{number}": birth for number, birth in enumerate([said["birth_date"], *more], 1) if birth}


def _income_of(said: dict[str, Any], number: int, on: date) -> dict[str, Any] | None:
    """The income of one of the family; None where nothing of it is known."""
    salary, pension = said.get(f"kin_{number}_salary"), said.get(f"kin_{number}_pension")
    if salary is None and pension is None:
        return None
    return {
        "人": f"家族{number}", "年": income_year(on), "給与所得": salary or 0, "公的年金等所得": pension or 0,
        "扶養親族等": {"総数": said.get(f"kin_{number}_dependants") or 0},
    }  # fmt: skip


def _period(said: str) -> str:
    return "あり" if said == "yes" else "なし"
