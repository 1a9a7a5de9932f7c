"""What the intermediary tells a person of themselves: what was passed on, and nothing that is not to be disclosed."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.contracts import body_copies, evidence
from sasae.contracts.evidence import BodyQuestion, Evidence, Want
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.api_of_evidence import ELSEWHERE
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import AFFAIR, KAWASAKI, MIDORINO, PROCEDURE, TAX

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("DIS-1")]


def recorded(number: str, body: str = KAWASAKI, **other: Any) -> None:
    """川崎市 was asked by みどり野市 about its person 25, and recorded so."""
    at = clock.now() - timedelta(days=20)
    plain = {
        "side": "提供", "processing_no": number, "unified_no": "25", "inquirer": MIDORINO, "provider": KAWASAKI,
        "affair": AFFAIR, "procedure": PROCEDURE, "information": TAX, "items": ["salary"], "permit_no": f"P{number}",
        "requested_at": at, "provided_at": at, "result": "answered", "not_disclosed": False,
        "keep_until": date(2033, 12, 31),
    }  # fmt: skip
    with acting_for(body):
        ProvisionRecord.objects.create(**{**plain, **other})


def told(net: Net, want: Want = Want.LOOKS, by: str = "linkage", **other: Any) -> Evidence:
    question = BodyQuestion(unified_no="25", want=want, since=date(2020, 1, 1), **other)
    answer: Evidence = net.said(by, evidence.OF_BODY, question)
    return answer


def results(net: Net) -> list[str]:
    rows = {row.label: row.value for one in told(net, Want.FILE).sections[-1].entries for row in one.rows}
    return [rows["結果"]] if rows else []


def test_a_query_nothing_came_of_is_no_passing_on_and_stands_in_the_file_as_it_ended(ready: Net) -> None:
    recorded("1", result="refused", provided_at=None, items=[])
    assert (told(ready).lines, results(ready)) == ([], ["提供されていない"])
    recorded("2", unified_no="26")
    recorded("3")
    assert [line.to_whom for line in told(ready).lines] == ["みどり野市"]


def test_while_a_flag_says_not_to_disclose_what_was_recorded_before_it_is_not_told_either(ready: Net) -> None:
    recorded("1")
    flag = body_copies.ProtectionOfPerson(
        flag_no="1", version=1, unified_no="25", information=TAX, kind="not_disclosed", valid_from=clock.today(), reason="申出"
    )
    ready.said("linkage", body_copies.SET_PROTECTIONS, body_copies.Protections(protections=[flag]), key="flag-1")
    assert (told(ready).lines, results(ready)) == ([], [])


def test_of_a_protected_person_no_other_body_is_named(ready: Net) -> None:
    recorded("1")
    (line,) = told(ready, hidden=True).lines
    assert (line.office, line.to_whom) == ("川崎市", ELSEWHERE)
    assert "みどり野市" not in told(ready, Want.FILE, hidden=True).model_dump_json()


@pytest.mark.clause("INT-1")
def test_every_bodys_platform_is_told_of_its_own_person_and_of_none_that_bears_the_same_number_elsewhere(ready: Net) -> None:
    recorded("1")
    assert told(ready, by="other_city").lines == []
    recorded("2", MIDORINO, inquirer=KAWASAKI, provider=MIDORINO)
    (ours,), (theirs,) = (told(ready, by=name).lines for name in ("linkage", "other_city"))
    assert (ours.office, ours.to_whom) == ("川崎市", "みどり野市")
    assert (theirs.office, theirs.to_whom) == ("みどり野市", "川崎市")
    copies = {name: told(ready, Want.FILE, by=name).sections[0].entries for name in ("linkage", "other_city")}
    assert {name: [one.title for one in entries] for name, entries in copies.items()} == {
        "linkage": [], "other_city": ["地方税関係情報"],
    }  # fmt: skip
    lines = HistoryEntry.objects.filter(event="contract.answered", subject=evidence.OF_BODY.full_name).order_by("id")
    assert {(one.actor_id, *one.persons) for one in lines} == {
        (SYSTEM("linkage").id, f"{KAWASAKI}:25"), (SYSTEM("other_city").id, f"{MIDORINO}:25"),
    }  # fmt: skip


def test_who_speaks_for_no_body_is_told_nothing(ready: Net) -> None:
    recorded("1")
    Body.objects.filter(code=MIDORINO).update(caller="linkage_131016")
    question = BodyQuestion(unified_no="25", want=Want.FILE, since=date(2020, 1, 1))
    answer = ready.ask("other_city", evidence.OF_BODY, question)
    assert (answer.status_code, answer.json()["findings"][0]["id"]) == (422, "I-001")
