"""What must hold for every case: more income never helps, order does not matter, a decision replays the same bytes."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasae.kernel.period import Period
from sasae.law import Case, Decision, Outcome, decide, sentence
from sasae.law.case import (
    ALL_TIME,
    Applicant,
    Child,
    Dependants,
    Exclusion,
    Income,
    Kind,
    Obligor,
    Reason,
    Relation,
    ReportState,
    Scheme,
    StatusReport,
)
from sasae.law.single_parent.examination import BY_INCOME, expand, judge, outcomes
from sasae.law.single_parent.in_force import law_on
from sasae.law.single_parent.judgement import CannotExpand
from sasae.law.single_parent.requirement import Requirement
from sasae.law.single_parent.seen import Seen, look
from tests.law.casebook import family

DAYS = st.dates(date(2021, 1, 1), date(2027, 12, 31))
YEN = st.integers(0, 6_000_000)
MORE_INCOME = (
    "salary",
    "public_pension",
    "other_general",
    "retirement",
    "forestry",
    "land_business",
    "long_term_gain",
    "short_term_gain",
    "futures",
    "special_interest_dividends",
    "treaty_interest_dividends",
    "child_support",
)


@st.composite
def incomes(draw: st.DrawFn, person: str, year: int) -> Income:
    total = draw(st.integers(0, 4))
    elderly = draw(st.integers(0, total))
    return Income(
        person=person,
        year=year,
        salary=draw(YEN),
        other_general=draw(st.integers(-2_000_000, 2_000_000)),
        long_term_gain=draw(st.integers(-1_000_000, 1_000_000)),
        child_support=draw(st.integers(0, 2_000_000)),
        medical_deduction=draw(st.integers(0, 300_000)),
        disabled_count=draw(st.integers(0, 2)),
        widow=draw(st.booleans()),
        dependants=Dependants(total=total, elderly=elderly, specific=draw(st.integers(0, total - elderly))),
    )


@st.composite
def children(draw: st.DrawFn, number: int) -> Child:
    birth = draw(st.dates(date(2004, 1, 1), date(2026, 1, 1)))
    return Child(
        id=f"子{number}",
        birth=birth,
        reason=draw(st.sampled_from(Reason)),
        reason_since=draw(st.dates(birth, date(2027, 1, 1))),
        custody=draw(st.sampled_from([ALL_TIME, (), None])),
        shared_livelihood=draw(st.sampled_from([ALL_TIME, (), None])),
        lives_together=ALL_TIME,
        residence=draw(st.sampled_from([ALL_TIME, None])),
        exclusions=draw(st.sampled_from([(), None, (Exclusion(Scheme.DISABILITY_SUBSIDY, Period(birth, None)),)])),
        insurance=draw(st.sampled_from([ALL_TIME, (), None])),
    )


@st.composite
def cases(draw: st.DrawFn, on: date) -> Case:
    year = on.year - 2
    return Case(
        id="事例",
        application_received_on=draw(st.dates(date(2019, 1, 1), on)),
        applicant=Applicant("申請者", draw(st.sampled_from(Kind)), date(1980, 1, 1), ALL_TIME, ALL_TIME),
        children=tuple(draw(children(number)) for number in range(draw(st.integers(0, 4)))),
        status_report=StatusReport(ReportState.NOT_REQUIRED),
        obligors=(Obligor("祖父", Relation.LINEAL, draw(st.sampled_from([True, False, None])), True),),
        incomes=(draw(incomes("申請者", year)), draw(incomes("祖父", year))),
    )


@st.composite
def cases_on_days(draw: st.DrawFn) -> tuple[Case, date]:
    on = draw(DAYS)
    return draw(cases(on)), on


@given(cases_on_days(), st.sampled_from(MORE_INCOME), st.integers(1, 3_000_000), st.integers(0, 1))
@settings(max_examples=200, deadline=None)
def test_more_income_never_helps(drawn: tuple[Case, date], component: str, more: int, whose: int) -> None:
    case, on = drawn
    before = decide(case, on)
    richer = [*case.incomes]
    income = richer[whose]
    richer[whose] = dataclasses.replace(income, **{component: getattr(income, component) + more})
    after = decide(dataclasses.replace(case, incomes=tuple(richer)), on)
    assert _granted(after) <= _granted(before)


MORE_DEPENDANTS = (
    {"total": 1},
    {"total": 1, "elderly": 1},
    {"total": 1, "specific": 1},
    {"total": 1, "elderly_spouse": 1},
    {"maintained": 1},
)


@given(
    cases_on_days(),
    st.sampled_from(MORE_DEPENDANTS),
    st.integers(0, 1),
    st.sampled_from(["141305", "142042", "131016"]),
)
@settings(max_examples=200, deadline=None)
def test_more_dependants_never_hurt(
    drawn: tuple[Case, date], more: dict[str, int], whose: int, municipality: str
) -> None:
    case, on = drawn
    case = dataclasses.replace(case, municipality=municipality)
    incomes = [*case.incomes]
    income = incomes[whose]
    assert isinstance(income, Income)
    counts = {name: getattr(income.dependants, name) + count for name, count in more.items()}
    incomes[whose] = dataclasses.replace(income, dependants=dataclasses.replace(income.dependants, **counts))
    before, after = decide(case, on), decide(dataclasses.replace(case, incomes=tuple(incomes)), on)
    assert _granted(before) <= _granted(after)


def _granted(decision: Decision) -> set[str]:
    return {result.person for result in decision.persons if result.outcome is Outcome.GRANTED}


@given(cases_on_days())
@settings(max_examples=200, deadline=None)
def test_grounds_are_complete_for_the_answer_follows_from_them(drawn: tuple[Case, date]) -> None:
    """Who is granted has every ground met; who is not has one that is not. Each fact says where it is from."""
    case, on = drawn
    decision = decide(case, on)
    family = [g for g in decision.grounds if g.rule_id.startswith("family.") or g.rule_id in BASE]
    for result in decision.persons:
        own = [g for g in decision.grounds if g.subject == result.person and g not in family]
        assert {g.rule_id for g in own} >= EACH | (OF_A_CHILD if result.role == "child" else {"applicant.has_child"})
        assert (result.outcome is Outcome.GRANTED) == all(g.met for g in [*own, *family])
        if result.outcome in (Outcome.PENDING, Outcome.INCOME_UNKNOWN):
            assert any(g.met is None for g in [*own, *family])
        elif result.outcome is not Outcome.GRANTED:
            assert any(g.met is False for g in [*own, *family])
    assert [fact for g in decision.grounds for fact in g.facts if not fact.source] == []


BASE = {"applicant.alive", "applicant.residence", "applicant.not_withdrawn", "applicant.not_revoked"}
EACH = {"person.insurance", "person.not_excluded", "person.application", "person.again"}
OF_A_CHILD = {
    "child.alive", "child.reason", "child.age", "child.not_with_spouse", "child.custody", "child.not_placed",
    "child.claimant", "child.residence",
}  # fmt: skip


@given(cases_on_days())
@settings(max_examples=100, deadline=None)
def test_the_compact_form_says_the_same_and_expands_to_the_whole(drawn: tuple[Case, date]) -> None:
    case, on = drawn
    decision, judgement = decide(case, on), judge(case, law_on(on))
    assert (judgement.outcome, judgement.persons, judgement.rule_version) == (
        decision.outcome, decision.persons, decision.rule_version,
    )  # fmt: skip
    assert [(m.rule, m.subject, m.met) for m in judgement.marks] == [g[:3] for g in decision.grounds]
    assert [m.rule.id for m in judgement.not_met] == [g.rule_id for g in decision.not_met]
    compact = judgement.compact()
    assert len(compact.grounds) == len(decision.grounds)
    assert expand(compact, case).to_json() == decision.to_json()


@given(cases_on_days())
@settings(max_examples=200, deadline=None)
def test_only_the_income_test_reads_limits_steps_tables_and_the_disasters_month(drawn: tuple[Case, date]) -> None:
    """What if other limits held looks at a family once for both laws: whatever else were to read them would fail here."""
    case, on = drawn
    law = law_on(on)
    bare = law._replace(**dict.fromkeys(BY_INCOME))
    assert _plain(look(case, bare)) == _plain(look(case, law))


def _plain(seen: Seen) -> object:
    people = [(one.id, one.role, one.cover, one.own_met, one.found, _named(one.own)) for one in seen.everybody]
    return people, seen.base_met, _named(seen.base), seen.tested, seen.start


def _named(requirements: list[Requirement]) -> list[object]:
    return [(one.rule.id, one.spans, one.failure, one.loss) for one in requirements]


@given(cases_on_days())
@settings(max_examples=100, deadline=None)
def test_the_results_alone_are_those_of_the_judgement(drawn: tuple[Case, date]) -> None:
    case, on = drawn
    law = law_on(on)
    seen = look(case, law)
    said = list(zip([one.id for one in seen.everybody], outcomes(case, law, seen), strict=True))
    assert said == [(one.person, one.outcome) for one in judge(case, law).persons]


def test_a_compact_form_is_not_expanded_with_another_case() -> None:
    on = date(2026, 7, 1)
    compact = judge(family("母と子"), law_on(on)).compact()
    with pytest.raises(CannotExpand):
        expand(compact, family("母と子", {"児童.子.監護": "なし"}))
    with pytest.raises(CannotExpand):
        expand(compact._replace(rule_version="0" * 16), family("母と子"))


@given(cases_on_days())
@settings(max_examples=100, deadline=None)
def test_the_order_of_children_obligors_and_incomes_does_not_matter(drawn: tuple[Case, date]) -> None:
    case, on = drawn
    mixed = dataclasses.replace(
        case,
        children=tuple(reversed(case.children)),
        obligors=tuple(reversed(case.obligors)),
        incomes=tuple(reversed(case.incomes)),
    )
    assert decide(mixed, on).to_json() == decide(case, on).to_json()


@given(cases_on_days())
@settings(max_examples=100, deadline=None)
def test_a_decision_replays_the_same_bytes_and_reads_back(drawn: tuple[Case, date]) -> None:
    case, on = drawn
    decision = decide(case, on)
    again = Decision.from_json(decision.to_json())
    assert decide(case, on).to_json() == decision.to_json()
    assert again == decision
    assert again.to_json() == decision.to_json()
    assert [sentence(ground) for ground in again.grounds] == [sentence(ground) for ground in decision.grounds]


@given(cases_on_days())
@settings(max_examples=100, deadline=None)
def test_a_certificate_lies_in_its_year_and_covers_the_day(drawn: tuple[Case, date]) -> None:
    case, on = drawn
    for result in decide(case, on).persons:
        if result.outcome is Outcome.GRANTED:
            assert result.eligible_from is not None
            assert result.eligible_to is not None
            assert date(on.year, 1, 1) <= result.eligible_from <= on <= result.eligible_to <= date(on.year, 12, 31)
        else:
            assert result.eligible_from is None
            assert result.eligible_to is None


@given(cases_on_days())
@settings(max_examples=100, deadline=None)
def test_the_day_after_changes_the_answer_only_at_a_new_year_or_at_a_day_the_decision_named(
    drawn: tuple[Case, date],
) -> None:
    case, on = drawn
    next_day = on + timedelta(days=1)
    if next_day.year != on.year:
        return
    today = {result.person: result for result in decide(case, on).persons}
    for result in decide(case, next_day).persons:
        lost = today[result.person].outcome is Outcome.GRANTED and result.outcome is not Outcome.GRANTED
        if lost:
            assert today[result.person].lost_on == next_day
        if today[result.person].outcome is not Outcome.GRANTED and result.outcome is Outcome.GRANTED:
            assert result.eligible_from == next_day


@pytest.mark.clause("BUS-1")
def test_what_was_decided_is_read_with_the_words_of_its_time() -> None:
    decision = decide(family("母と子"), date(2026, 7, 1))
    text = decision.to_json().decode().replace("監護していること", "監護していたこと")
    old = Decision.from_json(text)
    ground = next(g for g in old.grounds if g.rule_id == "child.custody")
    assert sentence(ground).startswith("申請者が児童を監護していたこと。　→ 満たしています。")


def test_persons_the_decision_does_not_know_are_an_error() -> None:
    with pytest.raises(StopIteration):
        decide(family("母と子"), date(2026, 7, 1)).person("だれか")
