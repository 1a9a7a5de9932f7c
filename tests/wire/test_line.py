"""Real calls over a real listener: who gets through, and who is turned away by whom."""

import socket
import ssl

import httpx
import pytest

from sasae.wire.authority import create_authority, issue, revoke
from sasae.wire.client import Client, NotNamed, Refused, Unreachable
from sasae.wire.identity import load
from sasae.wire.signing import sign
from sasae.wire.tls import client_context
from tests.listening import free_port
from tests.wire.conftest import listening
from tests.wire.words import ASK, CHANGE, Ask, Question


@pytest.fixture
def client(pki, listener):
    client = Client(load(pki, "linkage"), pki, {"tax": listener.address})
    yield client
    client.close()


def raw(pki, listener, name="linkage", context=None):
    """An HTTP client that does what it is told, right or wrong."""
    verify = context or client_context(load(pki, name), pki, "tax")
    return httpx.Client(verify=verify, base_url=listener.address, trust_env=False, timeout=60)


def post(line, pki, name="linkage", body=b'{"text":"a"}', alter=None):
    request = line.build_request("POST", ASK.path, content=body, headers={"content-type": "application/json"})
    sign(request, load(pki, name))
    if alter:
        request = alter(request)
    return line.send(request)


def test_a_call_gets_its_answer(client):
    answer = client.call(ASK, Question(text="所得は"))
    assert (answer.caller, answer.text, answer.key) == ("linkage", "所得は", "")


def test_connections_are_kept_between_calls(client, listener):
    for _ in range(5):
        client.call(ASK, Question(text="again"))
    lines = client._lines["tax"][1]._transport._pool.connections
    assert len(lines) == 1


def test_an_operation_with_effect_carries_a_key(client):
    assert client.call(CHANGE, Question(text="x"), idempotency_key="claim-1").key == "claim-1"
    assert len(client.call(CHANGE, Question(text="x")).key) == 36
    with pytest.raises(ValueError, match="printable"):
        client.call(CHANGE, Question(text="x"), idempotency_key="番号")


def test_a_caller_the_contract_does_not_name_does_not_even_try(pki, listener):
    intake = Client(load(pki, "intake"), pki, {"tax": listener.address})
    with pytest.raises(NotNamed):
        intake.call(ASK, Question(text="a"))


def test_a_callee_without_address_is_said_so(pki):
    with pytest.raises(NotNamed, match="address"):
        Client(load(pki, "linkage"), pki, {}).call(ASK, Question(text="a"))


def test_the_wrong_callee_is_refused_before_a_byte_is_sent(pki, tmp_path):
    """The address of the tax system is answered by public assistance: same authority, other name."""
    for wrong in listening(pki, "simulators", tmp_path):
        client = Client(load(pki, "linkage"), pki, {"tax": wrong.address, "bank": wrong.address})
        with pytest.raises(Unreachable, match="Called tax, reached bank, public_assistance, simulators"):
            client.call(ASK, Question(text="secret"))
        assert wrong.bodies() == []
        assert client.call(Ask(callee="bank"), Question(text="a")).text == "a"


def test_without_a_certificate_nobody_gets_in(pki, listener):
    bare = ssl.create_default_context(cafile=str(pki / "ca.pem"))
    with pytest.raises(httpx.TransportError, match="certificate required"):
        post(raw(pki, listener, context=bare), pki)


def test_a_certificate_of_another_authority_is_refused(pki, listener, tmp_path):
    create_authority(tmp_path)
    issue(tmp_path, "linkage")
    foreign = ssl.create_default_context(cafile=str(pki / "ca.pem"))
    foreign.load_cert_chain(tmp_path / "linkage" / "tls.pem", tmp_path / "linkage" / "tls.key")
    with pytest.raises(httpx.TransportError):
        post(raw(pki, listener, context=foreign), pki)


def test_a_listener_of_another_authority_is_not_called(pki, tmp_path):
    create_authority(tmp_path)
    issue(tmp_path, "tax")
    for foreign in listening(tmp_path, "tax", tmp_path):
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            Client(load(pki, "linkage"), pki, {"tax": foreign.address}).call(ASK, Question(text="secret"))
        assert foreign.bodies() == []


def test_tls_before_1_3_is_refused(pki, listener):
    old = ssl.create_default_context(cafile=str(pki / "ca.pem"))
    old.load_cert_chain(pki / "linkage" / "tls.pem", pki / "linkage" / "tls.key")
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(httpx.ConnectError):
        post(raw(pki, listener, context=old), pki)


