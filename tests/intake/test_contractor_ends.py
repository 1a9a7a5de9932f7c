"""Whose work for a contractor ends is asked of linkage; the ID here ends, and the portal is told with the same commit."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.contracts import contractor_ends as words
from sasae.intake.contractor_ends.actions import take_contractor_ends
from sasae.kernel import clock
from tests.intake.partners import Partners

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-12", "OUT-1")]


def test_an_open_session_is_over_and_the_portal_is_told_once(
    partners: Partners, deliver: Callable[[], None], signed_in: Any
) -> None:
    desk = signed_in("accounts.view", staff_number="W000001")
    lines = [
        words.WorkerEnd(worker=f"W{number:06d}", last_day=clock.today(), at_once=True, reason=words.Why.CANCELLED)
        for number in (7, 1)
    ]
    heard: list[words.WorkerEnds] = []

    def told(asked: words.EndsRequest) -> words.EndsTold:
        found = lines[asked.after : asked.after + 1]
        return words.EndsTold(ends=found, last=asked.after + len(found))

    def taken(message: words.WorkerEnds) -> words.EndsTaken:
        heard.append(message)
        return words.EndsTaken(taken=len(message.ends))

    partners.contractor_ends_list, partners.contractor_ends_of_portal = told, taken
    assert take_contractor_ends() == 2
    assert desk.get("/users/").status_code == 302
    assert take_contractor_ends() == 0
    deliver()
    assert [one.worker for message in heard for one in message.ends] == ["W000007", "W000001"]
