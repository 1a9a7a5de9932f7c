"""A town of a few families at the other end of the line, and a renewal taken through its steps."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.history import Actor
from sasae.kernel import clock
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.renewals.families import child, mother, settle
from tests.subsidy.town import Linkage, person

OCTOBER = date(2026, 10, 1)
DECEMBER = date(2026, 12, 15)


@pytest.fixture
def town(linkage: Linkage) -> Linkage:
    """Four families: the first stays under the limit, the second goes over it, nobody knows the third's income, and the
    fourth files no 現況届. The allowance's report covers the first three."""
    from sasae.contracts.other_schemes import Enrolment

    settle(4)
    linkage.people, linkage.incomes, linkage.enrolments = {}, {}, []
    for number in range(4):
        for who, relation, birth in (
            (mother(number), "世帯主", "1988-04-01"), (child(number, 0), "子", "2018-06-01"),
            (child(number, 1), "子", "2016-06-01"),
        ):  # fmt: skip
            linkage.people[who] = person(
                who, f"更新　{number}", "コウシン　ハナコ", birth, "2", relation, household_no=f"H{number}"
            )
        if number < 3:
            linkage.enrolments.append(Enrolment(atena_no=mother(number), scheme="A", since=date(2025, 4, 1)))
    linkage.incomes = {mother(0): 1_600_000, mother(1): 3_300_000, mother(3): 1_200_000}
    return linkage


@pytest.fixture
def work(db: None) -> Callable[..., Any]:
    """Begin a step and work it to its end, as the button and a worker do."""
    from sasae.subsidy.renewals import actions
    from sasae.subsidy.renewals.actions.refreshing import refresh
    from sasae.subsidy.renewals.models import Step

    def do(renewal: Any, key: str, on: date, by: Actor = COUNTER, approver: Actor | None = EXAMINER) -> Any:
        step = actions.start_step(renewal.pk, key, by=by, on=on)
        if key == "refresh":
            refresh(step.pk, by=by)
        elif key != "issue":
            run_now(Step.objects.get(pk=step.pk).run_id)
        if key in ("judge", "issue") and approver:
            actions.approve(step.pk, by=approver, on=on, at=clock.now())
            if key == "issue":
                run_now(Step.objects.get(pk=step.pk).run_id)
        return Step.objects.get(pk=step.pk)

    return do


@pytest.fixture
def decided(town: Linkage, work: Callable[..., Any]) -> Any:
    """The renewal of 2027, judged and approved."""
    from sasae.subsidy.renewals import actions
    from sasae.subsidy.renewals.models import Round

    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    for key in ("extract", "refresh", "report", "judge"):
        work(renewal, key, OCTOBER)
    return renewal
