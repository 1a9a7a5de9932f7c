"""Whose work for a contractor ends is told to linkage, by number and day alone, whichever way it ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sasae.contracts import contractor_ends as ends
from sasae.kernel import clock
from sasae.subsidy.contractors.actions import contracts, people
from tests.subsidy.conftest import APPROVER, EXAMINER
from tests.subsidy.contractors.contracting import below, in_force, worker
from tests.subsidy.town import DAY

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.usefixtures("this_day")]
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def this_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office's clock stands on the day of the cases."""
    monkeypatch.setenv("SASAE_TODAY", DAY.isoformat())


@pytest.mark.clause("OUT-1", "ACC-12")
def test_linkage_is_told_by_number_whose_work_ends_so_that_ids_of_every_system_end_the_same_day(
    linkage: Any, deliver: Callable[[], None]
) -> None:
    heard: list[ends.WorkerEnd] = []

    def taken(message: ends.WorkerEnds) -> ends.EndsTaken:
        heard.extend(message.ends)
        return ends.EndsTaken(taken=len(message.ends))

    linkage.contractor_ends_tell = taken
    one, other, third = in_force(), in_force(), in_force(until=DAY)
    first, second, below_it = worker(one), worker(one, "登戸 花"), worker(below(one))
    cancelled, over = worker(other), worker(third)
    people.leave(first.number, DAY, by=EXAMINER, on=DAY)
    for _ in range(2):  # told again it is the same message
        contracts.end(one.number, NEXT, "他社に替える", at_once=False, by=APPROVER, on=DAY, at=clock.now())
    contracts.end(other.number, DAY, "漏えい", at_once=True, by=APPROVER, on=DAY, at=clock.now())
    contracts.finish_due(NEXT, by=EXAMINER, at=clock.now())
    deliver()
    told = [(each.worker, each.last_day, each.reason.value, each.at_once) for each in heard]
    assert sorted(told) == sorted([
        (first.number, DAY, "left", False), (first.number, DAY, "shortened", False), (second.number, NEXT, "shortened", False),
        (below_it.number, NEXT, "shortened", False), (cancelled.number, DAY, "cancelled", True),
        (over.number, DAY, "expired", False),
    ])  # fmt: skip
