"""What becomes of a line: rules as pure functions of the line, of what the office knows, and of dated values.

Every rule is asked, in the order of `RULES`; the first that objects gives the reason. What each looked at is kept as
facts, so that a person sees later why the line was accepted or held.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from sasae.kernel.dated import NotInForce
from sasae.kernel.numbers import health
from sasae.kernel.period import Month
from sasae.law.single_parent.benefit import last_claim_day
from sasae.law.single_parent.high_cost import cap_of
from sasae.subsidy.receipts.money import Amounts
from sasae.subsidy.receipts.values import Values

ACCEPTED, OFFSET, NO_ORIGINAL = "A00", "A10", "H26"
LATE_ELDERLY = "39"  # 法別番号 of 後期高齢者医療
THIRD_PARTY_MARK = "10"  # 特記事項 第三
# 特記事項 of the 適用区分: 区ア…区オ, and with 多数回該当 多ア…多オ; of those of 70 and older 区カ・区キ・多カ・多キ
CLASS_MARKS = {str(26 + place): letter for place, letter in enumerate("アイウエオ")}
MANY_MARKS = {str(31 + place): letter for place, letter in enumerate("アイウエオ")}
ELDERLY_MARKS = frozenset(["41", "42", "43", "44"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as it asks for money."""

    recipient: str
    birth_date: date | None
    month: Month | None
    billing: Month | None
    provider: str
    point_table: str
    setting: str
    kind: str
    insurer: str
    days: int | None
    points: int | None
    money: Amounts | None
    share: int | None
    payers: tuple[str, ...] = ()
    order: int = 1
    marks: frozenset[str] = frozenset()
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the office knows of the recipient in the month of treatment. Yen; `others` are labels of what is in the way."""

    person_id: int | None = None
    birth_date: date | None = None
    entitlement_id: int | None = None
    covered: tuple[str, str] | None = None
    certificate_void: str = ""
    insurers: frozenset[str] = frozenset()
    paid_in_kind: str = ""
    like_it: str = ""
    other_code: str = ""
    reimbursed: str = ""
    school: str = ""
    third_party: str = ""
    month_self_pay: int = 0


NOBODY = Known()


def is_correction(in_kind_yen: int | None, self_pay_yen: int | None) -> bool:
    """Whether the body takes something back with a line: what the patient had to bear is negative as well.

    A window that took more than that makes our part negative too, and takes nothing back (H08).
    """
    return (in_kind_yen or 0) < 0 and (self_pay_yen or 0) < 0


Rule = Callable[[Asked, Known, Values], bool]


@dataclass(frozen=True, slots=True)
class Judged:
    """The reason's code, every rule that objected, and the facts."""

    code: str
    not_met: tuple[str, ...]
    facts: Mapping[str, Any]


def number_is_sound(line: Asked, known: Known, values: Values) -> bool:
    """H07 受給者番号の検証番号."""
    return bool(line.recipient) and health.is_valid(line.recipient)


def recipient_is_known(line: Asked, known: Known, values: Values) -> bool:
    """H01 受給者番号に該当する人."""
    return known.person_id is not None


def birth_agrees(line: Asked, known: Known, values: Values) -> bool:
    """H04 生年月日."""
    return line.birth_date is None or known.person_id is None or line.birth_date == known.birth_date


def month_is_possible(line: Asked, known: Known, values: Values) -> bool:
    """H25 診療年月が請求年月より後でない."""
    return line.month is None or line.billing is None or line.month <= line.billing


def is_covered(line: Asked, known: Known, values: Values) -> bool:
    """H02 診療月のどの日かに資格がある."""
    return known.entitlement_id is not None


def certificate_stands(line: Asked, known: Known, values: Values) -> bool:
    """H10 診療月に使える医療証がある（すべて無効になった後の診療でない）."""
    return not known.certificate_void


def category_agrees(line: Asked, known: Known, values: Values) -> bool:
    """H11 レセプト種別の保険の種類と保険者番号の法別番号."""
    if len(line.kind) != 4 or not line.insurer:
        return True
    return (line.kind[1] == "3") == (len(line.insurer) == 8 and line.insurer.startswith(LATE_ELDERLY))


def insurer_agrees(line: Asked, known: Known, values: Values) -> bool:
    """H03 保険者番号が診療月の登録にある. Nobody's insurance registered: nothing to compare with."""
    return not known.insurers or line.insurer in known.insurers


def no_excluding_scheme(line: Asked, known: Known, values: Values) -> bool:
    """H12 この制度を使えない公費（生活保護・重度障害者医療など）が同じレセプトにない."""
    return not any(payer[:2] in values.excluding for payer in line.payers)


def others_come_first(line: Asked, known: Known, values: Values) -> bool:
    """H13 国の公費がこの制度より前に並ぶ."""
    return not any(payer[:2] in values.first for payer in line.payers[line.order :])


def amount_is_known(line: Asked, known: Known, values: Values) -> bool:
    """H06 金額を計算できる."""
    return line.money is not None and line.share is not None


def window_within(line: Asked, known: Known, values: Values) -> bool:
    """H08 窓口負担が自己負担額を超えない."""
    return line.money is None or (line.money.in_kind >= 0 and line.money.self_pay >= 0)


def nothing_at_the_window(line: Asked, known: Known, values: Values) -> bool:
    """H15 窓口で払うべき額を超えて受け取っていない."""
    return line.money is None or line.money.window <= values.window_yen


