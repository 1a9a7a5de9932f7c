"""What a sent notification says, as the counter's forms would be filled in: one form for each person it speaks of."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sasae.contracts.forms import definitions
from sasae.contracts.forms.messages import NUMBER, message_of
from sasae.kernel.findings import Finding, error
from sasae.law.codes import Scheme
from sasae.subsidy.notifications.household_form import BEGAN, ENDED, KIN_CAME, KIN_LEFT
from sasae.subsidy.notifications.kind_forms import LOST, NEW
from sasae.subsidy.notifications.models import Kind

Form = Mapping[str, Any]
WHY_RENAMED = {"marriage": "婚姻", "divorce": "離婚", "adoption": "養子縁組", "other": "その他"}
HOUSEHOLD = {"partner": BEGAN, "apart": ENDED, "kin_in": KIN_CAME, "kin_out": KIN_LEFT}
PLACED = {"facility": Scheme.FACILITY.value, "foster": Scheme.FOSTER.value}
NO_NUMBER = "0" * 12
CITY = ("神奈川県川崎市", "川崎市")
UNREADABLE = (
    "様式の版「{version}」の内容を読めません。申請管理システムで内容を見て、差し戻すか、窓口の届出として入力します。"
)
ASK_MORE = {
    "partner": "婚姻か事実婚かは、電子申請では聞いていません。本人に確かめ、下の「入力する」から選んで入力します。",
    "support": "養育費の額は、電子申請では聞いていません。本人に確かめ、下の「入力する」から額を入れて入力します。",
}
CLAIM, DISCLOSURE, PROOF = "reimbursement_claim", "disclosure_request", "income_proof"
BY_HAND = (CLAIM, DISCLOSURE, PROOF)
AMOUNTS = "所得の額は、付けられた証明書にあります。写しを見て、「入力する」から年と額を入れてください。"
RECEIPTS = "領収書の写しを見て、「請求書として入力する」から、足りないところを入れてください。"
BY_AGENT = "代わりの人が送りました。委任状の写しを見て、代わりに届け出られることを確かめてから入力してください。"
DECIDE = "保有個人情報の開示の請求です。期限までに決定し、結果を本人に知らせてください。"


@dataclass(frozen=True)
class Part:
    """One notification to enter. `values`: the fields of its form; `persons`: whom it speaks of, as written, by place.

    `child`: the place of a child who is to come into the family. `by_hand`: the rest is typed from a paper that was attached.
    """

    kind: Kind
    values: dict[str, Any]
    persons: dict[str, Form] = field(default_factory=dict)
    many: bool = False
    child: str = ""
    by_hand: bool = False


def check(procedure: str, form: Form) -> list[Finding]:
    """Whether this office's own definition of the form can read it."""
    version = str(form.get("form_version", ""))
    try:
        definition = definitions.of_version(procedure, version)
        message_of(definition).model_validate_json(json.dumps(_as_signed(form, definition)), strict=True)
    except (definitions.NoSuchForm, ValidationError):
        return [error("UK-321", "form", UNREADABLE.format(version=version))]
    return []


def _as_signed(form: Form, definition: definitions.Definition) -> dict[str, Any]:
    """With something in the places of the individual numbers, which intake parts from the rest and seals."""
    whole: dict[str, Any] = json.loads(json.dumps(form))
    for step in definition.numbers:
        told = whole.get(step) or []
        for entry in told if isinstance(told, list) else [told]:
            entry.setdefault(NUMBER, NO_NUMBER)
    return whole


def parts_of(procedure: str, form: Form, received_on: str) -> list[Part]:
    """The notifications a form that can be read stands for; none where it becomes something else. Days are in ISO."""
    return READERS[procedure](form, received_on) if procedure in READERS else []


def asks(procedure: str, form: Form) -> list[Finding]:
    """What the form does not say, and staff have to read in a paper, decide, or ask the resident."""
    if form.get("agent"):
        return [error("UK-333", "agent", BY_AGENT)]
    if procedure == PROOF:
        return [error("UK-330", "income", AMOUNTS)]
    if procedure == CLAIM:
        return [error("UK-331", "receipts", RECEIPTS)]
    if procedure == DISCLOSURE:
        return [error("UK-332", "request", DECIDE)]
    what = form["household"]["what"] if procedure == "change_report" and form.get("household") else ""
    return [error("UK-327", "household.what", ASK_MORE[what])] if what in ASK_MORE else []


