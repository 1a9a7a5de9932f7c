"""償還払い: the amount of one receipt, the time in which it can be claimed, the share of cost it should show. Yen."""

from datetime import date

from sasae.kernel.ages import day_reaching
from sasae.kernel.findings import Finding, error, has_errors, warning
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki
from sasae.law.articles import rule_version
from sasae.law.common.ages import school_year_end_after_reaching
from sasae.law.common.spans import containing, intersect, of_periods
from sasae.law.decision import Fact, Ground
from sasae.law.single_parent.benefit_values import OWN_SHARE, WINDOW
from sasae.law.single_parent.claim_case import ClaimCase as ClaimCase
from sasae.law.single_parent.claim_case import ClaimDecision as ClaimDecision
from sasae.law.single_parent.claim_case import ClaimOutcome as ClaimOutcome
from sasae.law.single_parent.claim_insurer import claim_benefits as claim_benefits
from sasae.law.single_parent.claim_insurer import claim_fringe, claim_household, claim_year
from sasae.law.single_parent.claim_papers import claim_device, claim_papers, claim_reason
from sasae.law.single_parent.texts import CLAIM_RULES


def first_claim_day(month: Month) -> date:
    """診療月の翌月の初日."""
    return month.plus(WINDOW.on(month.first).opens_after_months).first


def last_claim_day(month: Month) -> date:
    """請求できる最後の日: April 2019 → 30 April 2024. A closed day does not move it."""
    return month.plus(WINDOW.on(month.first).last_month).last


def amount(claim: ClaimCase) -> int:
    """助成額: the insured self-pay less meals and what others pay, never below 0."""
    return max(0, claim.insured_self_pay - sum(_less(claim)))


def _less(claim: ClaimCase) -> tuple[int, ...]:
    return claim.meals, claim.high_cost, claim.year_benefit, claim.fringe, claim.other_public, claim.school_insurance


def own_share(birth: date, day: date, income_class: str | None = None) -> int | None:
    """自己負担の割合 in tenths on a day; None where the insurer's class (or 適用区分) is needed and not known.

    70 counts from the month after it is reached (born on the 1st: from that month), 75 from the birthday.
    """
    shares = OWN_SHARE.on(day)
    if day <= school_year_end_after_reaching(birth, shares.preschool_age):
        return shares.preschool
    if day > day_reaching(birth, 75):
        return None if income_class is None else shares.from75.get(income_class)
    if day > Month.of(day_reaching(birth, 70)).last:
        return None if income_class is None else shares.from70.get(income_class)
    return shares.standard


def decide_claim(claim: ClaimCase, on: date) -> ClaimDecision:
    """Decides one claim as of a day. Too early or open questions hold it; late or uncovered refuses it."""
    grounds = (
        claim_opened(claim),
        claim_in_time(claim),
        claim_covered(claim),
        claim_school(claim),
        claim_third_party(claim),
        claim_benefits(claim),
        *_where_it_applies(claim),
        claim_amount(claim),
        claim_share(claim),
    )
    findings = tuple(claim_findings(claim))
    refused = any(g.met is False and g.rule.id in _REFUSING for g in grounds)
    held = any(g.met is None and g.rule.id != _SHARE.id for g in grounds)
    if has_errors(findings):
        outcome = ClaimOutcome.HELD
    else:
        outcome = ClaimOutcome.REFUSED if refused else ClaimOutcome.HELD if held else ClaimOutcome.PAID
    return ClaimDecision(
        claim_id=claim.id,
        on=on,
        outcome=outcome,
        amount=amount(claim) if outcome is ClaimOutcome.PAID else 0,
        first_day=first_claim_day(claim.month),
        last_day=last_claim_day(claim.month),
        grounds=grounds,
        findings=findings,
        rule_version=rule_version(on),
    )


_SHARE = CLAIM_RULES["claim.share"]
_REFUSING = frozenset({"claim.in_time", "claim.covered", "claim.third_party", "claim.positive", "claim.papers"})


def _where_it_applies(claim: ClaimCase) -> tuple[Ground, ...]:
    """Rules about what not every claim has: they are looked at where it was told."""
    rules = (claim_household, claim_year, claim_fringe, claim_reason, claim_device, claim_papers)
    return tuple(ground for rule in rules if (ground := rule(claim)) is not None)


def claim_opened(claim: ClaimCase) -> Ground:
    """診療月の翌月から. Not yet open is not refused, it waits."""
    first = first_claim_day(claim.month)
    facts = (_day("請求の日", claim.claimed_on), _day("請求できる最初の日", first))
    return Ground(CLAIM_RULES["claim.opened"], claim.id, True if claim.claimed_on >= first else None, facts)


def claim_in_time(claim: ClaimCase) -> Ground:
    """60か月後の月の末日まで."""
    last = last_claim_day(claim.month)
    facts = (_day("請求の日", claim.claimed_on), _day("請求できる最後の日", last))
    return Ground(CLAIM_RULES["claim.in_time"], claim.id, claim.claimed_on <= last, facts)


