"""What one of the story's families would write on each of the portal's forms, besides the application for certificates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sasae.deployment.story.application import Applicant, ChildOnForm


@dataclass(frozen=True)
class Notice:
    """`said` by step of the form, `papers` by kind, `numbers` where individual numbers are asked for."""

    said: Mapping[str, Any]
    papers: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def named(who: Applicant | ChildOnForm) -> dict[str, str]:
    """Somebody as a form asks for them."""
    return {"name": who.name, "name_kana": who.kana, "birth_date": who.birth_date}


def _insurance(who: Applicant, since: str) -> dict[str, str]:
    return {"insurer_number": who.insurer_number, "symbol": "１２", "number": "５６７８", "insured_since": since}


def _child_added(who: Applicant) -> Notice:
    child = who.children[-1]
    said = {
        **named(child), "sex": child.sex, "cared_since": child.birth_date, "reason": who.reason, "reason_on": who.reason_on,
        "lives_with_applicant": "yes", **_insurance(who, child.birth_date),
    }  # fmt: skip
    return Notice({"children": [said]}, ("insurance",), (child.individual_number,))


def _claim(who: Applicant) -> Notice:
    receipt = {
        **named(who.children[0]), "provider": "横須賀テスト薬局", "month": "2026-05", "inpatient": "no", "paid_yen": "1200",
        "refunded_yen": "0",
    }  # fmt: skip
    return Notice({"receipts": [receipt]}, ("receipt",))


NOTICES: dict[str, Callable[[Applicant], Notice]] = {  # in the order of a family's life
    "child_added": _child_added,
    "insurance_change": lambda who: Notice(
        {"change": {"change": "new"}, "insured": [{**named(who), **_insurance(who, "令和8年6月1日")}]}, ("insurance",)
    ),
    "account_change": lambda who: Notice(
        {"account": {"bank": "0010", "branch": "631", "type": "1", "number": "7654321", "holder_kana": who.kana}}, ("account",)
    ),
    "income_proof": lambda who: Notice({"income": [{**named(who), "municipality": "みどり野市"}]}, ("income",)),
    "change_report": lambda who: Notice(
        {"change": {"kind": "household", "occurred_on": "令和8年6月2日"}, "household": {"what": "kin_in", "kin_name": "𠮷田　緑"}}
    ),
    "status_report": lambda who: Notice({
        "report": {
            "year": "2027", "has_partner": "no", "household_changed": "no", "child_support_yen": "0", "receives_child_allowance": "yes",
        }
    }),
    "reimbursement_claim": _claim,
    "certificate_reissue": lambda who: Notice(
        {"who": [named(who)], "reissue": {"why": "damaged", "noticed_on": "令和8年6月10日"}}
    ),
    "disclosure_request": lambda who: Notice({"request": {"what": "令和8年の助成の記録", "way": "counter"}}),
    "child_removed": lambda who: Notice(
        {"who": [named(who.children[0])], "removal": {"occurred_on": "令和8年6月3日", "why": "facility"}}
    ),
    "eligibility_loss": lambda who: Notice(
        {"who": [named(who)], "loss": {"occurred_on": "令和8年6月4日", "reason": "12"}}
    ),
}  # fmt: skip
