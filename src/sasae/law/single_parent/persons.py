"""申請者と一人ひとりの要件: the applicant, whose fate the family shares, and what each person must meet alone."""

from collections.abc import Sequence
from datetime import date, timedelta

from sasae.law.case import Applicant, Case, Child, Exclusion
from sasae.law.common.spans import (
    ALWAYS,
    NEVER,
    Spans,
    after,
    before,
    complement,
    containing,
    intersect_all,
    of_periods,
    span,
    union,
)
from sasae.law.decision import Fact, Loss, Outcome
from sasae.law.single_parent.eligibility import enrolled, scheme_fact
from sasae.law.single_parent.in_force import InForce
from sasae.law.single_parent.requirement import Facts, Requirement, day_fact, period_fact, spans_of
from sasae.law.single_parent.texts import RULES

ALIVE = RULES["applicant.alive"]
RESIDENCE = RULES["applicant.residence"]
NOT_WITHDRAWN = RULES["applicant.not_withdrawn"]
NOT_REVOKED = RULES["applicant.not_revoked"]
HAS_CHILD = RULES["applicant.has_child"]
CHILD_RESIDENCE = RULES["child.residence"]
INSURANCE = RULES["person.insurance"]
NOT_EXCLUDED = RULES["person.not_excluded"]
APPLICATION = RULES["person.application"]
AGAIN = RULES["person.again"]


def base_requirements(case: Case) -> list[Requirement]:
    """What holds the whole family: the applicant lives, lives here, has not withdrawn and was not revoked."""
    return [
        applicant_alive(case),
        applicant_residence(case),
        applicant_not_withdrawn(case),
        applicant_not_revoked(case),
    ]


def common_days(requirements: Sequence[Requirement]) -> Spans:
    """The days on which all are met."""
    return intersect_all([one.spans for one in requirements if one.spans is not None])


def applicant_residence(case: Case) -> Requirement:
    """市内に住所を有すること. Ends on the day before 転出日."""
    person = case.applicant
    return Requirement(
        RESIDENCE, person.id, spans_of(person.residence),
        lambda: (period_fact(case, "市内に住所のある期間", person.residence, "register"),), loss=Loss.MOVED_OUT,
    )  # fmt: skip


def applicant_alive(case: Case) -> Requirement:
    """死亡の日の翌日に消滅."""
    person = case.applicant
    if person.died_on is None:
        return Requirement(ALIVE, person.id, ALWAYS, loss=Loss.DIED)
    return Requirement(
        ALIVE, person.id, span(None, person.died_on),
        lambda: (day_fact(case, "死亡の日", person.died_on, "register"),), loss=Loss.DIED,
    )  # fmt: skip


def applicant_not_withdrawn(case: Case) -> Requirement:
    """辞退. Cover ends on the day before the date the notice states; a later application stands on its own."""
    person = case.applicant
    day = person.withdrawn_on
    if day is None:
        return Requirement(NOT_WITHDRAWN, person.id, ALWAYS, loss=Loss.WITHDRAWN)
    return Requirement(
        NOT_WITHDRAWN, person.id, _until_applied_again(case, day),
        lambda: (day_fact(case, "辞退の日", day, "application"),), loss=Loss.WITHDRAWN,
    )  # fmt: skip


def applicant_not_revoked(case: Case) -> Requirement:
    """虚偽などによる取消し. No cover from the day the decision names, until somebody applies again."""
    person = case.applicant
    day = person.revoked_on
    if day is None:
        return Requirement(NOT_REVOKED, person.id, ALWAYS, loss=Loss.REVOKED)
    return Requirement(
        NOT_REVOKED, person.id, _until_applied_again(case, day),
        lambda: (Fact("取消しの日", day.isoformat(), "職員の決定", None),), loss=Loss.REVOKED,
    )  # fmt: skip


def _until_applied_again(case: Case, ended_on: date) -> Spans:
    """All days but those from an end to an application that came after it."""
    again = case.application_received_on
    return union([(date.min, before(ended_on)), (again, date.max)]) if again > ended_on else span(None, before(ended_on))


def applicant_has_child(case: Case, families: list[list[Requirement]], on: date) -> Requirement:
    """一人以上の児童. Not known while the only possible children have something open."""
    met = [[requirement.met(on) for requirement in family] for family in families]
    certain = sum(all(row) for row in met)
    open_only = not certain and any(False not in row for row in met)
    ends = [(common_days(family), family) for family in families]
    days = ends[0][0] if len(ends) == 1 else union([one for spans, _ in ends for one in spans])
    return Requirement(
        HAS_CHILD, case.applicant.id, None if open_only else days,
        lambda: (Fact("要件を満たす児童", certain, *case.source("family"), unit="人"),),
        loss_after=lambda last: _last_child_loss(ends, last),
    )  # fmt: skip


