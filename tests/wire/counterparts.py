"""The other systems at the far end of a real line: one TLS listener in a thread, its answers given by the test.

    with counterparts(pki, {"tax", "intermediary"}) as far:
        far.answers["tax.incomes"] = lambda question: tax.Incomes(incomes=[], unknown=[])
        settings.SASAE_ADDRESSES = far.addresses

Certificate, signature, digest and nonce of every request are checked as the real partners check them. `away` names the
systems that do not answer; an answer that raises `Says` refuses in its words.
"""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509

from sasae.contracts.catalog import OPERATIONS
from sasae.kernel.findings import error
from sasae.wire.authority import issue
from sasae.wire.identity import directory, load, names_of
from sasae.wire.nonces import MemoryNonces
from sasae.wire.signing import verify
from sasae.wire.tls import server_context

BY_PATH = {operation.path: operation for operation in OPERATIONS}


class Says(Exception):
    """The partner refuses, with this finding."""

    def __init__(self, id: str, message: str, status: int = 422) -> None:
        super().__init__(id)
        self.findings = [error(id, "", message).as_dict()]
        self.status = status


@dataclass
class Counterparts:
    """What the test tells and sees. `asked`: (operation, message, idempotency key), in the order of arrival."""

    pki: Path
    answers: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    asked: list[tuple[str, Any, str]] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    bytes_heard: list[bytes] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    nonces: MemoryNonces = field(default_factory=MemoryNonces)

    def told(self, operation: str) -> list[Any]:
        """The messages of one operation."""
        return [message for name, message, _ in self.asked if name == operation]

    def answer(self, path: str, uri: str, headers: dict[str, str], body: bytes, peer: x509.Certificate) -> Any:
        """Status and content."""
        signed = verify("POST", uri, headers, body, names_of(peer), directory(self.pki), self.nonces)
        operation = BY_PATH[path]
        assert signed.caller in operation.callers, (signed.caller, operation.full_name)
        if operation.callee in self.away:
            return 503, {"findings": []}
        self.bytes_heard.append(body)
        message = operation.request.model_validate_json(body)
        self.asked.append((operation.full_name, message, headers.get("idempotency-key", "")))
        try:
            return 200, self.answers[operation.full_name](message).model_dump(mode="json")
        except Says as refusal:
            return refusal.status, {"findings": refusal.findings}


@contextmanager
def counterparts(pki: Path, names: set[str]) -> Iterator[Counterparts]:
    """Listen as these systems while the block lasts."""
    end = "counterparts_" + "_".join(sorted(each[:3] for each in names))[:25]
    if not (pki / end / "tls.pem").exists():
        issue(pki, end, also=sorted(names))
    far = Counterparts(pki)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(far))
    server.socket = server_context(load(pki, end), pki).wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    far.addresses = dict.fromkeys(names, f"https://127.0.0.1:{server.server_address[1]}")
    try:
        yield far
    finally:
        server.shutdown()
        server.server_close()


def _handler(far: Counterparts) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            assert isinstance(self.connection, ssl.SSLSocket)
            peer = x509.load_der_x509_certificate(self.connection.getpeercert(True) or b"")
            status, content = far.answer(self.path, f"https://{headers['host']}{self.path}", headers, body, peer)
            told = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    return Handler
