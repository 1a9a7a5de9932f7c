"""Which system may reach what: from the declarations, with what was used and what was refused."""

from typing import Any

import pytest

from sasae.contracts import catalog, inquiries, person_index
from sasae.contracts.person_index import Purpose
from sasae.foundation.history import SYSTEM, record
from sasae.linkage.links.actions import count_uses
from sasae.linkage.links.models import LinkUse
from tests.linkage.register import HANAKO, Register

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PURPOSE = Purpose(affair="資格審査", basis="number_ordinance_3_1_3", operator="hanako", case="K-1")
PEOPLE = person_index.PEOPLE


def asked(system: Any, door: Any) -> None:
    question = person_index.PeopleRequest(purpose=PURPOSE, atena_nos=[HANAKO])
    assert system("subsidy").ask(door, PEOPLE, question).status_code == 200


@pytest.mark.clause("ACC-2")
def test_every_declared_call_stands_on_the_page_with_its_purpose(taken_in: Register, signed_in: Any) -> None:
    page = signed_in("links.view").get("/links/connections/").content.decode()
    for operation in catalog.answered_by("linkage"):
        assert operation.path in page
    assert "資格審査" in page
    assert "使われていません" in page


@pytest.mark.clause("ACC-2")
def test_a_use_is_counted_once_however_often_it_is_looked_for(taken_in: Register, door: Any, system: Any) -> None:
    asked(system, door)
    asked(system, door)
    for _ in range(2):
        count_uses(settled_seconds=0)
    use = LinkUse.objects.get(caller="subsidy", operation=PEOPLE.full_name)
    assert (use.uses, use.refused, use.last_at is not None) == (2, 0, True)
    asked(system, door)
    count_uses(settled_seconds=0)
    assert LinkUse.objects.get(caller="subsidy", operation=PEOPLE.full_name).uses == 3


def test_the_newest_entries_wait_until_nobody_can_commit_before_them(
    taken_in: Register, door: Any, system: Any
) -> None:
    asked(system, door)
    count_uses(settled_seconds=60)
    assert not LinkUse.objects.exists()


@pytest.mark.clause("ACC-2")
def test_a_call_nobody_declared_is_shown_with_its_refusals(taken_in: Register, signed_in: Any) -> None:
    """The journal's own connection writes refusals; here one stands in it already."""
    record(
        SYSTEM("intake"), "contract.carried_out", "k", [], caller="intake", operation=inquiries.REQUEST.full_name,
        purpose="x",
    )  # fmt: skip
    count_uses(settled_seconds=0)
    LinkUse.objects.update(refused=2, uses=0, last_refused_at="2026-06-15T09:00:00+09:00")
    page = signed_in("links.view").get("/links/connections/").content.decode()
    part = page.split("宣言のない呼出し")[1].split("この基盤が使う相手")[0]
    assert "intake" in part
    assert inquiries.REQUEST.full_name in part


@pytest.mark.clause("NET-5")
def test_linkage_reaches_its_own_intermediary_and_no_other_body_s(taken_in: Register) -> None:
    from sasae.linkage.links.connections import outgoing

    reached = {one.callee for one in outgoing()}
    assert "intermediary" in reached
    assert not reached & {"network_core", "other_city"}