def test_a_replayed_request_is_refused(pki, listener):
    with raw(pki, listener) as line:
        request = line.build_request("POST", ASK.path, content=b'{"text":"once"}')
        sign(request, load(pki, "linkage"))
        assert line.send(request).status_code == 200
        again = line.send(request)
    assert (again.status_code, again.json()["findings"][0]["id"]) == (401, "W-006")


def test_an_altered_body_is_refused(pki, listener):
    def alter(request):
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        return httpx.Request("POST", request.url, content=b'{"text":"b"}', headers=headers)

    with raw(pki, listener) as line:
        answer = post(line, pki, alter=alter)
    assert (answer.status_code, answer.json()["findings"][0]["id"]) == (401, "W-002")


def test_a_signature_of_another_system_than_the_connection_s_is_refused(pki, listener):
    with raw(pki, listener, "intake") as line:
        assert post(line, pki, "linkage").status_code == 401


def test_a_refusal_comes_with_its_findings(pki, listener):
    """The clerk's machine has the right certificate and the wrong key."""
    identity = load(pki, "linkage")
    wrong = type(identity)("linkage", identity.tls_cert, identity.tls_key, load(pki, "intake").signing_key)
    with pytest.raises(Refused) as refused:
        Client(wrong, pki, {"tax": listener.address}).call(ASK, Question(text="a"))
    assert (refused.value.status, refused.value.findings[0].id) == (401, "W-002")


def test_a_revoked_system_is_refused_at_once_also_on_a_kept_connection(pki, listener):
    issue(pki, "portal")
    identity = load(pki, "portal")
    kept, fresh = raw(pki, listener, "portal"), raw(pki, listener, "portal")

    def ask(line):
        request = line.build_request("POST", ASK.path, content=b'{"text":"a"}')
        sign(request, identity)
        return line.send(request)

    assert ask(kept).status_code == 200
    revoke(pki, "portal")
    answer = ask(kept)
    assert (answer.status_code, answer.json()["findings"][0]["id"]) == (401, "W-008")
    with pytest.raises(httpx.TransportError):
        ask(fresh)


def test_a_revoked_listener_is_not_called(pki, tmp_path):
    issue(pki, "personnel")
    for one in listening(pki, "personnel", tmp_path):
        client = Client(load(pki, "linkage"), pki, {"personnel": one.address})
        assert client.call(Ask(callee="personnel"), Question(text="a")).text == "a"
        revoke(pki, "personnel")
        with pytest.raises(Unreachable, match="revoked"):
            client.call(Ask(callee="personnel"), Question(text="a"))


def test_a_renewed_certificate_is_in_use_without_a_restart(pki, client, listener):
    client.call(ASK, Question(text="before"))
    issue(pki, "linkage")
    issue(pki, "tax")
    assert client.call(ASK, Question(text="after")).text == "after"


def test_nobody_there_a_broken_system_and_foreign_words_are_tried_later(pki, client):
    nobody = Client(load(pki, "linkage"), pki, {"tax": f"https://127.0.0.1:{free_port()}"})
    with pytest.raises(Unreachable, match="ConnectError"):
        nobody.call(ASK, Question(text="a"))
    with pytest.raises(Unreachable, match="status 500"):
        client.call(ASK, Question(text="broken"))
    with pytest.raises(Unreachable, match="contract's words"):
        client.call(ASK, Question(text="foreign words"))


def test_an_answer_that_would_unpack_to_more_is_not_unpacked(client):
    with pytest.raises(Unreachable, match="packed"):
        client.call(ASK, Question(text="packed"))


def test_who_begins_a_handshake_and_never_ends_it_holds_no_thread(pki, tmp_path):
    """Four threads, and five callers without a certificate who send one byte each."""
    for one in listening(pki, "tax", tmp_path):
        idle = [socket.create_connection(("127.0.0.1", one.port)) for _ in range(5)]
        for each in idle:
            each.sendall(b"\x16")
        client = Client(load(pki, "linkage"), pki, {"tax": one.address}, timeout=httpx.Timeout(120))
        assert client.call(ASK, Question(text="a")).text == "a"
        for each in idle:
            each.close()


def test_a_listener_restarted_between_two_calls_is_called_on_a_new_connection(pki, tmp_path):
    (tmp_path / "second").mkdir()
    first = listening(pki, "tax", tmp_path)
    one = next(first)
    client = Client(load(pki, "linkage"), pki, {"tax": one.address})
    client.call(ASK, Question(text="a"))
    first.close()
    second = listening(pki, "tax", tmp_path / "second", one.port)
    two = next(second)
    assert client.call(ASK, Question(text="b")).text == "b"
    assert len(two.bodies()) == 1
    second.close()
