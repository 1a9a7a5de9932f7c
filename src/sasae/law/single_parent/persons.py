"""申請者と一人ひとりの要件: the applicant, whose fate the family shares, and what each person must meet alone."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import NamedTuple

from sasae.law.case import Applicant, Case, Child, EarlyStart, Exclusion, Source
from sasae.law.common.spans import ALWAYS, NEVER, Spans, after, before, complement, containing, of_periods, span, union
from sasae.law.decision import Fact, Loss, Outcome
from sasae.law.single_parent.eligibility import enrolled, scheme_fact
from sasae.law.single_parent.in_force import InForce
from sasae.law.single_parent.requirement import (
    Facts,
    Lasting,
    Requirement,
    Sources,
    day_fact,
    fact,
    for_same_days,
    worked_out,
)
from sasae.law.single_parent.texts import RULES

ALIVE = RULES["applicant.alive"]
NOT_WITHDRAWN = RULES["applicant.not_withdrawn"]
NOT_REVOKED = RULES["applicant.not_revoked"]
HAS_CHILD = RULES["applicant.has_child"]
NOT_EXCLUDED = RULES["person.not_excluded"]
APPLICATION = RULES["person.application"]
AGAIN = RULES["person.again"]
RESIDENCE = Lasting(RULES["applicant.residence"], "市内に住所のある期間", "register", Loss.MOVED_OUT)
CHILD_RESIDENCE = Lasting(RULES["child.residence"], "市内に住所のある期間", "register", Loss.MOVED_OUT)
INSURANCE = Lasting(RULES["person.insurance"], "保険に加入している期間", "insurance", Loss.INSURANCE_LOST)

# Of somebody of whom there is nothing to look at.
LIVING = Requirement(ALIVE, ALWAYS, loss=Loss.DIED)
NO_WITHDRAWAL = Requirement(NOT_WITHDRAWN, ALWAYS, loss=Loss.WITHDRAWN)
NO_REVOCATION = Requirement(NOT_REVOKED, ALWAYS, loss=Loss.REVOKED)
NO_SCHEME = Requirement(NOT_EXCLUDED, ALWAYS, lambda sources: (fact("ほかの制度", "なし", sources["schemes"]),))
SCHEMES_UNKNOWN = Requirement(
    NOT_EXCLUDED, None, lambda sources: (fact("ほかの制度", None, sources["schemes"]),), Outcome.OTHER_SCHEME
)
NEVER_LOST = Requirement(AGAIN, ALWAYS)


def base_requirements(case: Case) -> list[Requirement]:
    """What holds the whole family: the applicant lives, lives here, has not withdrawn and was not revoked."""
    return [
        applicant_alive(case.applicant),
        applicant_residence(case.applicant),
        applicant_not_withdrawn(case),
        applicant_not_revoked(case),
    ]


def applicant_residence(person: Applicant) -> Requirement:
    """市内に住所を有すること. Ends on the day before 転出日."""
    return RESIDENCE.during(person.residence)


def applicant_alive(person: Applicant) -> Requirement:
    """死亡の日の翌日に消滅."""
    died_on = person.died_on
    if died_on is None:
        return LIVING
    return Requirement(
        ALIVE, span(None, died_on), lambda sources: (day_fact("死亡の日", died_on, sources["register"]),),
        loss=Loss.DIED,
    )  # fmt: skip


def applicant_not_withdrawn(case: Case) -> Requirement:
    """辞退. Cover ends on the day before the date the notice states; a later application stands on its own."""
    day = case.applicant.withdrawn_on
    if day is None:
        return NO_WITHDRAWAL
    return Requirement(
        NOT_WITHDRAWN, _until_applied_again(case, day),
        lambda sources: (day_fact("辞退の日", day, sources["application"]),), loss=Loss.WITHDRAWN,
    )  # fmt: skip


def applicant_not_revoked(case: Case) -> Requirement:
    """虚偽などによる取消し. No cover from the day the decision names, until somebody applies again."""
    day = case.applicant.revoked_on
    if day is None:
        return NO_REVOCATION
    return Requirement(
        NOT_REVOKED, _until_applied_again(case, day),
        lambda _: (Fact("取消しの日", day.isoformat(), "職員の決定", None),), loss=Loss.REVOKED,
    )  # fmt: skip


def _until_applied_again(case: Case, ended_on: date) -> Spans:
    """All days but those from an end to an application that came after it."""
    again = case.application_received_on
    return (
        union([(date.min, before(ended_on)), (again, date.max)]) if again > ended_on else span(None, before(ended_on))
    )


class Family(NamedTuple):
    """What makes one child the applicant's: the days on which all of it is met, and whether it is on the day."""

    requirements: list[Requirement]
    days: Spans
    all_met: bool


NO_FAMILY = Family([], ALWAYS, True)  # of the applicant, who is nobody's child here


def applicant_has_child(families: list[Family], on: date) -> Requirement:
    """一人以上の児童. Not known while the only possible children have something open."""
    certain = len([one for one in families if one.all_met])
    open_only = not certain and any(_open(one.requirements, on) for one in families)
    days = [one.days for one in families]
    return Requirement(
        HAS_CHILD, None if open_only else days[0] if len(days) == 1 else union(chain(*days)),
        partial(_children_fact, certain), loss_after=partial(_last_child_loss, families),
    )  # fmt: skip