def _last_child_loss(ends: list[tuple[Spans, list[Requirement]]], last: date) -> Loss:
    """The parent ends with the last child, for the reason the last child ends."""
    for spans, family in ends:
        for one in spans:
            if one[1] == last:
                return loss_on(family, last)
    return Loss.OTHER


def loss_on(requirements: Sequence[Requirement], last: date) -> Loss:
    """Why days end on this one: the first requirement that ends there."""
    for requirement in requirements:
        for one in requirement.days:
            if one[1] == last:
                return requirement.loss_after(last) if requirement.loss_after else requirement.loss
    return Loss.OTHER


def child_residence(case: Case, child: Child) -> Requirement:
    """児童の市内の住所."""
    return Requirement(
        CHILD_RESIDENCE, child.id, spans_of(child.residence),
        lambda: (period_fact(case, "市内に住所のある期間", child.residence, "register"),), loss=Loss.MOVED_OUT,
    )  # fmt: skip


def person_insurance(case: Case, person: Applicant | Child) -> Requirement:
    """公的医療保険. Without it the benefit rests and resumes."""
    return Requirement(
        INSURANCE, person.id, spans_of(person.insurance),
        lambda: (period_fact(case, "保険に加入している期間", person.insurance, "insurance"),),
        loss=Loss.INSURANCE_LOST,
    )  # fmt: skip


def person_not_excluded(case: Case, person: Applicant | Child, law: InForce) -> list[Requirement]:
    """ほかの制度: one requirement a scheme the person is or was in; one that is met when there is none.

    重度障害者医療 comes before this scheme, this scheme before 小児医療; national schemes for one illness pay first.
    """
    exclusions = person.exclusions
    if exclusions is None:
        return [
            Requirement(
                NOT_EXCLUDED, person.id, None, lambda: (Fact("ほかの制度", None, *case.source("schemes")),),
                Outcome.OTHER_SCHEME,
            )
        ]  # fmt: skip
    excluding = enrolled(exclusions, "person", law) if exclusions else []
    if excluding:
        return [_excluded(case, person, one, law) for one in excluding]
    return [Requirement(NOT_EXCLUDED, person.id, ALWAYS, lambda: _other_schemes(case, person, law))]


def _excluded(case: Case, person: Applicant | Child, exclusion: Exclusion, law: InForce) -> Requirement:
    return Requirement(
        NOT_EXCLUDED, person.id, complement(of_periods([exclusion.period])),
        lambda: (scheme_fact(case, exclusion, law),),
        Outcome.OTHER_SCHEME, Loss(law.schemes[exclusion.scheme].loss),
    )  # fmt: skip


def _other_schemes(case: Case, person: Applicant | Child, law: InForce) -> Facts:
    """What does not exclude is said all the same: who pays first, who yields."""
    words = {"yields": "本制度に譲る", "pays_first": "先に給付される"}
    found = []
    for exclusion in person.exclusions or ():
        word = words.get(law.schemes[exclusion.scheme].effect)
        if word is not None:
            fact = scheme_fact(case, exclusion, law)
            found.append(fact._replace(name=f"{fact.name}（{word}）"))
    return tuple(found) or (Fact("ほかの制度", "なし", *case.source("schemes")),)


def person_application(case: Case, person: Applicant | Child, law: InForce) -> Requirement:
    """申請のあること: from its day, from birth or move-in within the days of grace, or from the day staff decided on."""
    applied_on, early = case.application_received_on, case.early_start
    if isinstance(person, Child) and person.applied_on is not None:
        applied_on, early = person.applied_on, None  # staff decided on the family's application, not on this one
    grace = law.handling.grace_days if case.grace_days is None else case.grace_days
    start = application_start(applied_on, person, grace) if grace else applied_on
    if early is not None and early.day < start:
        start = early.day

    def facts() -> Facts:
        found = [day_fact(case, "申請を受け付けた日", applied_on, "application")]
        if early is not None:
            found.append(Fact("職員が認めた始まりの日", early.day.isoformat(), "職員の決定", None))
            found.append(Fact("認めた理由", early.reason, "職員の決定", None))
        return tuple(found)

    return Requirement(APPLICATION, person.id, ((start, date.max),), facts)


def application_start(applied_on: date, person: Applicant | Child, grace_days: int) -> date:
    """The day an application counts from: birth or move-in, if it came within the days of grace after it."""
    grace = timedelta(days=grace_days)
    events = [person.birth, *(period.first for period in person.residence or ())]
    return min([applied_on, *(day for day in events if day <= applied_on <= day + grace)])


def person_again(person: str, possible: Spans, run: Spans, on: date) -> Requirement:
    """A second run of eligible days needs a second application."""
    if len(possible) < 2 or containing(possible, on) is None or containing(run, on) is not None:
        return Requirement(AGAIN, person, ALWAYS)
    lost_on = after(run[0][1])
    return Requirement(
        AGAIN, person, NEVER, lambda: (Fact("資格を失った日", lost_on.isoformat(), "算出", None),)
    )  # fmt: skip
