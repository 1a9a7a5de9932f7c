"""What a decision says of its days must be what a decision of each of these days says; and facts only do what they may."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasae.kernel.period import Period
from sasae.law import Case, Decision, Outcome, decide
from sasae.law.case import (
    ALL_TIME,
    Applicant,
    Child,
    Dependants,
    Disaster,
    EarlyStart,
    Exclusion,
    Income,
    Kind,
    Obligor,
    Periods,
    Reason,
    ReasonSpell,
    Relation,
    ReportState,
    Scheme,
    Spouse,
    StatusReport,
    WardStay,
)

pytestmark = pytest.mark.clause("BUS-1")

DAY = timedelta(days=1)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
NEAR = st.dates(date(2023, 6, 1), date(2028, 6, 30))
YEARS = range(2022, 2026)
OVER = 9_000_000
REASONS = [reason for reason in Reason if reason is not Reason.NONE]


@st.composite
def ends(draw: st.DrawFn) -> Periods:
    """Always, until a day, or with a gap."""
    how = draw(st.sampled_from([*["always"] * 10, "until", "gap"]))
    if how == "always":
        return ALL_TIME
    last, again = sorted([draw(NEAR), draw(NEAR)])
    first = Period(date(2000, 1, 1), last)
    return (first,) if how == "until" else (first, Period(again + DAY, None))


@st.composite
def schemes(draw: st.DrawFn) -> tuple[Exclusion, ...]:
    if draw(st.integers(0, 7)):
        return ()
    first, last = sorted([draw(NEAR), draw(NEAR)])
    return (Exclusion(draw(st.sampled_from(Scheme)), Period(first, draw(st.sampled_from([last, None])))),)


@st.composite
def children(draw: st.DrawFn, number: int) -> Child:
    since = draw(st.dates(date(2015, 1, 1), date(2026, 1, 1)) if draw(st.booleans()) else st.just(date(2020, 1, 1)))
    return Child(
        id=f"子{number}",
        birth=draw(st.dates(date(2006, 1, 1), date(2012, 1, 1))),
        reason=draw(st.sampled_from([Reason.DIVORCE, Reason.DIVORCE, *REASONS])),
        reason_since=since,
        reason_until=draw(st.sampled_from([*[None] * 5, since + timedelta(days=2900)])),
        custody=draw(ends()),
        shared_livelihood=ALL_TIME,
        lives_together=ALL_TIME,
        residence=draw(ends()),
        insurance=draw(ends()),
        exclusions=draw(schemes()),
        disability=draw(st.sampled_from([(), ALL_TIME])),
        high_school=draw(st.sampled_from([(), (Period(date(2020, 4, 1), date(2026, 9, 30)),)])),
        died_on=draw(st.sampled_from([*[None] * 9, date(2026, 5, 5)])),
        applied_on=draw(st.sampled_from([None, None, date(2025, 8, 8)])),
    )


def _income(person: str, year: int, salary: int) -> Income:
    return Income(person=person, year=year, salary=salary, dependants=Dependants(total=1))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    salaries = st.sampled_from([*[0] * 10, OVER])
    people = ("申請者", "配偶者", "祖父", "兄")
    applied = draw(st.sampled_from([date(2021, 6, 1), date(2023, 12, 31), date(2026, 1, 1), date(2025, 5, 7)]))
    wed = draw(st.sampled_from([None, None, date(2025, 7, 7), date(2026, 7, 7)]))
    own = draw(st.sampled_from([1_500_000, 1_500_000, OVER]))
    disaster = draw(st.sampled_from([None, date(2024, 12, 31), date(2025, 9, 15), date(2026, 2, 28)]))
    disabled = draw(st.sampled_from([True, True, False]))
    return Case(
        id="事例",
        application_received_on=applied,
        applicant=Applicant(
            "申請者", draw(st.sampled_from(Kind)), date(1980, 1, 1), draw(ends()), draw(ends()), draw(schemes()),
            withdrawn_on=draw(st.sampled_from([None, None, None, date(2026, 3, 1)])),
        ),
        children=tuple(draw(children(number)) for number in range(draw(st.integers(1, 3)))),
        status_report=StatusReport(ReportState.NOT_REQUIRED),
        spouse=Spouse("配偶者", since=wed, disabled_beppyo2=disabled) if wed else None,
        obligors=(
            Obligor("祖父", Relation.LINEAL, draw(st.booleans()), draw(st.booleans())),
            Obligor("兄", Relation.SIBLING, True, True, birth=date(2007, 10, 1)),
        ),
        incomes=tuple(_income(person, year, own if person == "申請者" else draw(salaries)) for person in people for year in YEARS),
        disasters=(Disaster("申請者", disaster, "住宅"),) if disaster else (),
        early_start=draw(st.sampled_from([None, None, EarlyStart(applied - timedelta(days=60), "誤り")])),
    )  # fmt: skip


@st.composite
def cases_that_hang_on_income(draw: st.DrawFn) -> Case:
    """Nothing stands in the way but incomes, which a disaster, a marriage and a brother who grows up part in days."""
    case = draw(cases())
    child = Child(
        id="子0", birth=date(2012, 5, 5), reason=Reason.PARENT_DISABLED, reason_since=date(2020, 1, 1), custody=ALL_TIME,
        shared_livelihood=ALL_TIME, lives_together=ALL_TIME, residence=ALL_TIME, insurance=ALL_TIME,
    )  # fmt: skip
    applicant = Applicant("申請者", case.applicant.kind, date(1980, 1, 1), ALL_TIME, ALL_TIME)
    spouse = case.spouse and dataclasses.replace(case.spouse, disabled_beppyo2=True)
    return dataclasses.replace(case, applicant=applicant, children=(child,), spouse=spouse)


ANY_CASE = st.one_of(cases(), cases_that_hang_on_income())


@given(ANY_CASE, DAYS, st.integers(0, 365))
@settings(max_examples=400, deadline=None)
def test_each_day_of_a_certificate_gives_the_same_certificate_and_the_days_beside_it_do_not(
    case: Case, on: date, further: int
) -> None:
    decision = decide(case, on)
    for one in decision.persons:
        first, last = one.eligible_from, one.eligible_to
        if first is None or last is None:
            continue
        assert first <= on <= last
        for day in {first, last, first + (last - first) * further // 365}:
            there = decide(case, day).person(one.person)
            assert (there.outcome, there.eligible_from, there.eligible_to) == (Outcome.GRANTED, first, last), day
        for day in (first - DAY, last + DAY):
            if day.year == on.year:
                assert decide(case, day).person(one.person).outcome is not Outcome.GRANTED, day


@given(ANY_CASE, DAYS)
@settings(max_examples=400, deadline=None)
def test_the_day_of_a_loss_is_the_first_day_without_cover(case: Case, on: date) -> None:
    for one in decide(case, on).persons:
        if one.lost_on is None or not 2024 <= one.lost_on.year <= 2027:
            continue
        lost = decide(case, one.lost_on).person(one.person)
        assert lost.outcome is not Outcome.GRANTED
        if one.outcome is Outcome.GRANTED and one.lost_on.year == on.year:
            assert one.eligible_to == one.lost_on - DAY
            assert (lost.lost_on, lost.loss) == (one.lost_on, one.loss)


def _irrelevant(case: Case, which: int) -> Case:
    """A fact the text gives no say."""
    change = dataclasses.replace
    uncle = Obligor("叔父", Relation.OTHER, True, True)
    apart = Obligor("別居の祖母", Relation.LINEAL, False, False)
    child = Obligor("めい", Relation.SIBLING, True, True, birth=date(2020, 1, 1))
    incomes = lambda who: (*case.incomes, *[_income(who, year, OVER) for year in YEARS])  # noqa: E731
    changed = (
        lambda: change(case, obligors=(*case.obligors, uncle), incomes=incomes("叔父")),
        lambda: change(case, obligors=(*case.obligors, apart), incomes=incomes("別居の祖母")),
        lambda: change(case, obligors=(*case.obligors, child), incomes=incomes("めい")),
        lambda: change(case, incomes=(*case.incomes, *[_income("申請者", year, OVER) for year in (2019, 2020, 2030)])),
        lambda: change(case, wards=(WardStay(date(2020, 1, 1), "川崎区"),)),
        lambda: change(case, disasters=(*case.disasters, Disaster("叔父", date(2025, 9, 15), "住宅"))),
        lambda: change(case, incomes=(*case.incomes, *[_income("子0", year, OVER) for year in YEARS])),
        lambda: change(
            case,
            applicant=change(
                case.applicant,
                exclusions=(
                    *(case.applicant.exclusions or ()),
                    Exclusion(Scheme.INTRACTABLE_DISEASE, Period(date(2020, 1, 1), None)),
                ),
            ),
        ),
    )
    return changed[which]()


@given(ANY_CASE, DAYS, st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_a_fact_that_has_no_say_changes_no_result(case: Case, on: date, which: int) -> None:
    assert decide(_irrelevant(case, which), on).persons == decide(case, on).persons


@given(ANY_CASE, DAYS, st.sampled_from(Reason), NEAR, st.booleans())
@settings(max_examples=300, deadline=None)
def test_another_reason_never_takes_cover_away(
    case: Case, on: date, reason: Reason, since: date, goes_on: bool
) -> None:
    """On the day and, as far as it shows, after it. But for an earlier run of days that was lost: it asks for a new application."""
    spell = ReasonSpell(reason, since, None if goes_on else since + timedelta(days=400))
    more = dataclasses.replace(
        case, children=tuple(dataclasses.replace(child, other_reasons=(spell,)) for child in case.children)
    )
    before, after = decide(case, on), decide(more, on)
    again = {ground.subject for ground in after.not_met if ground.rule_id == "person.again"}
    assert _granted(before) - again <= _granted(after)
    for one in before.persons:
        if one.outcome is Outcome.GRANTED and one.person not in again:
            now = after.person(one.person)
            assert now.eligible_from <= one.eligible_from <= one.eligible_to <= now.eligible_to  # type: ignore[operator]


def test_an_earlier_reason_shows_cover_that_was_lost_by_a_day_away_and_asks_for_a_new_application() -> None:
    here = (Period(date(2000, 1, 1), date(2023, 6, 1)), Period(date(2023, 6, 3), None))
    child = Child(
        "子", date(2010, 1, 1), Reason.DIVORCE, date(2024, 1, 1), custody=ALL_TIME, shared_livelihood=ALL_TIME,
        residence=ALL_TIME, insurance=ALL_TIME,
    )  # fmt: skip
    case = Case(
        "事例", date(2021, 6, 1), Applicant("母", Kind.MOTHER, date(1980, 1, 1), here, ALL_TIME), (child,),
        StatusReport(ReportState.COVERED_BY_ALLOWANCE), incomes=(Income("母", 2022),),
    )  # fmt: skip
    earlier = ReasonSpell(Reason.DEATH, date(2023, 6, 1), date(2024, 7, 5))
    known = dataclasses.replace(case, children=(dataclasses.replace(child, other_reasons=(earlier,)),))
    assert _granted(decide(case, date(2024, 1, 1))) == {"母", "子"}
    assert not _granted(decide(known, date(2024, 1, 1)))
    assert {ground.rule_id for ground in decide(known, date(2024, 1, 1)).not_met} >= {"person.again"}


@given(ANY_CASE, DAYS, st.sampled_from([date(2024, 12, 31), date(2025, 3, 3), date(2026, 2, 28)]))
@settings(max_examples=200, deadline=None)
def test_a_disaster_never_takes_cover_away(case: Case, on: date, lost_on: date) -> None:
    struck = dataclasses.replace(
        case, disasters=(*case.disasters, *[Disaster(who, lost_on, "住宅") for who in ("申請者", "祖父", "配偶者")])
    )
    assert _granted(decide(case, on)) <= _granted(decide(struck, on))


def _granted(decision: Decision) -> set[str]:
    return {one.person for one in decision.persons if one.outcome is Outcome.GRANTED}
