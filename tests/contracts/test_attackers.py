"""Attackers at the contract doors, over real sockets. Each is refused, and the refusal stands in the journal."""

import gzip
import json
import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from sasae.contracts import catalog
from sasae.deployment.home import SERVICES, Home
from sasae.kernel import clock
from sasae.wire.authority import create_authority, issue, revoke
from sasae.wire.identity import load
from sasae.wire.signing import sign
from sasae.wire.tls import client_context
from tests.contracts.doors import Doors, Operation, caller_of, findings, stranger_to
from tests.contracts.recorded import Journal
from tests.effects import Auditor
from tests.installation import LogIn

pytestmark = [pytest.mark.clause("SEC-1"), pytest.mark.clause("NET-5")]
DOORS = [of_service[0] for of_service in map(catalog.answered_by, SERVICES) if of_service]
at_every_service = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.callee)
LINE = "contract.line_refused"
BODY = b'{"nothing": 1}'
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module", autouse=True)
def begun(doors: Doors) -> Iterator[dict[str, ssl.SSLSocket]]:
    """Bodies of which the second half never comes, one at each service."""
    opened = {}
    for door in DOORS:
        request = doors.signed(door, BODY)
        line = _connect(doors, door)
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        line.sendall(f"POST {door.path} HTTP/1.1\r\n{head}\r\n".encode() + BODY[:4])
        opened[door.callee] = line
    yield opened
    for line in opened.values():
        line.close()


class TestRequests:
    @at_every_service
    def test_a_replayed_request(self, doors: Doors, journal: Journal, door: Operation) -> None:
        request = doors.signed(door, BODY)
        doors.send(door, request)
        with journal.refusals(door.callee) as lines:
            assert findings(doors.send(door, request)) == ["W-006"]
        assert lines == [(caller_of(door), "W-006")]

    @at_every_service
    def test_an_altered_request(self, doors: Doors, journal: Journal, door: Operation) -> None:
        signed = doors.signed(door, BODY)
        altered = httpx.Request("POST", signed.url, content=BODY.replace(b"1", b"2"), headers=dict(signed.headers))
        with journal.refusals(door.callee) as lines:
            assert findings(doors.send(door, altered)) == ["W-002"]
        assert lines == [(caller_of(door), "W-002")]

    @at_every_service
    def test_an_expired_request(self, doors: Doors, journal: Journal, door: Operation) -> None:
        old = doors.signed(door, BODY, now=clock.real_now() - timedelta(minutes=2))
        with journal.refusals(door.callee) as lines:
            assert findings(doors.send(door, old)) == ["W-004"]
        assert lines == [(caller_of(door), "W-004")]

    @at_every_service
    def test_a_request_signed_with_another_s_key(self, doors: Doors, journal: Journal, door: Operation) -> None:
        own = load(doors.home.pki_dir, caller_of(door))
        foreign = load(doors.home.pki_dir, stranger_to(door))
        request = doors.unsigned(door, BODY)
        sign(request, type(own)(own.name, own.tls_cert, own.tls_key, foreign.signing_key))
        with journal.refusals(door.callee) as lines:
            assert findings(doors.send(door, request)) == ["W-002"]
        assert lines == [(caller_of(door), "W-002")]

    @at_every_service
    @pytest.mark.clause("ACC-2")
    def test_a_system_that_asks_outside_its_list(self, doors: Doors, journal: Journal, door: Operation) -> None:
        stranger = stranger_to(door)
        with journal.refusals(door.callee) as lines:
            response = doors.ask(door, BODY, caller=stranger)
        assert (response.status_code, findings(response)) == (403, ["W-012"])
        assert lines == [(stranger, "W-012")]

    @at_every_service
    @pytest.mark.parametrize(("bytes_more", "status"), [(-100, 422), (1, 413)], ids=["just fits", "one byte too many"])
    def test_an_oversized_request(
        self, doors: Doors, journal: Journal, door: Operation, bytes_more: int, status: int
    ) -> None:
        body = json.dumps({"x": "a" * (5 * MEGABYTE + bytes_more - len('{"x": ""}'))}).encode()
        with journal.refusals(door.callee) as lines:
            response = doors.send(door, doors.signed(door, body))
        assert response.status_code == status
        assert lines[0][0] == caller_of(door)
        assert ("W-011" in lines[0][1]) == (status == 413)

    @at_every_service
    def test_a_body_whose_length_is_not_told(self, doors: Doors, journal: Journal, door: Operation) -> None:
        signed = doors.signed(door, BODY)
        headers = {name: value for name, value in signed.headers.items() if name != "content-length"}
        pieces = httpx.Request("POST", signed.url, content=iter([BODY] * 3), headers=headers)
        with journal.refusals(door.callee) as lines:
            assert doors.line(caller_of(door), door.callee).send(pieces).status_code == 401
        assert lines == [(caller_of(door), "W-002")]

    @at_every_service
    def test_an_unknown_version(self, doors: Doors, journal: Journal, door: Operation) -> None:
        place = door.path.replace("/v1/", "/v9/")
        request = httpx.Request("POST", doors.address(door).replace(door.path, place), content=BODY)
        with journal.refusals(door.callee) as lines:
            response = doors.send(door, request)
        assert (response.status_code, findings(response)) == (404, ["W-021"])
        assert lines == [(caller_of(door), "W-021")]

    @at_every_service
    def test_another_method(self, doors: Doors, journal: Journal, door: Operation) -> None:
        with journal.refusals(door.callee) as lines:
            response = doors.line(caller_of(door), door.callee).get(doors.address(door))
        assert (response.status_code, findings(response)) == (405, ["W-022"])
        assert lines == [(caller_of(door), "W-022")]