def _insurance_change(form: Form, received_on: str) -> list[Part]:
    if form["change"]["change"] == "new":
        names = ("insurer_number", "symbol", "number")
        return [
            Part(Kind.INSURANCE, {
                "change": NEW, "occurred_on": one["insured_since"], **{name: one[name] for name in names},
            }, {f"insured.{place}": one})
            for place, one in enumerate(form["insured"])
        ]  # fmt: skip
    return [
        Part(Kind.INSURANCE, {"change": LOST, "occurred_on": one["lost_on"]}, {f"uninsured.{place}": one})
        for place, one in enumerate(form["uninsured"])
    ]


def _account_change(form: Form, received_on: str) -> list[Part]:
    return [Part(Kind.ACCOUNT, {**form["account"], "occurred_on": received_on})]


def _certificate_reissue(form: Form, received_on: str) -> list[Part]:
    told = form["reissue"]
    return [
        Part(Kind.REISSUE, {"why": told["why"], "occurred_on": told["noticed_on"]}, {f"who.{place}": one})
        for place, one in enumerate(form["who"])
    ]


def _eligibility_loss(form: Form, received_on: str) -> list[Part]:
    told = form["loss"]
    return [
        Part(Kind.LOSS, {"reason": told["reason"], "occurred_on": told["occurred_on"]}, {f"who.{place}": one})
        for place, one in enumerate(form["who"])
    ]


def _child_removed(form: Form, received_on: str) -> list[Part]:
    told = form["removal"]
    why = PLACED.get(told["why"], told["why"])
    return [
        Part(Kind.CHILD_REMOVED, {"why": why, "occurred_on": told["occurred_on"]}, {f"who.{place}": one})
        for place, one in enumerate(form["who"])
    ]


def _status_report(form: Form, received_on: str) -> list[Part]:
    yes_no = {True: "yes", False: "no"}
    said = {name: yes_no[value] if isinstance(value, bool) else value for name, value in form["report"].items()}
    return [Part(Kind.STATUS_REPORT, {**said, "occurred_on": received_on})]


def _change_report(form: Form, received_on: str) -> list[Part]:
    change = form["change"]
    day = {"occurred_on": change["occurred_on"]}
    people = {f"people.{place}": one for place, one in enumerate(form["people"])}
    if change["kind"] == "name":
        why = WHY_RENAMED[form["renamed"]["why"]]
        return [
            Part(Kind.NAME, {"name": one["name"], "name_kana": one["name_kana"], "why": why, **day}, {place: one})
            for place, one in people.items()
        ]
    if change["kind"] == "household":
        what = form["household"]["what"]
        return [Part(Kind.HOUSEHOLD, {"what": HOUSEHOLD.get(what, what), **day})]
    sender = form["applicant"]
    where = "within" if sender["address"].startswith(CITY) else "out"
    moved = {"where": where, "postal_code": sender["postal_code"], "address": sender["address"]}
    return [Part(Kind.ADDRESS, {**moved, **day}, people, many=True)]


def _child_added(form: Form, received_on: str) -> list[Part]:
    names = ("name", "name_kana", "birth_date", "sex", "reason", "reason_on")
    return [
        Part(Kind.CHILD_ADDED, {
            **{name: one[name] for name in names}, **one["insurance"], "occurred_on": one["cared_since"],
            "lives_with_applicant": "yes" if one["lives_with_applicant"] else "no",
        }, child=f"children.{place}")
        for place, one in enumerate(form["children"])
    ]  # fmt: skip


def _income_proof(form: Form, received_on: str) -> list[Part]:
    return [
        Part(Kind.INCOME, {"occurred_on": received_on}, {f"income.{place}": one}, by_hand=True)
        for place, one in enumerate(form["income"])
    ]


READERS: dict[str, Callable[[Form, str], list[Part]]] = {
    "insurance_change": _insurance_change, "account_change": _account_change,
    "certificate_reissue": _certificate_reissue, "eligibility_loss": _eligibility_loss,
    "change_report": _change_report, "child_removed": _child_removed, "status_report": _status_report,
    "child_added": _child_added, PROOF: _income_proof,
}  # fmt: skip
PROCEDURES = [*READERS, CLAIM, DISCLOSURE]
