"""A claim as the law looks at it, and the answer to it. Yen."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sasae.kernel.findings import Finding, Severity
from sasae.kernel.period import Month
from sasae.law.case import Periods
from sasae.law.decision import Fact, Ground
from sasae.law.single_parent.high_cost_year import YearMonth
from sasae.law.single_parent.texts import CLAIM_RULES


class ClaimOutcome(StrEnum):
    """償還状態 a decision leads to."""

    HELD = "20"
    PAID = "30"
    REFUSED = "31"


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """One receipt: one person, one provider, one month of treatment.

    `insured_self_pay` is the figure with meals in it; where the receipt lists meals apart `meals` is 0. `covered` is
    the time the patient had cover. `treated_on` lists days where known; else any covered day of the month will do.
    `total_cost` is 総医療費 (10割), `income_class` general, middle or active for those of 70 and older.
    `school_centre_decided`: the sports centre has said whether it pays; `settled`: settled with a third party before
    the treatment, None where its days are not known. `injury`: the number of an injury by somebody else that is open in
    the month; `injury_unrelated`: staff found that the treatment does not come of it.
    `month_self_pay`: all insured self-pay of the person in the month, where more than this receipt is known;
    `household_self_pay`: what counts together of the household (世帯合算), where it was looked for; `high_cost_months`:
    in how many of the eleven months before a high-cost benefit was paid, as far as known; `cap_class`: 適用区分, blank
    where not known. `benefits_settled`: the insurer's answer on 高額療養費 and 附加給付 was seen. `reason` and `kind` are
    the codes of claim_codes.yaml; `papers`: "asked" or "not_sent". `year`: what the household bore from August to July,
    this claim's month in it, where the claim counts together; `year_benefit`: what the insurer pays of this claim for
    the year; `year_settled`: its answer on the year was seen. `days`: of treatment, each rounded at the window.
    """

    id: str
    birth: date
    month: Month
    claimed_on: date
    covered: Periods
    insured_self_pay: int
    meals: int = 0
    high_cost: int = 0
    fringe: int = 0
    other_public: int = 0
    school_insurance: int = 0
    total_cost: int | None = None
    income_class: str | None = None
    treated_on: tuple[date, ...] = ()
    school_accident: bool = False
    school_centre_decided: bool = False
    third_party: bool = False
    third_party_notified: bool = False
    settled: bool | None = False
    injury: str = ""
    injury_unrelated: bool = False
    month_self_pay: int | None = None
    benefits_settled: bool = False
    household_self_pay: int | None = None
    high_cost_months: int = 0
    cap_class: str = ""
    insurer: str = ""
    reason: str = ""
    kind: str = ""
    device_decided: bool = False
    papers: str = ""
    days: int = 1
    year: tuple[YearMonth, ...] = ()
    year_benefit: int = 0
    year_settled: bool = False


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """The answer to a claim. `amount` is 0 unless paid; the window's days are included on both ends."""

    claim_id: str
    on: date
    outcome: ClaimOutcome
    amount: int
    first_day: date
    last_day: date
    grounds: tuple[Ground, ...]
    findings: tuple[Finding, ...]
    rule_version: str

    def to_json(self) -> bytes:
        """UTF-8, keys sorted: the same decision gives the same bytes."""
        body = {
            "claim": self.claim_id,
            "on": self.on.isoformat(),
            "outcome": self.outcome.value,
            "amount": self.amount,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "grounds": [
                [g.rule.id, g.subject, g.met, [[f.name, f.value, f.source, f.unit] for f in g.facts]]
                for g in self.grounds
            ],
            "findings": [finding.as_dict() for finding in self.findings],
            "rule_version": self.rule_version,
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: str | bytes) -> "ClaimDecision":
        """Reads what `to_json` wrote; the texts are those of the rules now in force under these names."""
        body = json.loads(data)
        return cls(
            claim_id=body["claim"],
            on=date.fromisoformat(body["on"]),
            outcome=ClaimOutcome(body["outcome"]),
            amount=body["amount"],
            first_day=date.fromisoformat(body["first_day"]),
            last_day=date.fromisoformat(body["last_day"]),
            grounds=tuple(
                Ground(
                    CLAIM_RULES[rule],
                    subject,
                    met,
                    tuple(Fact(name, value, source, None, unit) for name, value, source, unit in facts),
                )
                for rule, subject, met, facts in body["grounds"]
            ),
            findings=tuple(
                Finding(one["id"], Severity(one["severity"]), one["at"], one["message"]) for one in body["findings"]
            ),
            rule_version=body["rule_version"],
        )