class TestBombs:
    BOMBS = {
        "nested deeply": (b'{"a":' * 5000 + b"1" + b"}" * 5000, 400, "W-013"),
        "lists deeply": (b"[" * 100_000, 400, "W-013"),
        "quotes that hide brackets": (b'{"a": "' + b"[" * 1000 + b'", "b": ' + b"[" * 33 + b"]" * 33 + b"}", 400, "W-013"),
        "a number without end": (b'{"a": ' + b"9" * 100_000 + b"}", 400, "W-015"),
        "a number beyond all": (b'{"a": 1e999}', 400, "W-015"),
        "a number that is none": (b'{"a": -Infinity}', 400, "W-015"),
        "a name twice": (b'{"a": 1, "a": 2}', 400, "W-015"),
        "a name twice, written otherwise": (b'{"a": 1, "\\u0061": 2}', 400, "W-015"),
        "half a character": (b'{"a": "\xe5\xb8"}', 400, "W-015"),
    }  # fmt: skip

    @at_every_service
    @pytest.mark.parametrize("bomb", BOMBS)
    def test_json_that_would_undo_its_reader(self, doors: Doors, journal: Journal, door: Operation, bomb: str) -> None:
        body, status, finding = self.BOMBS[bomb]
        with journal.refusals(door.callee) as lines:
            response = doors.ask(door, body)
        assert (response.status_code, findings(response)) == (status, [finding])
        assert lines == [(caller_of(door), finding)]

    @pytest.mark.parametrize("bomb", BOMBS)
    @pytest.mark.parametrize("partner", ["tax", "network_core"])
    def test_partners_we_play_refuse_the_same(self, doors: Doors, partner: str, bomb: str) -> None:
        body, status, finding = self.BOMBS[bomb]
        response = doors.ask(catalog.answered_by(partner)[0], body)
        assert (response.status_code, findings(response)) == (status, [finding])

    @at_every_service
    def test_a_packed_body_is_not_unpacked(self, doors: Doors, journal: Journal, door: Operation) -> None:
        body = gzip.compress(b"[" + b" " * 50 * MEGABYTE + b"]")
        request = doors.unsigned(door, body, **{"content-encoding": "gzip"})
        sign(request, load(doors.home.pki_dir, caller_of(door)))
        with journal.refusals(door.callee) as lines:
            response = doors.send(door, request)
        assert (response.status_code, findings(response)) == (415, ["W-020"])
        assert lines == [(caller_of(door), "W-020")]

    def test_integers_no_column_holds_break_nothing(self, doors: Doors) -> None:
        """Each whole number of each message, one after the other beyond 64 bits."""
        tried = 0
        for operation in catalog.OPERATIONS:
            for name, field in operation.request.model_fields.items():
                if field.annotation is int:
                    response = doors.ask(operation, json.dumps({name: 10**30}).encode())
                    assert response.status_code < 500, operation.full_name
                    tried += 1
        assert tried > 3


