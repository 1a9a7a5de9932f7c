"""Why an answer of the old system is another than ours: by code, with words. Pure."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

import yaml

from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen
from sasae.law.decision import Decision, Outcome, PersonResult

DEDUCTED = {"meals": "食事等", "high_cost": "高額療養費", "fringe": "附加給付", "other_public": "他公費"}
_BY_OUTCOME = {
    Outcome.INCOME_UNKNOWN: "D01", Outcome.INCOME_TOO_HIGH: "D02", Outcome.NOT_ELIGIBLE: "D03",
    Outcome.OTHER_SCHEME: "D04", Outcome.NO_STATUS_REPORT: "D04", Outcome.PENDING: "D05",
}  # fmt: skip


@dataclass(frozen=True)
class Cause:
    """One reason for a difference; `explained`: nobody has to look."""

    code: str
    label: str
    explained: bool
    text: str


@cache
def causes() -> dict[str, Cause]:
    """Every cause by its code."""
    rows = yaml.safe_load((files(__package__) / "causes.yaml").read_text(encoding="utf-8"))
    return {row["code"]: Cause(**row) for row in rows}


@dataclass(frozen=True)
class Found:
    """A difference: whose or of what, why, both answers, and what to say of it."""

    about: str
    key: str
    person: str
    cause: str
    theirs: str
    ours: str
    more: str = ""
    yen: int = 0

    @property
    def words(self) -> str:
        """The cause in words, with what is particular to this one."""
        return (causes()[self.cause].text + self.more)[:400]


def of_person(one: PersonResult, decision: Decision, cover: dict[str, Any] | None, old_outcome: str) -> Found | None:
    """What differs for one person between our decision and the old system's cover on the day; None: nothing."""
    granted = one.outcome is Outcome.GRANTED
    ours = _until(one.eligible_to) if granted else one.outcome.label
    if cover is None:
        if not granted:
            return None
        cause = "D12" if old_outcome == Outcome.GRANTED.value else "D11"
        return Found("decision", one.person, one.person, cause, Outcome(old_outcome).label, ours)
    theirs = _until(date.fromisoformat(cover["valid_to"]))
    if not granted:
        why = _why(one, decision)
        return Found("decision", one.person, one.person, _BY_OUTCOME[one.outcome], theirs, ours, why)
    if one.eligible_to is None or one.eligible_to.isoformat() == cover["valid_to"]:
        return None
    known = one.lost_on is not None and one.eligible_to.isoformat() < cover["valid_to"]
    why = f"喪失日 {to_wareki(one.lost_on)}（{one.loss.label if one.loss else ''}）。" if known and one.lost_on else ""
    return Found("decision", one.person, one.person, "D21" if known else "D22", theirs, ours, why)


def of_nobody(cover: dict[str, Any], applicant: str) -> Found:
    """A cover on the day of somebody the family's own rows do not name."""
    theirs = _until(date.fromisoformat(cover["valid_to"]))
    more = f"申請者 {applicant}。"
    return Found("decision", cover["atena_no"], cover["atena_no"], "D13", theirs, "判定していない", more)


def _until(last: date | None) -> str:
    return f"交付（{to_wareki(last)}まで）" if last else "交付"


def _why(one: PersonResult, decision: Decision) -> str:
    """The requirements not met, each once, with the sums of the income test."""
    said = []
    for ground in decision.grounds:
        if (
            ground.met is False
            and ground.subject in (one.person, "", decision.case_id)
            or _income(ground.rule.id, ground.met)
        ):
            figures = {fact.name: fact.value for fact in ground.facts}
            if "判定する所得" in figures:
                judged, limit = int(figures["判定する所得"] or 0), int(figures["限度額"] or 0)
                said.append(f"判定する所得 {format_yen(judged)}、限度額 {format_yen(limit)}。")
            else:
                said.append(ground.rule.text.partition("。")[0] + "。")
    return "".join(dict.fromkeys(said))


def _income(rule: str, met: bool | None) -> bool:
    return met is False and rule.startswith("family.income.")


def of_payment(row: dict[str, Any], ours: int, *, covered: bool) -> Found | None:
    """What differs between the amount that was paid and the amount by our rules. Yen."""
    theirs = row["yen"]
    if covered and theirs == ours:
        return None
    about: dict[str, Any] = {
        "about": "amount", "key": row["number"], "person": row["atena_no"], "theirs": format_yen(theirs),
        "ours": format_yen(ours if covered else 0), "yen": (ours if covered else 0) - theirs,
    }  # fmt: skip
    if not covered:
        return Found(cause="A03", more=f"診療年月 {row['treatment_month']}。", **about)
    if not_taken := _not_deducted(row, theirs - ours):
        return Found(cause="A01", more=f"{'・'.join(not_taken)}（合わせて{format_yen(theirs - ours)}）。", **about)
    if theirs == ours // 10 * 10:
        return Found(cause="A02", **about)
    return Found(cause="A99", **about)


def _not_deducted(row: dict[str, Any], too_much: int) -> list[str]:
    """The deductions that make up the difference, the fewest."""
    taken = [(name, row[name] or 0) for name in DEDUCTED if row[name]]
    for number in range(1, len(taken) + 1):
        for some in combinations(taken, number):
            if sum(yen for _, yen in some) == too_much:
                return [f"{DEDUCTED[name]}{format_yen(yen)}" for name, yen in some]
    return []
