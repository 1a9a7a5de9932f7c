"""Every operation of every door, over real mutual TLS: whatever is asked, the answer is the contract's, and never a 5xx.

Bodies are made up by schemathesis from what the door itself says it takes; some are filled with people and numbers that
exist, so that they come through to the far side of the checks.
"""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from sasae.contracts import catalog
from sasae.deployment.home import SERVICES
from sasae.simulators.town.cast import CAST
from tests.contracts.doors import OPERATIONS, Doors, Operation, caller_of, findings, sentence_of
from tests.contracts.messages import any_of

KNOWN = [CAST[key].atena_no for key in ("misaki", "naoko", "yumi", "mari")]
BASES = {
    "intake": {"basis": "intake_identification", "affair": "申請者特定"},
    "subsidy": {"basis": "number_ordinance_3_1_3", "affair": "資格審査"},
}
INQUIRY = {"basis": "number_act_19_9", "affair": "資格審査"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=sentence_of)
some = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def filled(value: Any, operation: Operation, person: str) -> Any:
    """The same body about a person who exists, on a legal basis in force."""
    if isinstance(value, list):
        return [filled(each, operation, person) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: filled(each, operation, person) for name, each in value.items()}
    if "basis" in made and "affair" in made:
        made |= INQUIRY if operation.conversation == "inquiries" else BASES.get(caller_of(operation), {})
    if "atena_no" in made:
        made["atena_no"] = person
    if "atena_nos" in made:
        made["atena_nos"] = [person]
    return made


@pytest.mark.parametrize("service", SERVICES)
def test_a_door_describes_the_operations_of_its_contracts_and_no_other(doors: Doors, service: str) -> None:
    told = {(path, method) for path, methods in doors.openapi[service]["paths"].items() for method in methods}
    assert told == {(operation.path, "post") for operation in catalog.answered_by(service)}


@every_operation
@some
@given(data=st.data())
def test_what_the_door_says_it_takes_gets_an_answer_of_the_contract(
    doors: Doors, operation: Operation, data: st.DataObject
) -> None:
    case = data.draw(doors.schema(operation).as_strategy(generation_mode=GenerationMode.POSITIVE))
    person = data.draw(st.sampled_from(["", *KNOWN]))
    body = filled(case.body, operation, person) if person else case.body
    response = doors.ask(operation, json.dumps(body).encode())
    case.validate_response(response, checks=CHECKS)
    assert response.status_code not in (401, 403), response.text
    if response.status_code == 200:
        operation.response.model_validate_json(response.content)


@every_operation
@some
@given(data=st.data())
def test_what_the_door_does_not_take_is_refused_or_read_but_breaks_nothing(
    doors: Doors, operation: Operation, data: st.DataObject
) -> None:
    case = data.draw(doors.schema(operation).as_strategy(generation_mode=GenerationMode.NEGATIVE))
    response = doors.ask(operation, json.dumps(case.body, default=str).encode())
    case.validate_response(response, checks=CHECKS)


@every_operation
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"1e999",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b"[" * 5000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
    ],
    ids=["nothing", "half", "null", "list", "text", "endless", "no utf-8", "NaN", "deep", "deeper than 32"],
)
def test_what_is_no_message_is_refused_with_findings(doors: Doors, operation: Operation, body: bytes) -> None:
    response = doors.ask(operation, body)
    assert response.status_code in (400, 422), response.text
    assert findings(response)


@every_operation
@some
@given(data=st.data())
def test_a_member_the_contract_does_not_name_is_refused(
    doors: Doors, operation: Operation, data: st.DataObject
) -> None:
    told = json.loads(data.draw(any_of(operation.request)).model_dump_json())
    response = doors.ask(operation, json.dumps({**told, "remark": "x"}).encode())
    expected = "W-102" if operation.callee in SERVICES else "W-100"
    assert (response.status_code, set(findings(response))) == (422, {expected})


@every_operation
def test_an_effect_needs_a_key_and_a_question_none(doors: Doors, operation: Operation) -> None:
    response = doors.send(operation, doors.signed(operation, b"{}", key=""))
    assert response.status_code in (200, 400, 422)
    if response.status_code == 400:
        assert (operation.effect, findings(response)) == (True, ["W-014"])


@every_operation
def test_another_version_and_another_method_are_refused(doors: Doors, operation: Operation) -> None:
    """A version that the contract does not name is no address; each that it names stands in the catalogue as its own."""
    from dataclasses import replace

    named = {each.path for each in catalog.answered_by(operation.callee)}
    for version in (operation.version - 1, operation.version + 1):
        other = replace(operation, version=version)
        expected = (200, 400, 422) if other.path in named else (404,)
        assert doors.ask(other, b"{}").status_code in expected
    line = doors.line(caller_of(operation), operation.callee)
    assert line.get(doors.address(operation)).status_code == 405
