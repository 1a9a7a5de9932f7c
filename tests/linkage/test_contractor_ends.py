"""The register of contractors tells whose work ends: IDs here end the same day, and the word goes on to the others."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from sasae.contracts import contractor_ends as words
from sasae.foundation.accounts.actions import change_user
from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-12", "OUT-1")]
TODAY, SOON, LATER = date(2026, 6, 15), date(2026, 6, 30), date(2027, 3, 31)  # the first as the tests' calendar has it
BY = SYSTEM("tests")


def end(worker: str = "W000001", last_day: date = SOON, reason: str = "shortened", **other: Any) -> words.WorkerEnd:
    return words.WorkerEnd(worker=worker, last_day=last_day, reason=words.Why(reason), **other)


@pytest.fixture
def told(door: Any, system: Any) -> Callable[..., int]:
    """subsidy tells these ends; the answer's count of new ones."""

    def tell(*ends: words.WorkerEnd, key: str = "ends-1") -> int:
        answer = system("subsidy").ask(door, words.TELL, words.WorkerEnds(ends=list(ends)), key=key)
        assert answer.status_code == 200, answer.content.decode()
        return words.EndsTaken.model_validate_json(answer.content).taken

    return tell


@pytest.fixture
def worker(staff: Any) -> User:
    made: User = staff("people.view", contractor=True, staff_number="W000001", name="中野島　渡", ends_on=LATER)
    return made


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_an_earlier_day_ends_the_id_on_it_and_no_id_is_longer_afterwards(told: Any, worker: User) -> None:
    assert told(end()) == 1
    assert (again(worker).ends_on, again(worker).is_active) == (SOON, True)
    assert told(end(last_day=LATER), key="ends-2") == 1  # late and longer: nothing is given by it
    assert again(worker).ends_on == SOON
    with pytest.raises(ValidationError, match="EM-303"):
        change_user(again(worker), {"ends_on": date(2026, 7, 1)}, by=BY)
    assert again(worker).ends_on == SOON


@pytest.mark.parametrize(
    ("told_of", "status"),
    [
        ({"last_day": TODAY, "reason": "cancelled", "at_once": True}, 302),
        ({"last_day": date(2026, 6, 14), "reason": "left"}, 302),
        ({"last_day": TODAY, "reason": "left"}, 200),
    ],
    ids=["cancelled", "left yesterday", "works to the end of today"],
)
def test_who_is_signed_in_is_out_with_the_next_click(
    told: Any, signed_in: Any, settings: Any, told_of: dict[str, Any], status: int
) -> None:
    pages = settings.ROOT_URLCONF, settings.MIDDLEWARE
    settings.ROOT_URLCONF, settings.MIDDLEWARE = "sasae.deployment.urls.linkage", _people()
    desk = signed_in("people.view", staff_number="W000001")
    assert desk.get("/feeds/").status_code == 200
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages
    told(end(**told_of))
    settings.ROOT_URLCONF, settings.MIDDLEWARE = "sasae.deployment.urls.linkage", _people()
    assert desk.get("/feeds/").status_code == status


def _people() -> list[str]:
    from sasae.deployment.settings.base import PEOPLE_MIDDLEWARE

    return PEOPLE_MIDDLEWARE


def test_the_intermediary_is_told_over_the_line_and_intake_asks_for_the_rest(
    told: Any, worker: User, far: Any, deliver: Any, door: Any, system: Any
) -> None:
    heard: list[words.WorkerEnds] = []

    def taken(message: words.WorkerEnds) -> words.EndsTaken:
        heard.append(message)
        return words.EndsTaken(taken=len(message.ends))

    far.answers["contractor_ends.of_body"] = taken
    assert told(end(), end("W000002"), end()) == 2
    assert told(end(), end("W000002"), key="ends-2") == 0
    deliver()
    assert [[one.worker for one in message.ends] for message in heard] == [["W000001", "W000002"]]

    def asked(after: int, limit: int) -> words.EndsTold:
        answer = system("intake").ask(door, words.LIST, words.EndsRequest(after=after, limit=limit))
        return words.EndsTold.model_validate_json(answer.content)

    first = asked(0, 1)
    assert first.ends == [end()]
    assert asked(first.last, 5).ends == [end("W000002")]
    refused = system("intake").ask(door, words.TELL, words.WorkerEnds(ends=[end()]), key="ends-3")
    assert refused.status_code == 403
