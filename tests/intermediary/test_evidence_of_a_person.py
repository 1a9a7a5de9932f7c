"""What the intermediary tells a person of themselves: what was passed on, and nothing that is not to be disclosed."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.contracts import body_copies, evidence
from sasae.contracts.evidence import BodyQuestion, Evidence, Want
from sasae.intermediary.api_of_evidence import ELSEWHERE
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import AFFAIR, KAWASAKI, MIDORINO, PROCEDURE, TAX

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("DIS-1")]


def recorded(number: str, **other: Any) -> None:
    """川崎市 was asked by みどり野市 about its person 25, and recorded so."""
    at = clock.now() - timedelta(days=20)
    plain = {
        "side": "提供", "processing_no": number, "unified_no": "25", "inquirer": MIDORINO, "provider": KAWASAKI,
        "affair": AFFAIR, "procedure": PROCEDURE, "information": TAX, "items": ["salary"], "permit_no": f"P{number}",
        "requested_at": at, "provided_at": at, "result": "answered", "not_disclosed": False,
        "keep_until": date(2033, 12, 31),
    }  # fmt: skip
    with acting_for(KAWASAKI):
        ProvisionRecord.objects.create(**{**plain, **other})


def told(net: Net, want: Want = Want.LOOKS, **other: Any) -> Evidence:
    question = BodyQuestion(unified_no="25", want=want, since=date(2020, 1, 1), **other)
    answer: Evidence = net.said("linkage", evidence.OF_BODY, question)
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
