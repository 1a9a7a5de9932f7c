"""Contradictions in a case: impossible dates, doubled persons, households that cannot be. All found at once."""

from collections import Counter
from collections.abc import Iterator

from sasae.kernel.dated import NotInForce
from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.numbers import municipality
from sasae.law.case import Case, Child, Income, Kind, Reason, Relation, ReportState
from sasae.law.common.income import steps_of
from sasae.law.kin_checks import kin_findings


def contradictions(case: Case) -> list[Finding]:
    return [*_municipality(case), *_persons(case), *_dates(case), *_children(case), *kin_findings(case), *_incomes(case)]


def _municipality(case: Case) -> Iterator[Finding]:
    """A code that is none would silently be judged by another table."""
    if not municipality.is_valid(case.municipality):
        yield error("LR-310", "自治体コード", "自治体コード（検査数字を含む6桁）ではありません。")


def _persons(case: Case) -> Iterator[Finding]:
    children = {child.id for child in case.children}
    people = [case.applicant.id, *(child.id for child in case.children)]
    people += [o.id for o in case.obligors if o.id not in children or o.relation is not Relation.LINEAL]
    people += [] if case.spouse is None else [case.spouse.id]
    for person, times in sorted(Counter(people).items()):
        if times > 1:
            yield error("LR-301", person, _doubled(case, person))
    if not case.children:
        yield warning("LR-302", "児童", "児童が一人も書かれていません。")
    named = [("所得", income.person) for income in case.incomes]
    named += [("災害", disaster.person) for disaster in case.disasters]
    named += [("親子", person) for pair in case.kin for person in pair]
    for topic, person in dict.fromkeys(named):
        if person not in people and (topic != "親子" or person not in _only_kin(case)):
            yield error("LR-303", f"{topic}.{person}", "この番号の人が事例にありません。")


def _doubled(case: Case, person: str) -> str:
    """One number for two lives is said as such."""
    births = {one.birth.isoformat() for one in case.beneficiaries if one.id == person}
    if len(births) > 1:
        return f"一つの番号に、生年月日の違う二人（{'・'.join(sorted(births))}）が書かれています。"
    return "同じ番号の人が二度書かれています。"


def _only_kin(case: Case) -> set[str]:
    """Persons who only link others: a dead grandparent through whom two are siblings."""
    return {pair.parent for pair in case.kin}


def _dates(case: Case) -> Iterator[Finding]:
    applicant = case.applicant
    if applicant.birth >= case.application_received_on:
        yield error("LR-304", "申請者.生年月日", "生年月日が申請受付日より後です。")
    if applicant.died_on is not None and applicant.died_on < applicant.birth:
        yield error("LR-305", "申請者.死亡日", "死亡日が生年月日より前です。")
    spouse = case.spouse
    if spouse is not None and spouse.since and spouse.until and spouse.until < spouse.since:
        yield error("LR-306", "配偶者.婚姻の末日", "婚姻の末日が婚姻日より前です。")
    if spouse is not None and spouse.since and spouse.since <= applicant.birth:
        yield error("LR-308", "配偶者.婚姻日", "婚姻日が申請者の生年月日より前です。")
    if case.status_report.state is ReportState.FILED and case.status_report.filed_on is None:
        yield warning("LR-307", "現況届.届いた日", "届いた日が書かれていないので、期限までに届いたものとして扱います。")
    for day, times in sorted(Counter(stay.since for stay in case.wards).items()):
        if times > 1:
            yield error("LR-309", "住所の区", f"{day}に、二つの区の住所が始まっています。")


def _children(case: Case) -> Iterator[Finding]:
    caregiver = case.applicant.kind is Kind.CAREGIVER
    for number, child in enumerate(case.children, 1):
        at = f"児童{number}"
        if not caregiver and child.birth <= case.applicant.birth:
            yield error("LR-311", f"{at}.生年月日", "児童の生年月日が親より前です。")
        if child.died_on is not None and child.died_on < child.birth:
            yield error("LR-305", f"{at}.死亡日", "死亡日が生年月日より前です。")
        if child.reason_until is not None and child.reason_until < child.reason_since:
            yield error("LR-312", f"{at}.事由の末日", "事由の末日が事由発生日より前です。")
        for place, spell in enumerate(child.other_reasons, 1):
            if spell.until is not None and spell.until < spell.since:
                yield error("LR-312", f"{at}.ほかの事由{place}.事由の末日", "事由の末日が事由発生日より前です。")
        yield from _livelihood(case, child, at)
        if child.reason is Reason.UNMARRIED_MOTHER and child.reason_since < child.birth:
            yield warning("LR-314", f"{at}.事由発生日", "婚姻によらない出生の事由は、出生の日に始まります。")
        if child.reason is Reason.BOTH_UNKNOWN and not caregiver:
            yield error("LR-315", f"{at}.事由", "父母ともに不明の児童を、父または母が申請しています。")
        if child.other_claimant is case.applicant.kind and not caregiver:
            yield error("LR-316", f"{at}.優先を争う人", "申請者のほかに、同じ種別の親がいることになっています。")


def _livelihood(case: Case, child: Child, at: str) -> Iterator[Finding]:
    if case.applicant.kind is not Kind.MOTHER and child.shared_livelihood is None:
        yield warning("LR-313", f"{at}.生計同一", "父・養育者の判定に必要です。書かれていないので保留になります。")
    if case.applicant.kind is Kind.CAREGIVER and child.lives_together is None:
        yield warning("LR-313", f"{at}.同居", "養育者の判定に必要です。書かれていないので保留になります。")


def _incomes(case: Case) -> Iterator[Finding]:
    pairs = Counter((income.person, income.year) for income in case.incomes)
    for (person, year), times in sorted(pairs.items()):
        if times > 1:
            yield error("LR-321", f"所得.{person}", f"{year}年の所得が二度書かれています。")
    for income in case.incomes:
        if isinstance(income, Income):
            yield from _income(income)


def _income(income: Income) -> Iterator[Finding]:
    at = f"所得.{income.person}.{income.year}年"
    counts = income.dependants
    if counts.elderly + counts.elderly_spouse + counts.specific > counts.total:
        yield error("LR-322", f"{at}.扶養親族等", "内訳の人数が総数を超えています。")
    if counts.elderly_spouse > 1:
        yield error("LR-323", f"{at}.扶養親族等", "配偶者が二人以上になっています。")
    if income.widow and income.single_parent:
        yield error("LR-327", f"{at}.寡婦控除", "寡婦控除とひとり親控除は、同じ年に両方は受けられません。")
    if income.training_benefit > max(0, income.other_general):
        yield warning("LR-328", f"{at}.高等職業訓練修了支援給付金", "その他の総所得より大きくなっています。その他の総所得の額まで除きます。")
    try:
        steps = steps_of(income.year)
    except NotInForce:
        yield warning("LR-324", at, "この年の所得の表がないので、使えません。")
        return
    if income.single_parent and steps.single_parent is None:
        yield error("LR-325", f"{at}.ひとり親控除", "この年の所得に、ひとり親控除はありません。")
    if income.special_widow and steps.special_widow is None:
        yield error("LR-325", f"{at}.特別の寡婦控除", "この年の所得に、特別の寡婦控除はありません。")
    if income.spouse_special_deduction > steps.spouse_special_max:
        yield warning("LR-326", f"{at}.配偶者特別控除", "住民税の控除額の上限を超えています。上限の額で計算します。")
