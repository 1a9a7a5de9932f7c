"""A rehearsal: it tells everything and changes nothing; what it froze gives the same result to the byte."""

from datetime import date

import pytest
from django.db import connection

from sasae.foundation.batch import run_now
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.costs import cost_of
from sasae.subsidy.renewals.models import (
    IncomeProof,
    Judged,
    Rehearsal,
    RehearsalLine,
    Round,
    Step,
    StepState,
    Target,
)
from sasae.subsidy.renewals.queries import Against, against_rehearsal
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.conftest import OCTOBER
from tests.subsidy.renewals.families import income, mother, settle, tell

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
SUMMER = date(2026, 7, 1)


def rehearsed(year: int = 2027) -> Rehearsal:
    made = actions.begin_rehearsal(year, by=COUNTER, on=SUMMER)
    run_now(made.run_id)
    return Rehearsal.objects.get(pk=made.pk)


@pytest.fixture
def families(db: None) -> None:
    """Five: keeps, loses, gains, unknown, short of data."""
    settle(2)
    settle(1, first=2, salary=4_000_000)
    settle(2, first=3)
    for number, salary in ((0, 1_600_000), (1, 3_300_000), (2, 1_000_000), (3, None)):
        tell(number, 2025, salary)


def test_it_counts_who_keeps_loses_gains_who_is_unknown_and_who_is_short_of_data(families):
    made = rehearsed()
    assert made.summary["movements"] == {"継続": 1, "喪失": 1, "新たに交付": 1, "所得不明": 1, "データ不足": 1}
    assert made.summary["letters"] == {"certificate": 2, "refusal": 1, "unknown": 2}
    assert made.summary["cards"] == 6


def test_it_changes_nothing_for_anybody(families):
    before = list(Entitlement.objects.order_by("pk").values())
    rehearsed()
    assert list(Entitlement.objects.order_by("pk").values()) == before
    assert not Target.objects.exists()


def test_what_it_froze_gives_the_same_bytes_whatever_became_of_the_data_since(families):
    made = rehearsed()
    who = Person.objects.get(atena_no=mother(0))
    Person.objects.filter(pk=who.pk).update(moved_out_on=date(2026, 7, 15))
    IncomeProof.objects.create(
        person=who, year=2025, income=income(mother(0), 2025, 9_000_000, 2), proved_on=SUMMER, entered_by=COUNTER.id
    )
    assert actions.run_again(made.pk, by=COUNTER) is True
    assert rehearsed().sha256 != made.sha256


def test_two_rehearsals_of_the_same_data_have_the_same_mark(families):
    assert rehearsed().sha256 == rehearsed().sha256


def test_the_run_afterwards_comes_out_as_the_rehearsal_said_family_by_family(families, work):
    """domain.md §5: what was rehearsed is what happens, as long as the data and the reports are the same."""
    made = rehearsed()
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    work(renewal, "extract", OCTOBER)
    Target.objects.update(report="not_required")
    for key in ("refresh", "report"):
        Step.objects.create(renewal=renewal, step=key, state=StepState.DONE, started_by=COUNTER.id)
    work(renewal, "judge", OCTOBER)
    run = dict(Judged.objects.values_list("target__applicant__atena_no", "result"))
    assert run == dict(RehearsalLine.objects.filter(rehearsal=made).values_list("applicant__atena_no", "result"))
    assert against_rehearsal(renewal, renewal.targets.all()) == Against(made, same=5, other=0, new=0)


def test_the_judgements_of_a_run_give_the_same_bytes_whatever_became_of_the_data_since(families, work):
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    work(renewal, "extract", OCTOBER)
    for key in ("refresh", "report"):
        Step.objects.create(renewal=renewal, step=key, state=StepState.DONE, started_by=COUNTER.id)
    work(renewal, "judge", OCTOBER)
    Person.objects.update(moved_out_on=date(2026, 10, 2))
    assert actions.judge_again(renewal.pk, by=COUNTER) == (5, [])
    one = Judged.objects.select_related("target__applicant").first()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO subsidy_renewals_judged (target_id, step_id, frozen, result, judged_at) "
                       "SELECT target_id, %s, frozen, replace(result, '\"movement\":', '\"moved\":'), judged_at "
                       "FROM subsidy_renewals_judged WHERE id = %s", [renewal.steps.first().pk, one.pk])  # fmt: skip
    assert actions.judge_again(renewal.pk, by=COUNTER) == (6, [one.target.applicant.atena_no])


def test_the_words_say_what_differs_from_the_year_before(families):
    rehearsed()
    words = dict(RehearsalLine.objects.values_list("applicant__atena_no", "words"))
    assert "前年は交付（3人）、今回は不交付（所得超過）" in words[mother(1)]
    assert "前年は不交付（所得超過）、今回は交付（3人）" in words[mother(2)]
    assert "申請者の所得は不明です（前年 1,320,000円）" in words[mother(3)]
    assert "2025年中の所得をまだ取り寄せていません" in words[mother(4)]


@pytest.mark.parametrize(
    ("on", "postage"),
    [(date(2024, 9, 30), 84), (date(2024, 10, 1), 110)],
    ids=["the last day of the old postage", "the first day of the new"],
)
def test_the_cost_follows_the_postage_of_the_day(on: date, postage: int):
    cost = cost_of({"refusal": 10}, 0, on)
    assert cost["postage"] == 10 * postage
    assert cost["sum"] == sum(value for key, value in cost.items() if key != "sum")
