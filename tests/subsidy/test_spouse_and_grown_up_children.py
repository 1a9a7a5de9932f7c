"""Whom the register has in the household, and what that means for the case: spouses, caregivers' partners, grown-up children."""

import dataclasses
from datetime import date
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.law import Case, Loss, Outcome, decide
from sasae.law.case import Kind as ApplicantKind
from sasae.law.case import Relation
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.recognitions import actions
from sasae.subsidy.recognitions.actions import CannotFind
from sasae.subsidy.recognitions.models import Kind
from sasae.subsidy.recognitions.queries import facts_of
from tests.subsidy.conftest import COUNTER
from tests.subsidy.notifications.test_changed_case import change, facts
from tests.subsidy.town import DAY, MIO, MISAKI, REN, form, parted

pytestmark = pytest.mark.clause("BUS-1", "SUB-1")
HUSBAND = "9000000001"


def household(*, husband: bool = False, **more: Any) -> dict[str, Any]:
    """Mother and two children, and the husband the register still has there."""
    told = facts(*more.pop("changes", ()))
    if husband:
        told["household"].append(HUSBAND)
        told["people"].append({**told["people"][0], "atena_no": HUSBAND, "birth_date": "1988-01-01", "relation": "夫"})
        told["incomes"].append({**told["incomes"][0], "atena_no": HUSBAND, "salary": 0})
    return {**told, **more}


def case(told: dict[str, Any], *, relation: str = "11", partner: bool = False) -> Case:
    content, _ = parted(form())
    content["persons"] = {"applicant": MISAKI, "children.0": REN, "children.1": MIO}
    content["applicant"]["relation"] = relation
    content["has_partner"] = partner
    return build_case("KW1", DAY, content, told)


def test_a_husband_of_the_register_brings_the_children_up() -> None:
    assert decide(case(household(husband=True)), DAY).outcome is Outcome.NOT_ELIGIBLE


@pytest.mark.parametrize("found", ["disabled", "apart"])
def test_a_husband_who_was_found_severely_disabled_or_to_live_apart_is_no_obstacle(found: str) -> None:
    assert decide(case(household(husband=True, spouse=[found])), DAY).outcome is Outcome.GRANTED
    if found == "disabled":  # who says so in the application as well
        assert decide(case(household(husband=True, spouse=[found]), partner=True), DAY).outcome is Outcome.GRANTED


def test_a_husband_who_lives_with_them_is_tested_and_one_who_lives_apart_is_not() -> None:
    told = household(husband=True)
    told["incomes"][-1]["salary"] = 9_000_000
    assert decide(case({**told, "spouse": ["disabled"]}), DAY).outcome is Outcome.INCOME_TOO_HIGH
    assert decide(case({**told, "spouse": ["apart"]}), DAY).outcome is Outcome.GRANTED


def test_a_marriage_that_is_told_and_that_the_register_shows_ends_cover_on_its_day_and_for_its_reason() -> None:
    wed = change("partner", first=date(2026, 9, 1))
    for told in (household(changes=[wed]), household(husband=True, changes=[wed])):
        before = decide(case(told), date(2026, 8, 31)).person(MISAKI)
        after = decide(case(told), date(2026, 9, 1)).person(MISAKI)
        assert (before.outcome, before.eligible_to) == (Outcome.GRANTED, date(2026, 8, 31))
        assert (after.lost_on, after.loss) == (date(2026, 9, 1), Loss.MARRIED)


def test_a_husband_who_comes_back_ends_what_his_absence_gave() -> None:
    told = household(husband=True, spouse=["apart"], changes=[change("partner", first=date(2026, 9, 1))])
    assert decide(case(told), date(2026, 8, 31)).outcome is Outcome.GRANTED
    assert decide(case(told), date(2026, 9, 1)).person(REN).loss is Loss.MARRIED