def claim_covered(claim: ClaimCase) -> Ground:
    """診療日に資格のあること: every known day, or any day of the month when no day is known."""
    spans = of_periods(claim.covered)
    outside = [day for day in claim.treated_on if containing(spans, day) is None]
    met = not outside if claim.treated_on else bool(intersect(spans, ((claim.month.first, claim.month.last),)))
    facts = [Fact("診療月", month_to_wareki(claim.month.first), "領収書", None)]
    if outside:
        facts.append(Fact("資格のない診療日", "、".join(day.isoformat() for day in outside), "資格の記録", None))
    return Ground(CLAIM_RULES["claim.covered"], claim.id, met, tuple(facts))


def claim_school(claim: ClaimCase) -> Ground:
    """災害共済給付が先. Held until the centre has decided."""
    met = True if not claim.school_accident or claim.school_centre_decided else None
    facts = (Fact("学校の管理下の災害", claim.school_accident, "申請書", None),)
    return Ground(CLAIM_RULES["claim.school"], claim.id, met, facts)


def claim_third_party(claim: ClaimCase) -> Ground:
    """第三者の行為: after a settlement refused, without notice held; so is what may come of an injury that is open."""
    if not claim.third_party:
        met: bool | None = None if claim.injury and not claim.injury_unrelated else True
    elif claim.settled or claim.settled is None:
        met = False if claim.settled else None
    else:
        met = True if claim.third_party_notified else None
    facts = [Fact("第三者の行為による", claim.third_party, "申請書", None)]
    if claim.injury:
        facts.append(Fact("この月に届出のある負傷", claim.injury, "第三者行為の記録", None))
    if claim.settled is None:
        facts.append(Fact("示談の後の診療", "診療日が分からない", "第三者行為の記録", None))
    return Ground(CLAIM_RULES["claim.third_party"], claim.id, met, tuple(facts))


def claim_amount(claim: ClaimCase) -> Ground:
    """助成額の計算. Not met when nothing is left to pay."""
    paid = amount(claim)
    rule = CLAIM_RULES["claim.amount" if paid else "claim.positive"]
    year = (_yen("高額療養費（年間）", claim.year_benefit),) if claim.year_benefit else ()
    facts = (
        _yen("保険診療の自己負担額", claim.insured_self_pay),
        _yen("食事療養標準負担額等", claim.meals),
        _yen("高額療養費", claim.high_cost),
        *year,
        _yen("附加給付", claim.fringe),
        _yen("ほかの公費", claim.other_public),
        _yen("災害共済給付", claim.school_insurance),
        _yen("助成額", paid),
    )
    return Ground(rule, claim.id, paid > 0, facts)


def claim_share(claim: ClaimCase) -> Ground:
    """自己負担額が総医療費×割合を超えないこと. A window rounds each day half up to 10 yen; meals come on top of the share."""
    share = own_share(claim.birth, min(claim.treated_on, default=claim.month.first), claim.income_class or claim.cap_class)
    facts = [Fact("負担割合", None if share is None else f"{share}割", "", None)]
    if share is None or claim.total_cost is None:
        return Ground(_SHARE, claim.id, None, tuple(facts))
    tenths = claim.total_cost * share
    most = max(-(-tenths // 10), (tenths + 50 * claim.days) // 100 * 10)
    facts += [_yen("総医療費", claim.total_cost), _yen("自己負担の上限の目安", most)]
    return Ground(_SHARE, claim.id, claim.insured_self_pay - claim.meals <= most, tuple(facts))


def claim_findings(claim: ClaimCase) -> list[Finding]:
    """What staff should look at. An amount below zero blocks, and a bill of which only some days are covered: nobody can
    say how much of it they are, and refusing it would take what is due."""
    if min(claim.insured_self_pay, *_less(claim)) < 0:
        return [error("LC-001", claim.id, "金額が0円より小さくなっています。入力を直してください。")]
    found = []
    if len({containing(of_periods(claim.covered), day) is None for day in claim.treated_on}) > 1:
        said = "資格のある日とない日の診療が1件になっています。資格のある日の分だけの日数と金額に直してください。"
        found.append(error("LC-002", claim.id, said))
    if claim_share(claim).met is False:
        found.append(
            warning(
                "LC-101", claim.id, "自己負担額が総医療費と負担割合に合いません。保険外の費用がないか確かめてください。"
            )
        )
    if sum(_less(claim)) > claim.insured_self_pay:
        found.append(
            warning("LC-102", claim.id, "差し引く額の合計が自己負担額を超えています。金額を確かめてください。")
        )
    if claim.third_party and not claim.third_party_notified:
        found.append(warning("LC-103", claim.id, "第三者の行為による傷病の届出がありません。"))
    if claim.injury and not claim.third_party and not claim.injury_unrelated:
        said = f"第三者行為の届出 {claim.injury} のある月の診療です。その負傷によるものか確かめてください。"
        found.append(warning("LC-105", claim.id, said))
    month = ((claim.month.first, claim.month.last),)
    if not claim.treated_on and intersect(of_periods(claim.covered), month) not in ((), month):
        said = "月の途中で資格が変わっています。資格のある日の診療か、診療日を確かめてください。"
        found.append(warning("LC-106", claim.id, said))
    if any(not claim.month.first <= day <= claim.month.last for day in claim.treated_on):
        found.append(warning("LC-104", claim.id, "診療日が診療月の外にあります。"))
    return found


def _day(name: str, day: date) -> Fact:
    return Fact(name, day.isoformat(), "", None)


def _yen(name: str, value: int) -> Fact:
    return Fact(name, value, "領収書・支給決定通知書", None, "円")
