"""One question about one person out of an examination: its purpose and basis chosen first, any kind the table names.

What the question would be is judged here; what may be asked of whom today is linkage's to say, by the network's masters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.kernel.findings import Finding, Refusals, error
from sasae.kernel.numbers import municipality
from sasae.reference.municipalities import KAWASAKI, body_of, name_of
from sasae.subsidy.applications.consents import agreed_on
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.entitlements.asked import TAX, Kind, bases, kinds, named, provider_named
from sasae.subsidy.entitlements.corrections import made_on
from sasae.subsidy.entitlements.elsewhere import state_in_words
from sasae.subsidy.entitlements.in_turn import in_turn
from sasae.subsidy.entitlements.inquiries import NO_CONSENT, TAKEN_BACK, Wanted, ask_one, standing
from sasae.subsidy.entitlements.models import Examination, ExaminationState, IncomeInquiry, InquiryState


class CannotAsk(Refusals):
    """The question may not be asked; each finding says why."""


@dataclass(frozen=True)
class Single:
    """What a clerk chose. `provider`: a municipality of the family's; `other`: the code of one that is not among them."""

    who: str
    information: str
    affair: str
    basis: str
    provider: str = ""
    other: str = ""


def ask_single(examination: Examination, chosen: Single, *, by: Actor, on: date) -> IncomeInquiry:
    """Ask, for the year the examination is about. Raises CannotAsk, and wire's Refused and Unreachable."""
    kind = next((one for one in kinds(on) if one.code == chosen.information), None)
    found = list(_objections(examination, chosen, kind, on))
    code = ""
    if kind is not None:
        code, wrong = _provider(kind, chosen)
        found += wrong
    if found or kind is None:
        raise CannotAsk(found)
    application, year = examination.application, int(examination.facts["income_year"])
    agreed = agreed_on(application, chosen.who) if kind.consent else None
    wanted = Wanted(application, chosen.who, year, code, kind.code, kind.consent, agreed)
    with in_turn([application.pk]):
        if (known := standing(wanted)) is not None:
            words = f"{provider_named(known.provider)}に、もう照会しています（{state_in_words(known)}）"
            raise CannotAsk.one("SK-208", "information", words)
        return ask_one(wanted, affair=chosen.affair, basis=chosen.basis, by=by)


def _objections(examination: Examination, chosen: Single, kind: Kind | None, on: date) -> Iterable[Finding]:
    if examination.state == ExaminationState.APPROVED:
        yield error("SK-201", "", "この審査は決定しています。照会は、新しい審査の画面から行ってください。")
    if examination.application.state == ApplicationState.WITHDRAWN:
        yield error("SK-211", "", TAKEN_BACK)
    if chosen.who not in {row["atena_no"] for row in examination.facts["people"]}:
        yield error("SK-202", "who", "この審査の人ではありません。一覧から選び直してください。")
    if kind is None:
        yield error("SK-203", "information", "照会できる情報ではありません。一覧から選び直してください。")
    elif kind.code == TAX and chosen.who not in _unknown(examination):
        yield error("SK-204", "information", "この人の所得は、もうわかっています。照会は要りません。ほかの情報を選んでください。")
    if kind is not None and kind.consent and agreed_on(examination.application, chosen.who) is None:
        yield error("SK-205", "information", NO_CONSENT)
    if not any(one.key == chosen.basis and chosen.affair in one.affairs for one in bases(on)):
        yield error("SK-209", "basis", "この事務は、選んだ根拠では照会できません。根拠と事務を選び直してください。")


def _unknown(examination: Examination) -> set[str]:
    known = {row["atena_no"] for row in examination.facts["incomes"]}
    return {row["atena_no"] for row in examination.facts["unknown_incomes"]} - known


def _provider(kind: Kind, chosen: Single) -> tuple[str, list[Finding]]:
    """Whom to ask: the one body that knows, or a municipality."""
    if kind.provider:
        return kind.provider, []
    code = chosen.other.strip() or chosen.provider
    if not code:
        return "", [error("SK-206", "provider", "照会先の市区町村を選ぶか、下の欄にコードを入れてください。")]
    if not municipality.is_valid(code):
        words = "市区町村コードが正しくありません。検査用数字までの6桁を確かめてください。"
        return "", [error("SK-210", "other", words)]
    body = body_of(municipality.compact(code))
    if body == KAWASAKI.code:
        words = f"{KAWASAKI.name}の情報は、庁内の連携で審査に入っています。ほかの市区町村を選んでください。"
        return "", [error("SK-207", "other" if chosen.other.strip() else "provider", words)]
    return body, []


def municipalities_of(examination: Examination) -> list[tuple[str, str]]:
    """Where the family lived, as far as is known: code and name."""
    facts = examination.facts
    codes = [row["lived_in"] for row in facts["unknown_incomes"]]
    codes += [row.get("moved_in_from", "") for row in facts["people"]]
    bodies = dict.fromkeys(body_of(code) for code in codes if code)
    return [(code, name_of(code)) for code in bodies if code != KAWASAKI.code]


def asked_rows(examination: Examination, names: dict[str, str]) -> list[dict[str, Any]]:
    """Everything asked for the application so far, the last first, with how far it is in words."""
    return [
        {
            "one": one, "name": names.get(one.atena_no, one.atena_no), "kind": named(one.information),
            "provider": provider_named(one.provider), "words": _how_far(examination, one),
            "in_bulk": one.asked_by.startswith("batch:"),
        }
        for one in examination.application.inquiries.order_by("-pk")
    ]  # fmt: skip


def _how_far(examination: Examination, one: IncomeInquiry) -> str:
    """An answer is in this examination, waits for the next one, or is of another year's."""
    if one.state == InquiryState.ANSWERED and one.year != examination.facts["income_year"]:
        return f"回答あり（{one.year}年の所得で審査するときに使います）"
    if one.state == InquiryState.ANSWERED and made_on(examination.facts, one):
        return "回答あり（この審査に入っています）"
    return state_in_words(one)
