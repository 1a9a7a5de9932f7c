"""償還払い: what the insurer pays first, 高額療養費 and 附加給付. A claim waits while one of them may be open. Yen."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.law.decision import Fact, Ground
from sasae.law.single_parent.claim_case import ClaimCase
from sasae.law.single_parent.high_cost import CAPS, classes, least_cap, lowest_cap
from sasae.law.single_parent.high_cost_year import year_expected
from sasae.law.single_parent.texts import CLAIM_RULES


class Fringe(NamedTuple):
    """附加給付: who has none, who begins where, and from where on all others are asked."""

    ask_from: int
    none: tuple[str, ...]
    known: Mapping[str, int]


def _fringe(value: Any) -> Fringe:
    return Fringe(value["ask_from"], tuple(value["none"]), value["known"])


FRINGE: Dated[Fringe] = load_dated(__package__ or "", "fringe_benefits.yaml", _fringe)


def kind_of_insurer(number: str) -> str:
    """法別番号; of the six digits of 国保: 国保, or 国保組合 where the third is 3."""
    if len(number) == 6:
        return "国保組合" if number[2] == "3" else "国保"
    return number[:2]


def fringe_from(insurer: str, claim: ClaimCase) -> int | None:
    """Above which self-pay of the month the insurer may pay a fringe benefit; None where it has none. Unknown: ask."""
    rules = FRINGE.on(claim.month.first)
    if insurer in rules.known:
        return rules.known[insurer]
    return None if kind_of_insurer(insurer) in rules.none else rules.ask_from


def paid_in_month(claim: ClaimCase) -> int:
    """Insured self-pay of the person in the month, without meals, as far as known."""
    return max(claim.insured_self_pay - claim.meals, claim.month_self_pay or 0)


def month_cap(claim: ClaimCase) -> tuple[str, int]:
    """The cap that counts, and what to call it: of the class where it is known, else the lowest."""
    known = classes(claim.birth, claim.month)
    if claim.cap_class in known:
        many_after = CAPS.on(claim.month.first).many_after
        cap = least_cap(known[claim.cap_class], claim.total_cost or 0, claim.high_cost_months, many_after)
        return f"限度額（区分{claim.cap_class}）", cap
    return "一番低い限度額", lowest_cap(claim.birth, claim.month, claim.high_cost_months)


def claim_benefits(claim: ClaimCase) -> Ground:
    """高額療養費が先. Held while the month's self-pay may bring one and the insurer's answer was not seen."""
    name, cap = month_cap(claim)
    paid = paid_in_month(claim)
    answered = claim.benefits_settled or claim.high_cost > 0 or claim.fringe > 0
    facts = [_yen("この月の自己負担額", paid), _yen(name, cap)]
    if claim.high_cost_months:
        facts.append(Fact("直前11か月の高額療養費の該当", claim.high_cost_months, "請求の記録", None, "回"))
    facts.append(Fact("支給の有無の確認", answered, "支給決定通知書", None))
    return Ground(CLAIM_RULES["claim.benefits"], claim.id, True if paid <= cap or answered else None, tuple(facts))


def claim_household(claim: ClaimCase) -> Ground | None:
    """世帯合算. Held while what the household counts together lies above the cap; None where there is nobody else's."""
    together = claim.household_self_pay
    if not together or together <= paid_in_month(claim):
        return None
    name, cap = month_cap(claim)
    answered = claim.benefits_settled or claim.high_cost > 0
    facts = (
        _yen("世帯で合わせる自己負担額", together),
        _yen(name, cap),
        Fact("支給の有無の確認", answered, "支給決定通知書", None),
    )
    return Ground(CLAIM_RULES["claim.household"], claim.id, True if together <= cap or answered else None, facts)


def claim_year(claim: ClaimCase) -> Ground | None:
    """年間上限. Held while what the household bears from August to July lies above the year's cap; None where none counts."""
    if not claim.year:
        return None
    known = claim.cap_class if claim.cap_class in classes(claim.birth, claim.month) else ""
    told = year_expected(claim.year, known)
    if not told.cap:
        return None
    answered = claim.year_settled or claim.year_benefit > 0
    facts = (
        Fact("8月から翌年7月までの世帯の自己負担額（月の高額療養費の後）", told.counted, "領収書・レセプト", None, "円"),
        Fact(f"年間の限度額（区分{known}）" if known else "年間の一番低い限度額", told.cap, "", None, "円"),
        Fact("年間の支給の有無の確認", answered, "支給決定通知書", None),
    )
    return Ground(CLAIM_RULES["claim.year"], claim.id, True if told.benefit == 0 or answered else None, facts)


def claim_fringe(claim: ClaimCase) -> Ground | None:
    """附加給付が先. Held above the insurer's own limit; where that is not known, above the one for asking."""
    if not claim.insurer:
        return None
    begins, paid = fringe_from(claim.insurer, claim), paid_in_month(claim)
    answered = claim.benefits_settled or claim.fringe > 0
    facts = (
        Fact("保険者", claim.insurer, "保険の記録", None),
        _yen("この月の自己負担額", paid),
        Fact("附加給付の制度", "なし", "", None) if begins is None else _yen("附加給付を確かめる額", begins),
        Fact("支給の有無の確認", answered, "支給決定通知書", None),
    )
    met = True if begins is None or paid <= begins or answered else None
    return Ground(CLAIM_RULES["claim.fringe"], claim.id, met, facts)


def _yen(name: str, value: int) -> Fact:
    return Fact(name, value, "領収書・支給決定通知書", None, "円")
