"""A case: one family as the law looks at it. Plain values; None stands for "not known", never for "no".

Days are included on both ends. People are named by an id (宛名番号, or 母 and 子 in a hand-written case); names and
addresses do not enter here. `Case.from_dict` reads what a person wrote by hand; see `case_template.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.findings import Finding
from sasae.kernel.period import Period
from sasae.law.codes import Kind as Kind
from sasae.law.codes import Reason as Reason
from sasae.law.codes import Relation as Relation
from sasae.law.codes import ReportState as ReportState
from sasae.law.codes import Scheme as Scheme

Periods = tuple[Period, ...]
ALL_TIME: Periods = (Period(date(1, 1, 1), None),)
NO_TIME: Periods = ()


class WardStay(NamedTuple):
    """The ward of the family's address from a day on."""

    since: date
    ward: str


class EarlyStart(NamedTuple):
    """資格の始まりをさかのぼらせる職員の決定: the day instead of the application's, and why."""

    day: date
    reason: str


class Parentage(NamedTuple):
    """親子: one is the parent of the other. What relations were said to be is compared with it."""

    parent: str
    child: str


class Source(NamedTuple):
    """Where a datum came from, and the day it was true there."""

    name: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Enrolment in another scheme, first and last day."""

    scheme: Scheme
    period: Period


@dataclass(frozen=True, slots=True)
class Applicant:
    """申請者. `residence` is the time with an address in the city, `insurance` the time insured; None: not known.

    `withdrawn_on` and `revoked_on` (虚偽・取消) are the first days without cover.
    """

    id: str
    kind: Kind
    birth: date
    residence: Periods | None
    insurance: Periods | None
    exclusions: tuple[Exclusion, ...] | None = ()
    died_on: date | None = None
    withdrawn_on: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Spouse:
    """配偶者 (事実婚を含む) of the applicant. `since` None: from before anything that matters here.

    `disabled_beppyo2`: severely disabled (児童扶養手当法施行令 別表第2), which is a reason and not an obstacle.
    `living_apart` and it are so all the time; `apart` and `disabled` are the times they are so, where these are known.
    """

    id: str
    since: date | None = None
    until: date | None = None
    living_apart: bool = False
    disabled_beppyo2: bool = False
    de_facto: bool = False
    apart: Periods = NO_TIME
    disabled: Periods = NO_TIME


class ReasonSpell(NamedTuple):
    """A reason beside the first one, with its first and, where it ended, its last day."""

    reason: Reason
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """児童. `reason_until` is the last day the reason holds; `brought_up_by_spouse` is by a parent's spouse.

    `other_reasons` are those that came to the first one or took its place: a detention, then the divorce.

    `parents_custody` is the time a parent has custody, which bars a caregiver. `disability` is 別表第1 as certified by staff, `high_school` is enrolment; each with its first and last day.
    `applied_on` is given when the child was added after the first application.
    """

    id: str
    birth: date
    reason: Reason
    reason_since: date
    reason_until: date | None = None
    custody: Periods | None = None
    shared_livelihood: Periods | None = None
    lives_together: Periods | None = None
    residence: Periods | None = None
    insurance: Periods | None = None
    exclusions: tuple[Exclusion, ...] | None = ()
    disability: Periods = NO_TIME
    high_school: Periods = NO_TIME
    brought_up_by_spouse: Periods = NO_TIME
    parents_custody: Periods = NO_TIME
    other_claimant: Kind | None = None
    orphan: bool = False
    applied_on: date | None = None
    died_on: date | None = None
    other_reasons: tuple[ReasonSpell, ...] = ()


@dataclass(frozen=True, slots=True)
class Obligor:
    """扶養義務者. Whether they share the household budget, and whether they support a caregiver; None: not known.

    Where it is not known, who lives at the same address (世帯分離 or not) is taken to share it. Who is still a child
    (児童) by their birth supports nobody and is not tested; without a birth date they count as grown up. A child of
    the case may stand here as well: they are tested once they are no child any more.
    """

    id: str
    relation: Relation
    shares_livelihood: bool | None = True
    supports_caregiver: bool | None = None
    same_address: bool | None = None
    birth: date | None = None


@dataclass(frozen=True, slots=True)
class Dependants:
    """扶養親族等 of 31 December of the income year, in persons.

    `total` counts 同一生計配偶者 and all 扶養親族; the kinds are of these. `maintained` are 生計維持児童, not in `total`.
    """

    total: int = 0
    elderly: int = 0
    elderly_spouse: int = 0
    specific: int = 0
    maintained: int = 0


@dataclass(frozen=True, slots=True)
class Income:
    """One person's income of one calendar year in yen, as resident tax knows it; salary after 給与所得控除.

    Salary is before 所得金額調整控除. `training_benefit` (高等職業訓練修了支援給付金) is the part of `other_general` that
    does not count. Losses are negative. `proved_on`: the day a proof closed a gap in the tax data.
    """

    person: str
    year: int
    salary: int = 0
    public_pension: int = 0
    other_general: int = 0
    training_benefit: int = 0
    retirement: int = 0
    forestry: int = 0
    land_business: int = 0
    long_term_gain: int = 0
    long_term_special_deduction: int = 0
    short_term_gain: int = 0
    short_term_special_deduction: int = 0
    futures: int = 0
    special_interest_dividends: int = 0
    treaty_interest_dividends: int = 0
    child_support: int = 0
    casualty_loss_deduction: int = 0
    medical_deduction: int = 0
    mutual_aid_deduction: int = 0
    spouse_special_deduction: int = 0
    disabled_count: int = 0
    special_disabled_count: int = 0
    widow: bool = False
    special_widow: bool = False
    single_parent: bool = False
    working_student: bool = False
    beef_cattle_exempt: int = 0
    dependants: Dependants = Dependants()
    source: Source = Source("税情報")
    proved_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnknownIncome:
    """No figure could be found for this person and year, and why (未申告, 1月1日に市外 …)."""

    person: str
    year: int
    reason: str
    source: Source = Source("税情報")


@dataclass(frozen=True, slots=True)
class StatusReport:
    """現況届 for the certificate year of the decision."""

    state: ReportState
    filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Disaster:
    """A loss of about half of house or goods, recognised by staff with a reason."""

    person: str
    lost_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """One family. `sources` names where facts came from by topic: application, register, insurance, schemes, family."""

    id: str
    application_received_on: date
    applicant: Applicant
    children: tuple[Child, ...]
    status_report: StatusReport
    spouse: Spouse | None = None
    obligors: tuple[Obligor, ...] = ()
    incomes: tuple[Income | UnknownIncome, ...] = ()
    disasters: tuple[Disaster, ...] = ()
    early_start: EarlyStart | None = None
    wards: tuple[WardStay, ...] = ()
    kin: tuple[Parentage, ...] = ()
    grace_days: int | None = None
    municipality: str = "141305"
    sources: Mapping[str, Source] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Any) -> "tuple[Case | None, list[Finding]]":
        """Reads a hand-written case. All faults at once; the case is None when one of them is an error."""
        from sasae.law.case_reader import read_case  # the reader builds these classes and stands above them

        return read_case(data)

    @property
    def beneficiaries(self) -> "tuple[Applicant | Child, ...]":
        """Everyone who would hold a certificate: the applicant and the children."""
        return (self.applicant, *self.children)

    def source(self, topic: str) -> Source:
        return self.sources.get(topic) or DEFAULT_SOURCES[topic]

    @property
    def all_sources(self) -> Mapping[str, Source]:
        """Where facts came from, of every topic. The very mapping of the case when it tells all: families share it."""
        if self.sources and DEFAULT_SOURCES.keys() <= self.sources.keys():
            return self.sources
        return {**DEFAULT_SOURCES, **self.sources} if self.sources else DEFAULT_SOURCES

    def income_of(self, person: str, year: int) -> Income | UnknownIncome | None:
        for income in self.incomes:
            if income.person == person and income.year == year:
                return income
        return None


DEFAULT_SOURCES: Mapping[str, Source] = {
    "application": Source("申請書"),
    "register": Source("住民基本台帳"),
    "insurance": Source("保険資格情報"),
    "schemes": Source("他制度情報"),
    "family": Source("申請書・戸籍"),
}
