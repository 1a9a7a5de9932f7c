"""現況届 comes in by one door: the notification, entered by one person and compared by another."""

from datetime import date
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Family
from sasae.subsidy.notifications import actions as notifications
from sasae.subsidy.notifications.models import Kind, Review
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.models import Report, Round, Target
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.renewals.conftest import DECEMBER, OCTOBER
from tests.subsidy.renewals.families import mother

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
JUNE = date(2026, 6, 15)


def report(number: int, year: int = 2027, **content: Any) -> Any:
    """The 現況届 of a family for a year's certificates, entered."""
    family = Family.objects.get(applicant__atena_no=mother(number))
    told = {"filer": "applicant", "year": year, "has_partner": False, "household_changed": False,
            "child_support_yen": 120_000, "receives_child_allowance": True, **content}  # fmt: skip
    return notifications.enter(
        Kind.STATUS_REPORT, family, content=told, received_on=JUNE, occurred_on=JUNE, identity_checked="運転免許証",
        token=f"t{number}{year}", by=COUNTER, at=clock.now(),
    )  # fmt: skip


def compared(made: Any) -> None:
    notifications.confirm(
        made.pk, [], seen=notifications.fingerprint(made), by=EXAMINER, on=JUNE, at=clock.now()
    )  # fmt: skip


def target(number: int) -> Target:
    return Target.objects.get(applicant__atena_no=mother(number))


def test_a_report_counts_for_the_renewal_once_a_second_person_compared_it(decided, work):
    made = report(3)
    assert (target(3).report, target(3).state) == (Report.MISSING, "open")
    compared(made)
    assert (target(3).report, target(3).report_on, target(3).state) == (Report.FILED, JUNE, "extracted")
    work(decided, "judge", OCTOBER)
    assert target(3).outcome == "10"
    facts = target(3).judgements.order_by("-pk").first().frozen["facts"]
    assert facts["child_support_yen"] == 120_000


@pytest.mark.parametrize(
    ("year", "told"), [(2027, Report.FILED), (2026, Report.MISSING)], ids=["of the year", "of the year before"]
)
def test_a_report_that_came_before_the_extraction_is_found_by_it(town, work, year, told):
    compared(report(3, year))
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    for key in ("extract", "refresh", "report", "judge"):
        work(renewal, key, OCTOBER)
    assert target(3).report == told
    assert target(3).outcome == ("10" if told == Report.FILED else "31")


def test_an_income_nobody_knew_counts_for_the_renewal_once_a_second_person_compared_its_paper(decided, work):
    assert target(2).outcome == "30"
    who, told = mother(2), {"salary": 1_000_000, "public_pension": 0, "other_general": 0, "dependants": 2}
    made = notifications.enter(
        Kind.INCOME, Family.objects.get(applicant__atena_no=who), received_on=OCTOBER, occurred_on=OCTOBER,
        content={"filer": "applicant", "who": who, "year": 2025, "proof": "課税（所得）証明書", **told},
        identity_checked="運転免許証", token="income", by=COUNTER, at=clock.now(),
    )  # fmt: skip
    assert target(2).outcome == "30"
    compared(made)
    assert target(2).state == "extracted"
    work(decided, "judge", OCTOBER)
    assert target(2).outcome == "10"


def test_a_report_that_comes_after_certificates_went_out_has_the_family_examined_anew(decided, work):
    work(decided, "issue", DECEMBER)
    compared(report(0))
    assert target(0).state == "issued"
    assert "更新の決定の後に現況届が届いた" in Review.objects.get(person__atena_no=mother(0)).to_do


def test_a_family_that_was_never_covered_can_report_too(town, work):
    Family.objects.filter(applicant__atena_no=mother(1)).exists()
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    work(renewal, "extract", OCTOBER)
    assert Family.objects.filter(applicant__in=renewal.targets.values("applicant")).count() == 4
