"""Whether the same treatment was claimed or paid before.

A treatment is what one レセプト is about: person, provider, month, kind (点数表), in- or outpatient. Another bill of the
same one (another department, another prescriber, a receipt found later) is told by the code staff chose as `part`, and by
its days. What looks like the same receipt though is another only where staff say why (`twin`), and another person finds it
to be so. Nothing is changed here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from sasae.kernel.findings import Finding, error
from sasae.kernel.period import Month
from sasae.subsidy.claims.models import Claim, provider_key_in_sql
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.ledger.models import Account, PostingLine
from sasae.subsidy.ledger.queries import OPENING
from sasae.subsidy.receipts.models import LineState, ReceiptLine

APART = "別の請求（診療科や処方元が違うものなど）のときは、「別の請求の区別」を選んでください。"
TWIN = "同じ領収書でないときは、診療日を入れてください。日でも分けられないときは「別の領収書である理由」を書いてください。"
PAID_IN_KIND = "同じ人・診療月・医療機関・種類の現物給付がすでにあります。"
PAID_BEFORE = "同じ人・診療月・医療機関の助成が、旧システムですでに行われています。"
OPEN_OR_GRANTED = ["10", "20", *Claim.GRANTED]
ROUNDED = 10  # yen by which a window's receipt and the review body's may differ: windows round to ten


class Likeness(Enum):
    """How two receipts of one person, month and provider go together."""

    OTHER = ""
    SAME = "same"
    ALIKE = "alike"
    UNDATED = "undated"


@dataclass(frozen=True)
class Bill:
    """What is compared of a receipt. Yen; `provider` as a key. `twin`: said to be another one although it looks the same."""

    month: str
    provider: str
    kind: str
    setting: str
    part: str
    days: int
    total_cost: int
    self_pay: int
    treated_on: frozenset[date]
    twin: bool = False

    @classmethod
    def of(cls, month: Month | str, values: Mapping[str, Any]) -> "Bill":
        """What was typed."""
        return cls(
            str(month), provider_key(values["provider"]), values.get("kind") or "", values.get("setting") or "",
            values.get("part") or "", values["days"], values["total_cost"], values["insured_self_pay"],
            frozenset(values.get("treated_on") or ()), bool((values.get("twin_why") or "").strip()),
        )  # fmt: skip

    @classmethod
    def of_claim(cls, claim: Claim) -> "Bill":
        """What stands in a claim."""
        names = ("provider", "kind", "setting", "part", "days", "total_cost", "insured_self_pay", "treated_on", "twin_why")
        return cls.of(claim.treatment_month, {name: getattr(claim, name) for name in names})

    def beside(self, other: "Bill") -> Likeness:
        """How this one goes together with an earlier one of the same person."""
        if (self.month, self.provider) != (other.month, other.provider):
            return Likeness.OTHER
        unit = (self.kind, self.setting) == (other.kind, other.setting)
        if unit and self.part == other.part:
            return Likeness.SAME
        if self.twin:
            return Likeness.OTHER
        apart = self.treated_on and other.treated_on and not self.treated_on & other.treated_on
        told = (self.days, self.total_cost, self.self_pay) == (other.days, other.total_cost, other.self_pay)
        if told and not apart:
            return Likeness.ALIKE
        return Likeness.UNDATED if unit and not self.treated_on else Likeness.OTHER


def against(person_id: int, bill: Bill, but: int | None = None) -> list[Finding]:
    """Everything paid or claimed before that stands against taking this bill in."""
    one = all_one_with([person_id])[person_id]
    found = []
    if said := paid_in_kind(one, bill):
        found.append(error("C-104", "provider", said))
    if paid_before(one, bill):
        found.append(error("C-127", "provider", f"{PAID_BEFORE}{APART}"))
    told = claimed(one, bill, Claim.objects.filter(state__in=OPEN_OR_GRANTED).exclude(pk=but))
    return found if told is None else [*found, told]


def claimed(one: Iterable[int], bill: Bill, among: QuerySet[Claim]) -> Finding | None:
    """What stands against a bill among these claims of the same person; what is the same first."""
    claims = among.filter(person__in=one, treatment_month=bill.month).alias(key=provider_key_in_sql())
    told: dict[Likeness, Claim] = {}
    for claim in claims.filter(key=bill.provider).defer("decision").order_by("pk"):
        told.setdefault(bill.beside(Bill.of_claim(claim)), claim)
    for likeness in (Likeness.SAME, Likeness.ALIKE, Likeness.UNDATED):
        if likeness in told:
            return stands_against(likeness, f"請求 {told[likeness].number}（{told[likeness].get_state_display()}）")
    return None


def stands_against(likeness: Likeness, told: str) -> Finding:
    """The same, said of another claim or line. Not of what is another treatment."""
    if likeness is Likeness.SAME:
        return error("C-106", "provider", f"同じ人・診療月・医療機関・種類の{told}がすでにあります。{APART}")
    if likeness is Likeness.ALIKE:
        said = f"{told}と日数・総医療費・自己負担額が同じです。{TWIN}"
        return error("C-128", "insured_self_pay", said)
    said = f"同じ医療機関・種類の{told}があります。{TWIN}"
    return error("C-129", "treated_on", said)


def in_kind_of(one: Iterable[int], bill: Bill) -> list[ReceiptLine]:
    """The accepted lines of the review bodies for the person, month and provider, whatever their kind."""
    lines = ReceiptLine.objects.filter(person__in=one, treatment_month=bill.month, state=LineState.ACCEPTED)
    return [
        line
        for line in lines.defer("grounds").order_by("pk")
        if bill.provider in (provider_key(line.provider), provider_key(line.provider_name))
    ]


def paid_in_kind(one: Iterable[int], bill: Bill) -> str:
    """Why the review body's receipts stand against a bill; empty where none of the same treatment was accepted."""
    same = [
        line
        for line in in_kind_of(one, bill)
        if line.point_table in ("", bill.kind) and line.setting in ("", bill.setting)
    ]
    if same and not bill.part:
        return f"{PAID_IN_KIND}{APART}"
    for line in same:
        if line.days == bill.days and abs((line.self_pay_yen or 0) - bill.self_pay) < ROUNDED and not bill.twin:
            return f"{PAID_IN_KIND}日数と自己負担額が同じです。{TWIN}"
        if (line.days or 0) + bill.days > Month.parse(bill.month).last.day:
            return f"{PAID_IN_KIND}日数を合わせると、月の日数を超えます。"
    return ""


def paid_before(one: Iterable[int], bill: Bill) -> bool:
    """Whether the books were opened with a grant of the provider and month. Its kind is not known: only a bill that is
    set apart is another."""
    if bill.part:
        return False
    return any(key == bill.provider for _, _, key in opened_with(one, [bill.month]))


def opened_with(persons: Iterable[int], months: Sequence[str]) -> set[tuple[int, str, str]]:
    """Person, month and provider of every grant of these with which the books were opened."""
    granted = PostingLine.objects.filter(
        person__in=list(persons), treatment_month__in=months, yen__gt=0, account__in=[Account.IN_KIND, Account.REIMBURSEMENT],
        posting__cause__startswith=OPENING,
    )  # fmt: skip
    rows = granted.values_list("person_id", "treatment_month", "provider")
    return {(person, month, provider_key(provider)) for person, month, provider in rows if person is not None}
