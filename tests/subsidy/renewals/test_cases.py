"""Cases of many families are built with as many questions as those of few, and judged as one by one."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sasae.law import decide
from sasae.law.case import WardStay
from sasae.law.single_parent.in_force import law_on
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.cases import Frame, case_of, freeze
from sasae.subsidy.renewals.judging import decision_of, result_of, to_text
from sasae.subsidy.renewals.population import newest_decisions, to_renew
from tests.subsidy.renewals.families import AT, WARDS, child, mother, settle, tell

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NEW_YEAR = date(2027, 1, 1)
FRAME = Frame(NEW_YEAR, date(2026, 12, 31))


def test_fifty_families_take_no_more_questions_than_five(django_assert_num_queries):
    settle(50)
    five = [one.application.applicant_id for one in newest_decisions().order_by("pk")[:5]]
    with django_assert_num_queries(9):
        assert len(list(freeze(newest_decisions(five), FRAME))) == 5
    with django_assert_num_queries(9):
        assert len(list(freeze(newest_decisions(), FRAME))) == 50


def test_a_frozen_family_is_the_case_its_examination_was_decided_on():
    examination = settle(1)[0]
    [frozen] = freeze(newest_decisions(), Frame(date(2026, 6, 15), date(2026, 6, 15)))
    application = examination.application
    once = build_case(application.receipt_number, application.received_on, application.form, examination.facts)
    assert case_of(frozen.data) == replace(once, wards=(WardStay(date(2019, 4, 1), WARDS[0]),))


def test_a_move_between_wards_is_in_the_case_of_the_renewal_and_keeps_the_cover():
    """domain.md §1.7: eligibility goes on; the certificate is the new ward's."""
    settle(2)
    tell(0, 2025, 1_500_000)
    moved = Person.objects.get(atena_no=mother(0))
    moved.ward_code, moved.fetched_at = WARDS[4], datetime(2026, 9, 30, 16, tzinfo=UTC)  # 1 October in Japan
    moved.save()
    stays = [case_of(one.data).wards for one in freeze(newest_decisions(), FRAME)]
    assert stays == [
        (WardStay(date(2019, 4, 1), WARDS[0]), WardStay(date(2026, 10, 1), WARDS[4])),
        (WardStay(date(2019, 4, 1), WARDS[1]),),
    ]
    first = next(freeze(newest_decisions(), FRAME))
    assert (first.ward_code, result_of(first.data, law_on(NEW_YEAR))["movement"]) == (WARDS[4], "継続")


@pytest.mark.parametrize(
    ("until", "told"),
    [(date(2026, 12, 31), []), (date(2026, 12, 30), [WARDS[0]])],
    ids=["protected to the day asked about: no ward is told", "protected to the day before"],
)
def test_where_protected_persons_live_is_in_no_case(until: date, told: list[str]):
    settle(1)
    Person.objects.filter(atena_no=mother(0)).update(protected_until=until)
    [frozen] = freeze(newest_decisions(), FRAME)
    assert [stay.ward for stay in case_of(frozen.data).wards] == told


def test_a_disability_staff_recognised_counts_at_the_renewal_and_not_once_it_was_taken_back():
    from sasae.subsidy.recognitions.models import Kind, Recognition

    [examination] = settle(1)
    found = Recognition.objects.create(
        application=examination.application, kind=Kind.DISABILITY, person=Person.objects.get(atena_no=child(0, 0)),
        since=date(2026, 4, 1), reason="手帳", found_by="examiner1", found_at=AT,
    )  # fmt: skip

    def disabled() -> bool:
        [frozen] = freeze(newest_decisions(), FRAME)
        return bool(case_of(frozen.data).children[0].disability)

    assert disabled()
    Recognition.objects.filter(pk=found.pk).update(taken_back_by="examiner2")
    assert not disabled()


def test_incomes_kept_before_an_amount_was_asked_for_are_read_with_none_of_it():
    [examination] = settle(1)
    facts = examination.facts
    for row in facts["incomes"]:
        for name in ("dependants", "elderly_dependants", "elderly_spouse", "specific_dependants"):
            del row[name]
    application = examination.application
    case = build_case(application.receipt_number, application.received_on, application.form, facts)
    assert [income.dependants.total for income in case.incomes] == [0]


def test_the_compact_judgement_of_the_batch_is_the_decision_of_the_counter():
    settle(1)
    tell(0, 2025, 3_300_000)
    [frozen] = freeze(newest_decisions(), FRAME)
    result = result_of(frozen.data, law_on(NEW_YEAR))
    decision = decision_of(frozen.data, NEW_YEAR)
    assert result["outcome"] == decision.outcome.value == "20"
    assert decision == decide(case_of(frozen.data), NEW_YEAR)


def test_the_same_facts_give_the_same_bytes():
    settle(3)
    law = law_on(NEW_YEAR)
    once = [to_text(result_of(one.data, law)) for one in freeze(newest_decisions(), FRAME)]
    again = [to_text(result_of(one.data, law)) for one in freeze(newest_decisions(), FRAME)]
    assert once == again


def test_a_family_without_the_income_of_the_year_is_short_of_data_and_one_told_without_it_is_unknown():
    settle(2)
    tell(1, 2025, None)
    law = law_on(NEW_YEAR)
    moved = [result_of(one.data, law)["movement"] for one in freeze(newest_decisions(), FRAME)]
    assert moved == ["データ不足", "所得不明"]


def test_cover_to_the_last_of_december_is_renewed_and_cover_that_ends_the_day_before_is_not():
    from sasae.subsidy.entitlements.models import Entitlement

    settle(2)
    Entitlement.objects.filter(family__applicant__atena_no=mother(1)).update(valid_to=date(2026, 12, 30))
    found = to_renew(NEW_YEAR, date(2026, 12, 31)).values_list("application__applicant__atena_no", flat=True)
    assert list(found) == [mother(0)]


def test_who_was_refused_for_income_in_the_year_before_is_renewed_and_who_was_two_years_before_is_not():
    settle(1, salary=4_000_000)
    assert to_renew(NEW_YEAR, date(2026, 12, 31)).count() == 1
    assert to_renew(date(2028, 1, 1), date(2027, 12, 31)).count() == 0


def test_the_difference_from_the_year_before_is_told_in_words():
    settle(1)
    tell(0, 2025, 3_300_000)
    [frozen] = freeze(newest_decisions(), FRAME)
    result = result_of(frozen.data, law_on(NEW_YEAR))
    assert result["movement"] == "喪失"
    assert "前年は交付（3人）、今回は不交付（所得超過）" in result["words"]
    assert "申請者の判定所得 1,320,000円 → 3,120,000円" in result["words"]
    assert result["leaving"] == frozen.data["before"]["covered"]


@pytest.mark.parametrize(
    ("salary", "outcome"),
    [(3_299_999, "10"), (3_300_000, "20")],
    ids=["one yen below the limit of two dependants", "at the limit"],
)
def test_the_limit_of_the_year_is_held_against_the_income_of_two_years_before(salary: int, outcome: str):
    """2,360,000 + 2 × 380,000 = 3,120,000; salary less 100,000 less 80,000."""
    settle(1)
    tell(0, 2025, salary)
    [frozen] = freeze(newest_decisions(), FRAME)
    assert result_of(frozen.data, law_on(NEW_YEAR))["outcome"] == outcome