class TestLines:
    @at_every_service
    def test_no_certificate(self, doors: Doors, journal: Journal, door: Operation) -> None:
        bare = ssl.create_default_context(cafile=str(doors.home.pki_dir / "ca.pem"))
        assert _refused_line(doors, journal, door, bare) == "証明書を示さない"

    @at_every_service
    def test_a_certificate_of_another_authority(
        self, doors: Doors, journal: Journal, door: Operation, tmp_path: Path
    ) -> None:
        create_authority(tmp_path)
        issue(tmp_path, caller_of(door))
        foreign = ssl.create_default_context(cafile=str(doors.home.pki_dir / "ca.pem"))
        own = load(tmp_path, caller_of(door))
        foreign.load_cert_chain(own.tls_cert, own.tls_key)
        assert _refused_line(doors, journal, door, foreign) == "証明書を信頼できない"

    @at_every_service
    def test_tls_1_2(self, doors: Doors, journal: Journal, door: Operation) -> None:
        older = ssl.create_default_context(cafile=str(doors.home.pki_dir / "ca.pem"))
        own = load(doors.home.pki_dir, caller_of(door))
        older.load_cert_chain(own.tls_cert, own.tls_key)
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        assert _refused_line(doors, journal, door, older) == "TLS 1.3ではない"

    @at_every_service
    def test_no_tls_at_all(self, doors: Doors, journal: Journal, door: Operation) -> None:
        plain = doors.address(door).replace("https:", "http:")
        with journal.refusals(door.callee, LINE) as lines, pytest.raises(httpx.TransportError):
            httpx.post(plain, content=BODY, trust_env=False, timeout=60)
        assert lines == [("（不明）", "TLSではない")]

    @pytest.mark.clause("NET-7")
    def test_a_revoked_certificate_at_once_at_all_services(
        self, doors: Doors, journal: Journal, installation: Home
    ) -> None:
        """On a connection that is open already by the next request, on a new one by the handshake."""
        issue(installation.pki_dir, "withdrawn")
        identity = load(installation.pki_dir, "withdrawn")
        kept = {door.callee: doors.line("withdrawn", door.callee) for door in DOORS}

        def ask(line: httpx.Client, door: Operation) -> httpx.Response:
            request = doors.unsigned(door, BODY)
            sign(request, identity)
            return line.send(request)

        for door in DOORS:
            assert findings(ask(kept[door.callee], door)) == ["W-012"]  # known, but named nowhere
        fresh = {
            door.callee: client_context(identity, installation.pki_dir, door.callee) for door in DOORS
        }  # fmt: skip
        revoke(installation.pki_dir, "withdrawn")
        for door in DOORS:
            with journal.refusals(door.callee) as lines:
                assert findings(ask(kept[door.callee], door)) == ["W-008"]
            assert lines[0][1] == "W-008"
            assert _refused_line(doors, journal, door, fresh[door.callee]) == "証明書が失効している"


class TestSlowness:
    def test_who_does_not_finish_is_told_so_and_held_no_longer(
        self, doors: Doors, auditor: LogIn, begun: dict[str, ssl.SSLSocket]
    ) -> None:
        for door in DOORS:
            begun[door.callee].settimeout(180)
            answer = begun[door.callee].recv(65536)
            assert b" 408 " in answer.splitlines()[0]
            told = "SELECT count(*) FROM history_entry WHERE event = 'contract.refused' AND detail->>'reason' = 'W-019'"
            assert Auditor(auditor).one(door.callee, told) == 1
            assert findings(doors.ask(door, b"[]"))  # the door is open to others


def _connect(doors: Doors, door: Operation) -> ssl.SSLSocket:
    address = httpx.URL(doors.address(door))
    context = client_context(load(doors.home.pki_dir, caller_of(door)), doors.home.pki_dir, door.callee)
    return context.wrap_socket(socket.create_connection((address.host, address.port)), server_hostname=address.host)


def _refused_line(doors: Doors, journal: Journal, door: Operation, context: ssl.SSLContext) -> str:
    """Why the journal says a connection was refused."""
    with (
        journal.refusals(door.callee, LINE) as lines,
        httpx.Client(verify=context, trust_env=False, timeout=60) as line,
        pytest.raises(httpx.TransportError),
    ):
        line.send(doors.signed(door, BODY))
    [(who, why)] = lines
    assert who == "（不明）"
    return why