def meals_are_out(line: Asked, known: Known, values: Values) -> bool:
    """H14 自己負担額が総医療費×負担割合を超えない（食事代などが入っていない）."""
    if line.money is None or line.share is None:
        return True
    return line.money.self_pay <= -(-line.money.decided * line.share // 100) * 10


def in_time(line: Asked, known: Known, values: Values) -> bool:
    """H24 請求が時効（診療月の翌月から5年）の前である. A month before any window is known is late by every one."""
    if line.month is None or line.billing is None:
        return True
    if line.month is values.month:
        return line.billing.first <= values.last_claim
    try:
        return line.billing.first <= last_claim_day(line.month)
    except NotInForce:
        return False


def not_paid_before(line: Asked, known: Known, values: Values) -> bool:
    """H05 同じ請求がまだ認定されていない."""
    return not known.paid_in_kind


def nothing_like_it(line: Asked, known: Known, values: Values) -> bool:
    """H18 同じ月・医療機関で、保険者だけが違うか、入外・点数表の一方が書かれていない請求がない."""
    return not known.like_it


def no_other_code(line: Asked, known: Known, values: Values) -> bool:
    """H17 同じ名の医療機関の別のコードで、同じ月の請求がない."""
    return not known.other_code


def not_reimbursed(line: Asked, known: Known, values: Values) -> bool:
    """H09 償還払いをしていない."""
    return not known.reimbursed


def no_school_insurance(line: Asked, known: Known, values: Values) -> bool:
    """H21 災害共済給付が先に支払われていない."""
    return not known.school


def no_third_party(line: Asked, known: Known, values: Values) -> bool:
    """H22 第三者の行為によるものでない（特記事項と、開いている事案）."""
    return not known.third_party and THIRD_PARTY_MARK not in line.marks


def is_plausible(line: Asked, known: Known, values: Values) -> bool:
    """H19 日数と総医療費が目安の中にある."""
    if line.money is None or line.month is None:
        return True
    if line.days is not None and not 0 <= line.days <= line.month.last.day:
        return False
    most = values.plausible.get(f"{line.point_table}-{line.setting or '2'}")
    if most is None:
        return True
    return line.money.decided <= most.receipt and line.money.decided <= most.day * max(1, line.days or 1)


def high_cost_is_settled(line: Asked, known: Known, values: Values) -> bool:
    """H23 月の自己負担が一番低い限度額を超えない、または限度額が適用されている.

    A line that names its class (適用区分) had the limit looked at by the clinic, for itself: above it, 負担金額 would say so.
    """
    if line.money is None or line.capped or line.marks & ELDERLY_MARKS:
        return True
    earlier = 0 if _names_class(line) else known.month_self_pay
    return earlier + line.money.self_pay <= limit_of(line, values)


def limit_of(line: Asked, values: Values) -> int:
    """What the self-pay is compared with: the limit of the class that the line names, else the lowest of any class. Yen."""
    cost = line.money.decided if line.money else 0
    named = [
        cap_of(cap, cost, int(mark in MANY_MARKS), 1)
        for mark in line.marks for name, cap in values.caps.items()
        if name.startswith(CLASS_MARKS.get(mark) or MANY_MARKS.get(mark) or "-")
    ]  # fmt: skip
    return max(named, default=values.cap)


def _names_class(line: Asked) -> bool:
    return not line.marks.isdisjoint(CLASS_MARKS) or not line.marks.isdisjoint(MANY_MARKS)


def not_selected(line: Asked, known: Known, values: Values) -> bool:
    """H90 抽出に当たらない. The same line is selected each time, whoever asks and whenever."""
    if line.money is None:
        return True
    if line.money.in_kind >= values.always_from:
        return False
    text = f"{values.seed}|{line.billing}|{line.provider}|{line.recipient}|{line.month}|{line.kind}|{line.points}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) % values.one_in != 0


RULES: Mapping[str, Rule] = {
    "H07": number_is_sound, "H01": recipient_is_known, "H04": birth_agrees, "H25": month_is_possible,
    "H02": is_covered, "H10": certificate_stands, "H11": category_agrees, "H03": insurer_agrees,
    "H12": no_excluding_scheme, "H13": others_come_first, "H06": amount_is_known, "H08": window_within,
    "H15": nothing_at_the_window, "H14": meals_are_out, "H24": in_time, "H05": not_paid_before,
    "H18": nothing_like_it, "H17": no_other_code, "H09": not_reimbursed, "H21": no_school_insurance,
    "H22": no_third_party, "H19": is_plausible, "H23": high_cost_is_settled, "H90": not_selected,
}  # fmt: skip


def adjudicate(line: Asked, known: Known, values: Values) -> Judged:
    """Ask every rule."""
    not_met = tuple(code for code, rule in RULES.items() if not rule(line, known, values))
    return Judged(not_met[0] if not_met else ACCEPTED, not_met, facts_of(line, known, values))


def facts_of(line: Asked, known: Known, values: Values) -> dict[str, Any]:
    """What was looked at, as it is kept: only what there is."""
    money = line.money
    told = {
        "month": str(line.month or ""), "billing": str(line.billing or ""), "share": line.share,
        "covered": list(known.covered) if known.covered else None, "void": known.certificate_void,
        "insurers": sorted(known.insurers), "paid": known.paid_in_kind, "like": known.like_it,
        "other": known.other_code, "reimbursed": known.reimbursed, "school": known.school,
        "third": known.third_party, "earlier": known.month_self_pay,
        "cap": limit_of(line, values) if line.marks else values.cap,
        "yen": [money.decided, money.self_pay, money.window, money.in_kind] if money else None,
    }  # fmt: skip
    return {key: value for key, value in told.items() if value not in (None, "", [], 0)}