def _children_fact(certain: int, sources: Sources) -> Facts:
    return (_counted("要件を満たす児童", certain, sources["family"]),)


@for_same_days
def _counted(name: str, persons: int, source: Source) -> Fact:
    return Fact(name, persons, *source, "人")


def _open(requirements: list[Requirement], on: date) -> bool:
    """Whether nothing stands in the way but what is not known."""
    return all(one.met(on) is not False for one in requirements)


def _last_child_loss(families: list[Family], last: date) -> Loss:
    """The parent ends with the last child, for the reason the last child ends."""
    for one in families:
        for _, end in one.days:
            if end == last:
                return loss_on(one.requirements, last)
    return Loss.OTHER


def loss_on(requirements: Iterable[Requirement], last: date) -> Loss:
    """Why days end on this one: the first requirement that ends there."""
    for requirement in requirements:
        spans = requirement.spans
        if spans is None or spans is ALWAYS:
            continue
        for _, end in spans:
            if end == last:
                return requirement.loss_after(last) if requirement.loss_after else requirement.loss
    return Loss.OTHER


def child_residence(child: Child) -> Requirement:
    """児童の市内の住所."""
    return CHILD_RESIDENCE.during(child.residence)


def person_insurance(person: Applicant | Child) -> Requirement:
    """公的医療保険. Without it the benefit rests and resumes."""
    return INSURANCE.during(person.insurance)


def person_not_excluded(person: Applicant | Child, law: InForce) -> list[Requirement]:
    """ほかの制度: one requirement a scheme the person is or was in; one that is met when there is none.

    重度障害者医療 comes before this scheme, this scheme before 小児医療; national schemes for one illness pay first.
    """
    exclusions = person.exclusions
    if not exclusions:
        return [SCHEMES_UNKNOWN if exclusions is None else NO_SCHEME]
    excluding = enrolled(exclusions, "person", law)
    if excluding:
        return [_excluded(one, law) for one in excluding]
    return [Requirement(NOT_EXCLUDED, ALWAYS, lambda sources: _other_schemes(sources, exclusions, law))]


def _excluded(exclusion: Exclusion, law: InForce) -> Requirement:
    return Requirement(
        NOT_EXCLUDED, complement(of_periods([exclusion.period])),
        lambda sources: (scheme_fact(sources, exclusion, law),),
        Outcome.OTHER_SCHEME, Loss(law.schemes[exclusion.scheme].loss),
    )  # fmt: skip


def _other_schemes(sources: Sources, exclusions: tuple[Exclusion, ...], law: InForce) -> Facts:
    """What does not exclude is said all the same: who pays first, who yields."""
    words = {"yields": "本制度に譲る", "pays_first": "先に給付される"}
    found = []
    for exclusion in exclusions:
        word = words.get(law.schemes[exclusion.scheme].effect)
        if word is not None:
            said = scheme_fact(sources, exclusion, law)
            found.append(said._replace(name=f"{said.name}（{word}）"))
    return tuple(found) or NO_SCHEME.facts(sources)


def person_application(case: Case, person: Applicant | Child, law: InForce) -> Requirement:
    """申請のあること: from its day, from birth or move-in within the days of grace, or from the day staff decided on."""
    applied_on, early = case.application_received_on, case.early_start
    if isinstance(person, Child) and person.applied_on is not None:
        applied_on, early = person.applied_on, None  # staff decided on the family's application, not on this one
    grace = law.handling.grace_days if case.grace_days is None else case.grace_days
    start = application_start(applied_on, person, grace) if grace else applied_on
    applied = _applied(applied_on, start)
    return applied if early is None else _early(applied, early)


@for_same_days
def _applied(applied_on: date, start: date) -> Requirement:
    return Requirement(
        APPLICATION, span(start), lambda sources: (day_fact("申請を受け付けた日", applied_on, sources["application"]),)
    )


def _early(applied: Requirement, early: EarlyStart) -> Requirement:
    """With the day staff decided on, if it is an earlier one."""
    said = (
        Fact("職員が認めた始まりの日", early.day.isoformat(), "職員の決定", None),
        Fact("認めた理由", early.reason, "職員の決定", None),
    )
    return Requirement(
        APPLICATION, union([*applied.days, *span(early.day)]), lambda sources: (*applied.facts(sources), *said)
    )


def application_start(applied_on: date, person: Applicant | Child, grace_days: int) -> date:
    """The day an application counts from: birth or move-in, if it came within the days of grace after it."""
    grace = timedelta(days=grace_days)
    start = applied_on
    for day in (person.birth, *[period.first for period in person.residence or ()]):
        if day <= applied_on <= day + grace and day < start:
            start = day
    return start


def person_again(possible: Spans, run: Spans, on: date) -> Requirement:
    """A second run of eligible days needs a second application."""
    if len(possible) < 2 or containing(possible, on) is None or containing(run, on) is not None:
        return NEVER_LOST
    lost_on = after(run[0][1])
    return Requirement(AGAIN, NEVER, lambda _: (worked_out("資格を失った日", lost_on),))
