"""From frozen facts to a result: the law's compact judgement, and the difference from the year before in words. Pure."""

import json
from datetime import date
from enum import StrEnum
from typing import Any

from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen
from sasae.law.decision import Decision, Outcome, PersonResult
from sasae.law.single_parent import checks
from sasae.law.single_parent.examination import judge
from sasae.law.single_parent.in_force import InForce, law_on
from sasae.law.single_parent.income_test import family_kind
from sasae.law.single_parent.judgement import Judgement
from sasae.subsidy.renewals.cases import Json, case_of
from sasae.subsidy.renewals.states import Round


class Movement(StrEnum):
    """What becomes of a family, against the year before."""

    KEEPS = "継続"
    LOSES = "喪失"
    GAINS = "新たに交付"
    STILL_REFUSED = "不交付のまま"
    UNKNOWN = "所得不明"
    NO_REPORT = "現況届未提出"
    MISSING = "データ不足"


_OPEN = {
    Outcome.INCOME_UNKNOWN: Movement.UNKNOWN,
    Outcome.NO_STATUS_REPORT: Movement.NO_REPORT,
    Outcome.PENDING: Movement.MISSING,
}
_WHO = {"family.income.applicant": "申請者", "family.income.spouse": "配偶者", "family.income.obligor": "扶養義務者"}


def result_of(data: Json, law: InForce) -> Json:
    """The result of one family, as JSON values."""
    case = case_of(data)
    judged = judge(case, law)
    movement = _movement(judged, data)
    incomes = _incomes(judged)
    return {
        "applicant": data["applicant"],
        "on": law.on.isoformat(),
        "outcome": judged.outcome.value,
        "persons": [_person(one) for one in judged.persons],
        "grounds": judged.compact().grounds,
        "rule_version": judged.rule_version,
        "family_kind": family_kind(case).value,
        "movement": movement.value,
        "incomes": incomes,
        "leaving": _not_covered(judged, data),
        "words": _words(judged, movement, incomes, data)[:600],
    }


def renewed(data: Json, law: InForce, round_: str) -> Json:
    """The result of one family at a renewal. In March a family of whom one leaves has lost something, whoever stays, and
    is compared with the days before, not with a year."""
    result = result_of(data, law)
    if round_ == Round.MARCH:
        result["words"] = result["words"].replace("前年は", "これまでは", 1)
    if round_ == Round.MARCH and result["leaving"]:
        result["movement"] = Movement.LOSES.value
    return result


def to_text(result: Json) -> str:
    """The same result gives the same text, byte for byte."""
    return json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decision_of(data: Json, on: date) -> Decision:
    """The whole decision of one family, with sentences, as it is kept and printed."""
    case, law = case_of(data), law_on(on)
    return judge(case, law).decision(checks.to_check(case, law))


def _person(one: PersonResult) -> list[Any]:
    first, last, lost = (None if day is None else day.isoformat() for day in one[3:6])
    return [one.person, one.role, one.outcome.value, first, last, lost, one.loss.value if one.loss else None]


def _movement(judged: Judgement, data: Json) -> Movement:
    covered = bool(data["before"]["covered"])
    if judged.outcome is Outcome.GRANTED:
        return Movement.KEEPS if covered else Movement.GAINS
    if judged.outcome in _OPEN:
        return Movement.MISSING if data["missing"] else _OPEN[judged.outcome]
    return Movement.LOSES if covered else Movement.STILL_REFUSED


def _incomes(judged: Judgement) -> list[list[Any]]:
    """Who was tested: category, person, judged income, limit; figures None where the income is not known."""
    sources = judged.case.all_sources
    found = []
    for one, subject, met in zip(judged.asked, judged.subjects, judged.met, strict=True):
        if one.rule.id in _WHO:
            figures = {fact.name: fact.value for fact in one.facts(sources)} if met is not None else {}
            found.append([_WHO[one.rule.id], subject, figures.get("判定する所得"), figures.get("限度額")])
    return found


def _words(judged: Judgement, movement: Movement, incomes: list[list[Any]], data: Json) -> str:
    said = [_against_before(judged, data)]
    said += _leaving(judged, data)
    said += _figures(incomes, data["before"]["incomes"])
    if judged.outcome is not Outcome.GRANTED:
        said += [f"満たさない要件：{text}" for text in _unmet(judged, data)]
    if movement is Movement.MISSING:
        said += data["missing"] or ["保険・住所などの事実が確かめられていません"]
    return "。".join(one.rstrip("。") for one in said) + "。"


def _unmet(judged: Judgement, data: Json) -> list[str]:
    """The requirements not met, each once, in their first sentence; not those of who was not covered before either."""
    covered = set(data["before"]["covered"])
    outside = {one.person for one in judged.persons} - covered if covered else set()
    return list(dict.fromkeys(one.rule.text.partition("。")[0] for one in judged.not_met if one.subject not in outside))


def _not_covered(judged: Judgement, data: Json) -> list[str]:
    """Who was covered to the last day and is not granted any more."""
    granted = {one.person for one in judged.persons if one.outcome is Outcome.GRANTED}
    return [person for person in data["before"]["covered"] if person not in granted]


def _against_before(judged: Judgement, data: Json) -> str:
    covered = len(data["before"]["covered"])
    then = f"交付（{covered}人）" if covered else Outcome(data["before"]["outcome"]).label
    granted = sum(one.outcome is Outcome.GRANTED for one in judged.persons)
    now = f"交付（{granted}人）" if judged.outcome is Outcome.GRANTED else judged.outcome.label
    return f"前年は{then}、今回は{now}"


def _leaving(judged: Judgement, data: Json) -> list[str]:
    """Who of a granted family is no longer in it, who is new, whose cover ends within the year."""
    if judged.outcome is not Outcome.GRANTED:
        return []
    before = set(data["before"]["covered"])
    said = []
    for one in judged.persons:
        role = "児童" if one.role == "child" else "申請者"
        if one.outcome is not Outcome.GRANTED and one.person in before:
            why = one.loss.label if one.loss else one.outcome.label
            said.append(f"{role}（宛名番号 {one.person}）が対象外になります（{why}）")
        elif one.outcome is Outcome.GRANTED and one.person not in before and before:
            said.append(f"{role}（宛名番号 {one.person}）が新たに対象になります")
        elif one.outcome is Outcome.GRANTED and one.lost_on and one.lost_on.year == judged.on.year:
            why = one.loss.label if one.loss else ""
            said.append(f"{role}（宛名番号 {one.person}）は{to_wareki(one.lost_on)}に喪失します（{why}）")
    return said


def _figures(incomes: list[list[Any]], before: dict[str, list[int]]) -> list[str]:
    said = []
    for who, person, now, limit in incomes:
        then = before.get(person)
        if now is None:
            said.append(f"{who}の所得は不明です" + (f"（前年 {format_yen(then[0])}）" if then else ""))
        elif then and then != [now, limit]:
            said.append(
                f"{who}の判定所得 {format_yen(then[0])} → {format_yen(now)}"
                f"（限度額 {format_yen(then[1])} → {format_yen(limit)}）"
            )
    return said
