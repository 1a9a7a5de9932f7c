"""An examination as a page shows it: names for numbers, grounds as sentences, incomes and inquiries side by side."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sasae.foundation.history.as_of import AsOf
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki
from sasae.law import Ground, sentence
from sasae.reference.municipalities import name_of
from sasae.subsidy.entitlements import corrections
from sasae.subsidy.entitlements.actions import decision_of
from sasae.subsidy.entitlements.asked import TAX
from sasae.subsidy.entitlements.elsewhere import rows_of, state_in_words
from sasae.subsidy.entitlements.inquiries import OPEN, STANDING
from sasae.subsidy.entitlements.models import Examination, IncomeInquiry
from sasae.subsidy.people.models import Person

MARKS = {True: "○", False: "×", None: "？"}
ROLES = {"applicant": "申請者", "child": "児童"}


def page_of(
    examination: Examination, told: Callable[[str], str] = str, then: AsOf | None = None, on: date | None = None
) -> dict[str, Any]:
    """Everything the page needs; `persons` names whose data it shows. `told` lets a ground's sentence out, or masks it.

    `on`: today, where it is to be said how long answers have been waited for.
    """
    decision = decision_of(examination)
    numbers = persons_of(examination)
    year = date(int(examination.facts["income_year"]), 12, 31)
    names = dict(Person.objects.filter(atena_no__in=numbers).values_list("atena_no", "name"))
    grounds = [_ground(ground, names, told) for ground in decision.grounds]
    return {
        "one": examination,
        "decision": decision,
        "persons": persons_of(examination),
        "results": [
            {
                "name": names.get(result.person, result.person),
                "role": ROLES.get(result.role, result.role),
                "outcome": result.outcome.label,
                "from": result.eligible_from,
                "to": result.eligible_to,
                "loss": f"{to_wareki(result.lost_on)}（{result.loss.label}）" if result.lost_on and result.loss else "",
            }
            for result in decision.persons
        ],
        "grounds": grounds,
        "unmet": [ground for ground in grounds if ground["met"] is False],
        "income_year": to_wareki(year).partition("年")[0] + "年",
        "incomes": _incomes(examination, names),
        "unknown": _unknown(examination, names, then, on),
        "answers": [] if then else corrections.rows_of(examination.application, names),
        "elsewhere": _elsewhere(examination, names, then),
    }


def persons_of(examination: Examination) -> list[str]:
    """Whose data an examination holds."""
    return [row["atena_no"] for row in examination.facts["people"]]


def _ground(ground: Ground, names: dict[str, str], told: Callable[[str], str]) -> dict[str, Any]:
    return {
        "mark": MARKS[ground.met],
        "met": ground.met,
        "article": ground.article,
        "who": names.get(ground.subject, ground.subject),
        "text": told(sentence(ground)),
    }


def _incomes(examination: Examination, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": names.get(row["atena_no"], row["atena_no"]),
            "year": row["year"],
            "salary": row["salary"],
            "pension": row["public_pension"],
            "other": row["other_general"],
            "dependants": row["dependants"],
            "source": row.get("source", "市税システム"),
            "told_at": datetime.fromisoformat(row["told_at"]) if row.get("told_at") else None,
        }
        for row in examination.facts["incomes"]
    ]


def _unknown(
    examination: Examination, names: dict[str, str], then: AsOf | None, on: date | None
) -> list[dict[str, Any]]:
    """Whose income is not known; how far an inquiry is, is told in the present alone: it keeps no versions."""
    known = {row["atena_no"] for row in examination.facts["incomes"]}
    rows = examination.application.inquiries.filter(information=TAX, year=examination.facts["income_year"]).order_by("pk")
    asked = {} if then else {inquiry.atena_no: inquiry for inquiry in rows}
    return [
        {
            "atena_no": row["atena_no"],
            "name": names.get(row["atena_no"], row["atena_no"]),
            "reason": row["reason"],
            "lived_in": name_of(row["lived_in"]) if row["lived_in"] else "",
            "inquiry": asked.get(row["atena_no"]),
            "words": state_in_words(asked[row["atena_no"]]) if row["atena_no"] in asked else "",
            "again": row["atena_no"] in asked and asked[row["atena_no"]].state not in STANDING,
            "days": _waiting(asked.get(row["atena_no"]), on),
        }
        for row in examination.facts["unknown_incomes"]
        if row["atena_no"] not in known
    ]


def _elsewhere(examination: Examination, names: dict[str, str], then: AsOf | None) -> list[dict[str, Any]]:
    """What other bodies told beside income, with what is still not told; the latter in the present alone."""
    asked = () if then else examination.application.inquiries.filter(year=examination.facts["income_year"]).order_by("pk")
    return [
        {
            **row, "name": names.get(row["atena_no"], row["atena_no"]),
            "told_at": datetime.fromisoformat(row["told_at"]) if row["told_at"] else None,
        }
        for row in rows_of(examination.application.form, examination.facts, asked)
    ]  # fmt: skip


def _waiting(inquiry: IncomeInquiry | None, on: date | None) -> int | None:
    """For how many days an answer has been waited for; None where none is."""
    if inquiry is None or on is None or inquiry.state not in OPEN:
        return None
    return (on - inquiry.asked_at.astimezone(TOKYO).date()).days
