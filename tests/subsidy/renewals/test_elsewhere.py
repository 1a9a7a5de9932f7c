"""Incomes of those who lived elsewhere: asked in one message, and fewer unknown with every answer that is taken in."""

import json
from datetime import date
from typing import Any

import pytest

from sasae.contracts.other_schemes import Enrolment
from sasae.law import Outcome
from sasae.subsidy.entitlements import inquiries
from sasae.subsidy.entitlements.models import IncomeInquiry
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.actions import refreshing
from sasae.subsidy.renewals.elsewhere import elsewhere_of
from sasae.subsidy.renewals.models import Gathered, Renewal, Round, Step
from sasae.wire.client import Unreachable
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.families import child, mother, settle
from tests.subsidy.town import OTHER_CITY, Linkage, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OCTOBER = date(2026, 10, 15)
YEAR = 2025


@pytest.fixture
def renewal(linkage: Linkage, work: Any) -> Renewal:
    """Four families whose mothers moved in during spring, each with a child who moved in with her."""
    linkage.people, linkage.incomes = {}, {}
    settle(4)
    for number in range(4):
        for who, relation, birth in ((mother(number), "世帯主", "1988-04-01"), (child(number, 0), "子", "2018-06-01")):
            linkage.people[who] = person(who, "更新", "コウシン", birth, "2", relation, household_no=f"H{number}")
            linkage.unknown[who] = OTHER_CITY
    made = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    work(made, "extract", OCTOBER)
    return made


def refresh(renewal: Renewal) -> None:
    going_on = Step.objects.filter(renewal=renewal, step="refresh", state="running").first()
    step = going_on or Step.objects.create(renewal=renewal, step="refresh", started_by=COUNTER.id)
    refreshing.refresh(step.pk, by=COUNTER)


def seen(renewal: Renewal) -> tuple[list[tuple[int, int, int]], dict[str, int], int]:
    told = elsewhere_of(renewal, renewal.targets.all())
    assert told is not None
    return [(turn.before, turn.told, turn.after) for turn in told.turns], dict(told.states), told.fresh


@pytest.mark.clause("USE-5")
@pytest.mark.clause("USE-6")
def test_the_unknown_become_fewer_with_every_answer_taken_in_and_the_page_says_so(
    renewal: Renewal, linkage: Linkage, signed_in: Any
) -> None:
    refresh(renewal)
    assert [name for name, _ in linkage.asked].count("inquiries.request_many") == 1
    assert "inquiries.request" not in [name for name, _ in linkage.asked]
    assert sorted(IncomeInquiry.objects.values_list("atena_no", flat=True)) == [mother(one) for one in range(4)]
    assert {one.consent_on for one in IncomeInquiry.objects.all()} != {None}
    assert seen(renewal) == ([(4, 0, 4)], {"回答待ち": 4}, 0)
    for number, yen in (("Q000001", 1_200_000), ("Q000002", 900_000)):
        linkage.answer(number, salary=yen, dependants=1)
    linkage.settle("Q000003", "nobody")
    inquiries.fetch_results(by=COUNTER)
    assert seen(renewal) == ([(4, 0, 4)], {"回答待ち": 1, "回答あり": 2, "該当する記録なし": 1}, 2)
    page = signed_in("renewals.view").get(f"/renewals/{renewal.pk}/").content.decode()
    assert "まだ取り入れていない回答が2件あります" in page
    refresh(renewal)
    assert seen(renewal) == ([(4, 0, 4), (4, 2, 2)], {"回答待ち": 1, "回答あり": 2, "該当する記録なし": 1}, 0)
    page = signed_in("renewals.view").get(f"/renewals/{renewal.pk}/").content.decode()
    assert "まだ取り入れていない" not in page
    facts = Gathered.objects.filter(applicant__atena_no=mother(0)).latest("pk").facts
    assert [(row["salary"], row["source"]) for row in facts["incomes"]] == [(1_200_000, "情報照会（みどり野市）")]
    assert facts["incomes"][0]["told_at"][10] == "T"