def test_a_caregivers_own_partner_excludes_no_child_and_is_tested() -> None:
    told = household(husband=True)
    here = case(told, relation="20", partner=True)
    assert here.applicant.kind is ApplicantKind.CAREGIVER
    assert decide(here, DAY).outcome is Outcome.GRANTED
    told["incomes"][-1]["salary"] = 9_000_000
    assert decide(case(told, relation="20", partner=True), DAY).outcome is Outcome.INCOME_TOO_HIGH


def test_a_child_who_grew_up_is_tested_as_the_mothers_relative_from_the_day_after() -> None:
    told = household()
    told["people"][1]["birth_date"] = "2008-04-01"
    assert REN not in {one.id for one in case(told).obligors}
    told["incomes"].append({**told["incomes"][0], "atena_no": REN, "salary": 9_000_000})
    here = case(told)
    assert [(one.id, one.relation) for one in here.obligors] == [(REN, Relation.LINEAL)]
    here = dataclasses.replace(here, application_received_on=date(2026, 1, 5))
    assert decide(here, date(2026, 3, 31)).person(MIO).eligible_to == date(2026, 3, 31)
    assert decide(here, date(2026, 4, 1)).person(MIO).outcome is Outcome.INCOME_TOO_HIGH


@pytest.mark.django_db(databases=["default", "journal"])
@pytest.mark.parametrize(("kind", "fact"), [(Kind.SPOUSE_DISABLED, "disabled"), (Kind.SPOUSE_APART, "apart")])
def test_staff_find_it_for_an_application_and_take_it_back(received: Application, kind: Kind, fact: str) -> None:
    told: dict[str, Any] = {"atena_no": "", "since": DAY, "reason": "診断書", "by": COUNTER, "at": clock.now()}
    found = actions.find(received.pk, kind, until=None, **told)
    with pytest.raises(CannotFind, match="すでにあります"):
        actions.find(received.pk, kind, until=None, **told)
    assert found.person.atena_no == MISAKI
    assert facts_of(received)["spouse_found"] == [{"what": fact, "since": "2026-06-15", "until": None}]
    actions.take_back(found.pk, why="誤り", by=COUNTER)
    assert "spouse_found" not in facts_of(received)


APART = {"since": "2026-06-15", "until": "2026-08-31"}


@pytest.mark.parametrize("found", ["disabled", "apart"])
@pytest.mark.parametrize("partner", [False, True], ids=["as the register shows", "as the application says"])
def test_a_finding_about_the_spouse_counts_for_its_days_and_no_others(found: str, partner: bool) -> None:
    here = case(household(husband=True, spouse_found=[{"what": found, **APART}]), partner=partner)
    last, after = (decide(here, day).person(REN) for day in (date(2026, 8, 31), date(2026, 9, 1)))
    assert (last.outcome, last.eligible_from, last.eligible_to) == (Outcome.GRANTED, DAY, date(2026, 8, 31))
    assert (after.outcome, after.lost_on, after.loss) == (Outcome.NOT_ELIGIBLE, date(2026, 9, 1), Loss.MARRIED)


@pytest.mark.parametrize(
    ("on", "outcome"), [(date(2026, 7, 9), Outcome.NOT_ELIGIBLE), (date(2026, 7, 10), Outcome.GRANTED)],
    ids=["the day before he left", "the day he left"],
)  # fmt: skip
def test_what_begins_after_the_application_gives_cover_from_its_first_day(on: date, outcome: Outcome) -> None:
    here = case(household(husband=True, spouse_found=[{"what": "apart", "since": "2026-07-10", "until": None}]))
    assert decide(here, on).outcome is outcome
    if outcome is Outcome.GRANTED:
        assert decide(here, on).person(MISAKI).eligible_from == date(2026, 7, 10)


def test_a_husband_is_tested_on_the_days_he_does_not_live_apart() -> None:
    told = household(husband=True, spouse_found=[{"what": "apart", **APART}, {"what": "disabled", "since": "2026-01-01", "until": None}])
    told["incomes"][-1]["salary"] = 9_000_000
    days = (date(2026, 8, 31), date(2026, 9, 1))
    assert [decide(case(told), day).outcome for day in days] == [Outcome.GRANTED, Outcome.INCOME_TOO_HIGH]
