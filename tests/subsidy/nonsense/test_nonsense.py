"""Whatever is sent to whatever address: never a broken page, and what was typed stands on the page that answers."""

from typing import Any

import pytest

from sasae.subsidy.rights import EXCLUSIVE, RIGHTS
from tests.subsidy.nonsense import sending, world

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NOT_OF_AREAS = {"accounts.manage", "history.view"}
# What this world has nothing for: asked with rows of their own in the tests of their areas (renewals: renewals/test_nonsense.py).
NOT_HERE = {
    "applications:confirm_applicant", "applications:identify", "applications:reject_applicant", "arrivals:question", "certificates:pmh_move", "claims:follow_up", "claims:year", "duplicates:decide",
    "entitlements:correct_answer", "extraction:decide", "extraction:forget", "extraction:new", "extraction:resume", "notifications:number", "old_system:give",
    "old_system:step", "paper_custody:begin_check", "papers:change", "payments:closure_withdraw", "payments:closures", "receipts:answer",
    "receipts:withdraw", "recognitions:take_back", "recovery:approve", "recovery:drop_order", "telephone:tie",
    "third_parties:of_notification",
}  # fmt: skip
GARBAGE = {"int": 10**30, "str": "ｘ🙂" * 500}
ASKED = {
    "page": "9" * 30,
    "sort": "-nothing",
    "q": "👪" * 600,
    "ward": "999999",
    "birth": "令和99年13月32日",
    "state": "'",
    "on": "٣",
}


@pytest.fixture
def clients(request: pytest.FixtureRequest, settings: Any) -> list[Any]:
    """Two users who hold every right between them: some may not be one user's."""
    settings.SASAE_PMH = True
    world.build(request.getfixturevalue)
    return all_rights(request.getfixturevalue("signed_in"))


def all_rights(signed_in: Any) -> list[Any]:
    pairs = [{one for one, _ in EXCLUSIVE}, {one for _, one in EXCLUSIVE}]
    return [signed_in(*(one for one in RIGHTS if one not in without | NOT_OF_AREAS)) for without in pairs]


def test_no_address_breaks_or_loses_what_was_typed(clients: list[Any]) -> None:
    known = world.things()
    faults: dict[str, str] = {}
    unreached = set()
    for name, view in sorted(world.addresses().items()):
        if not sending.takes_post(view) or name.startswith("renewals:"):
            continue
        client = next(one for one in clients if one.staff.may(world.right_of(view)))
        place = next((one for one in world.places(name, known) if sending.is_there(client, one)), None)
        if place is None:
            unreached.add(name)
        else:
            faults |= sending.faults_of(client, place, name)
    assert faults == {}
    assert unreached <= NOT_HERE


def test_an_address_of_nothing_there_is_is_no_broken_page(granted: Any, signed_in: Any) -> None:
    clients = all_rights(signed_in)
    broken = {}
    for name, view in sorted(world.addresses().items()):
        client = next(one for one in clients if one.staff.may(world.right_of(view)))
        for place in world.garbage(name, GARBAGE):
            for told in ({}, ASKED):
                answer = sending.undone(lambda: client.get(place, told))  # noqa: B023 - called at once
                if wrong := sending.wrong_with({}, answer):
                    broken[f"{name} {sorted(told)[:1]}"] = wrong
    assert broken == {}