def test_the_judgement_uses_the_answer_and_those_left_stay_unknown(
    renewal: Renewal, linkage: Linkage, work: Any
) -> None:
    linkage.enrolments = [Enrolment(atena_no=mother(one), scheme="A", since=date(2025, 4, 1)) for one in range(4)]
    refresh(renewal)
    linkage.answer("Q000001", salary=1_200_000, dependants=1)
    inquiries.fetch_results(by=COUNTER)
    refresh(renewal)
    for key in ("report", "judge"):
        work(renewal, key, OCTOBER)
    outcomes = dict(renewal.targets.values_list("applicant__atena_no", "outcome"))
    assert outcomes[mother(0)] == Outcome.GRANTED.value
    assert outcomes[mother(1)] == Outcome.INCOME_UNKNOWN.value


def test_whom_linkage_does_not_ask_about_is_kept_with_the_reason_and_holds_up_nobody(
    renewal: Renewal, linkage: Linkage
) -> None:
    linkage.refusing[mother(1)] = "個人番号が未登録のため、情報照会ができません。（L-104）"
    refresh(renewal)
    refused = IncomeInquiry.objects.get(atena_no=mother(1))
    assert (refused.state, refused.inquiry_no) == ("refused", None)
    assert "L-104" in refused.message
    assert IncomeInquiry.objects.filter(state="requested").count() == 3
    refresh(renewal)
    assert IncomeInquiry.objects.count() == 4


@pytest.mark.clause("ACQ-9")
@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"records": []}, {"records": ["x"]}, {"records": [{"salary": "多い"}]}, {"records": [{"salary": 1, "year": 2020}]},
        {"records": [{"unknown_item": 1}]}, {"records": {"salary": 1}},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_an_answer_that_tells_no_income_of_the_year_is_an_error_stops_nothing_and_is_asked_again_next_time(
    renewal: Renewal, linkage: Linkage, wrong: dict[str, Any]
) -> None:
    refresh(renewal)
    linkage.settle("Q000001", "answered", wrong)
    linkage.answer("Q000002", salary=900_000)
    inquiries.fetch_results(by=COUNTER)
    bad = IncomeInquiry.objects.get(inquiry_no="Q000001")
    assert (bad.state, bad.message) == ("error", inquiries.UNREADABLE)
    assert bad.answer_cipher  # kept as it came
    refresh(renewal)
    assert seen(renewal)[0][-1] == (4, 1, 3)
    again = IncomeInquiry.objects.filter(atena_no=bad.atena_no).order_by("pk")
    assert [one.state for one in again] == ["error", "requested"]


def test_while_linkage_is_away_nothing_counts_as_gathered_and_afterwards_all_are_asked_once(
    renewal: Renewal, linkage: Linkage
) -> None:
    linkage.away = True
    with pytest.raises(Unreachable):
        refresh(renewal)
    linkage.away = False
    refresh(renewal)
    assert (IncomeInquiry.objects.count(), Gathered.objects.count()) == (4, 4)


def test_a_question_that_was_asked_and_not_kept_is_not_asked_a_second_time(renewal: Renewal, linkage: Linkage) -> None:
    """The worker is killed after linkage's answer: the same page again carries the same key."""
    refresh(renewal)
    keys = dict(linkage.keys)
    IncomeInquiry.objects.all().delete()
    targets = list(renewal.targets.select_related("application").order_by("pk"))
    wanted = [inquiries.Wanted(one.application, one.applicant.atena_no, YEAR, OTHER_CITY) for one in targets]
    inquiries.request_many(wanted, affair="一斉更新", by=COUNTER)
    assert linkage.keys == keys


def test_open_questions_are_looked_at_by_turns_so_that_one_without_an_answer_holds_up_no_other(
    renewal: Renewal, linkage: Linkage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sasae.contracts import inquiries as words

    refresh(renewal)
    monkeypatch.setattr(words, "MOST_QUESTIONS", 2)
    linkage.answer("Q000004", salary=1)
    for _ in range(2):
        inquiries.fetch_results(by=COUNTER)
    assert IncomeInquiry.objects.get(inquiry_no="Q000004").state == "answered"


def test_where_nobody_lived_elsewhere_the_page_does_not_speak_of_it(
    renewal: Renewal, linkage: Linkage, signed_in: Any
) -> None:
    linkage.unknown = {}
    linkage.incomes = {mother(one): 1_000_000 for one in range(4)}
    refresh(renewal)
    assert elsewhere_of(renewal, renewal.targets.all()) is None
    assert "1月1日に市外にいた人" not in signed_in("renewals.view").get(f"/renewals/{renewal.pk}/").content.decode()
