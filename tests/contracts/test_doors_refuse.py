"""Who does not get in: no certificate, no signature, another's signature, changed, repeated, stale, not named."""

import json
import ssl
from datetime import timedelta

import httpx
import pytest

from sasae.deployment.home import Home
from sasae.kernel import clock
from sasae.wire.authority import create_authority, issue
from sasae.wire.identity import load
from sasae.wire.tls import client_context
from tests.contracts.doors import OPERATIONS, Doors, Operation, caller_of, findings, sentence_of, stranger_to

pytestmark = pytest.mark.clause("SEC-1", "ACQ-10")
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=sentence_of)
BODY = b'{"nothing": 1}'


@every_operation
def test_an_unsigned_request_is_refused(doors: Doors, operation: Operation) -> None:
    response = doors.send(operation, doors.unsigned(operation, BODY, **{"idempotency-key": "k-1"}))
    assert (response.status_code, findings(response)) == (401, ["W-001"])


@every_operation
def test_a_request_sent_again_is_refused(doors: Doors, operation: Operation) -> None:
    request = doors.signed(operation, BODY)
    assert doors.send(operation, request).status_code == 422
    again = doors.send(operation, request)
    assert (again.status_code, findings(again)) == (401, ["W-006"])


@every_operation
@pytest.mark.parametrize("part", ["body", "key", "nonce", "signer"])
def test_a_request_changed_on_the_way_is_refused(doors: Doors, operation: Operation, part: str) -> None:
    signed = doors.signed(operation, BODY, key="k-2")
    headers, body = dict(signed.headers), BODY
    if part == "body":
        body = BODY.replace(b"1", b"2")
    elif part == "key":
        headers["idempotency-key"] = "k-3"
    elif part == "nonce":
        nonce = headers["signature-input"].split('nonce="')[1].split('"')[0]
        headers["signature-input"] = headers["signature-input"].replace(nonce, "A" * 32)
    else:
        other = stranger_to(operation)
        headers["signature-input"] = headers["signature-input"].replace(f'"{caller_of(operation)}"', f'"{other}"')
    response = doors.send(operation, httpx.Request("POST", signed.url, content=body, headers=headers))
    assert response.status_code == 401
    assert findings(response)[0] in ("W-002", "W-003")


@every_operation
def test_a_signature_for_another_address_is_refused(doors: Doors, operation: Operation) -> None:
    signed = doors.signed(operation, BODY)
    for address in (f"{signed.url}?more=1", str(signed.url).replace("127.0.0.1", "localhost")):
        response = doors.send(operation, httpx.Request("POST", address, content=BODY, headers=_moved(signed, address)))
        assert (response.status_code, findings(response)) == (401, ["W-002"])


def _moved(signed: httpx.Request, address: str) -> dict[str, str]:
    return {**signed.headers, "host": httpx.URL(address).netloc.decode()}


@every_operation
@pytest.mark.parametrize("seconds", [-120, 120], ids=["two minutes old", "two minutes ahead"])
def test_a_signature_of_another_time_is_refused(doors: Doors, operation: Operation, seconds: int) -> None:
    then = clock.real_now() + timedelta(seconds=seconds)
    response = doors.send(operation, doors.signed(operation, BODY, now=then))
    assert (response.status_code, findings(response)) == (401, ["W-004"])


@every_operation
def test_a_system_the_operation_does_not_name_is_refused(doors: Doors, operation: Operation) -> None:
    response = doors.ask(operation, BODY, caller=stranger_to(operation))
    assert (response.status_code, findings(response)) == (403, ["W-012"])


@every_operation
def test_a_named_system_s_signature_on_a_stranger_s_line_is_refused(doors: Doors, operation: Operation) -> None:
    response = doors.send(operation, doors.signed(operation, BODY), caller=stranger_to(operation))
    assert response.status_code == 401


@pytest.mark.parametrize("operation", {each.callee: each for each in OPERATIONS}.values(), ids=sentence_of)
def test_without_a_certificate_of_our_authority_no_door_opens(
    doors: Doors, operation: Operation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    foreign = tmp_path_factory.mktemp("foreign")
    create_authority(foreign)
    issue(foreign, caller_of(operation))
    bare = ssl.create_default_context(cafile=str(doors.home.pki_dir / "ca.pem"))
    stranger = client_context(load(foreign, caller_of(operation)), foreign, operation.callee)
    stranger.load_verify_locations(cafile=doors.home.pki_dir / "ca.pem")
    stranger.load_verify_locations(cafile=doors.home.pki_dir / "ca.crl")
    for context in (bare, stranger):
        with httpx.Client(verify=context, trust_env=False) as line, pytest.raises(httpx.TransportError):
            line.send(doors.signed(operation, BODY))


@pytest.mark.parametrize("operation", {each.callee: each for each in OPERATIONS}.values(), ids=sentence_of)
def test_an_older_protocol_is_not_spoken(doors: Doors, operation: Operation) -> None:
    context = client_context(load(doors.home.pki_dir, caller_of(operation)), doors.home.pki_dir, operation.callee)
    older = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    older.check_hostname, older.verify_mode = False, ssl.CERT_NONE
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
    with httpx.Client(verify=older, trust_env=False) as line, pytest.raises(httpx.TransportError):
        line.send(doors.signed(operation, BODY))


def test_a_refusal_repeats_nothing_of_what_was_sent(doors: Doors, installation: Home) -> None:
    secret = "秘密の住所１２３"
    for operation in OPERATIONS:
        response = doors.ask(operation, json.dumps({"remark": secret, secret: 1}).encode())
        assert response.status_code == 422
        assert all(secret not in found["message"] for found in response.json()["findings"])
