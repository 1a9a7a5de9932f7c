"""A partner that calls: listened to as our systems listen. What arrives is looked through, and answered by an example.

A call with an effect is turned away once (503): it must come again, with the same key and a new signature.
"""

import json
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from pydantic import ValidationError

from sasae.contracts.catalog import OPERATIONS, AnyOperation
from sasae.deployment.conformance.report import Check, Verdict
from sasae.deployment.documentation.examples import example_of
from sasae.wire import authority, strict_json
from sasae.wire.identity import directory, load, names_of
from sasae.wire.nonces import MemoryNonces
from sasae.wire.signing import IDEMPOTENCY_KEY, Refused, verify
from sasae.wire.tls import server_context

END = "conformance"
LARGEST = 64 * 1024 * 1024
_CURES = {
    "K-201": "要求の作り方（署名、時刻、本文のダイジェスト）を契約と照らしてください。",
    "K-202": "契約にある宛先だけを呼び出してください。",
    "K-203": "本文を、OpenAPIの要求の形にしてください。",
    "K-204": "変更のある操作には、Idempotency-Keyを付けてください。",
    "K-205": "届かなかったときは、同じ冪等キーと同じ本文を、新しい署名で送り直してください。",
    "K-206": "Content-Type: application/json で、圧縮せずに送ってください。",
}


@dataclass
class Heard:
    """What came to one operation."""

    checks: dict[str, Check] = field(default_factory=dict)
    turned_away: dict[str, bytes] = field(default_factory=dict)


class Listening:
    """Collects what a partner sends."""

    def __init__(self, name: str, pki: Path) -> None:
        self.name, self.pki = name, pki
        self.operations = {operation.path: operation for operation in OPERATIONS if name in operation.callers}
        self._heard: dict[str, Heard] = defaultdict(Heard)
        self._nonces = MemoryNonces()
        self._lock = threading.Lock()

    def checks(self) -> list[Check]:
        """Everything heard so far; an operation nothing was heard of is 対象外."""
        with self._lock:
            found = [check for heard in self._heard.values() for check in heard.checks.values()]
            for operation in self.operations.values():
                heard = self._heard.get(operation.full_name)
                if heard is None:
                    found.append(
                        Check("K-201", operation.full_name, "正しく署名した要求", Verdict.LEFT_OUT, "届いていません")
                    )
                elif operation.effect and heard.turned_away:
                    self._missing(operation, found)
        return found

    def _missing(self, operation: AnyOperation, found: list[Check]) -> None:
        what = "503の後に、同じ冪等キーで送り直す"
        found.append(Check("K-205", operation.full_name, what, Verdict.BAD, "送り直しが届きません", _CURES["K-205"]))

    def answer(
        self, path: str, uri: str, headers: dict[str, str], body: bytes, peer: x509.Certificate
    ) -> tuple[int, Any]:
        """Look through one request: status and content."""
        operation = self.operations.get(path)
        with self._lock:
            if operation is None:
                self._note("K-202", path, "契約にある宛先を呼び出す", False, "この名に認めていない宛先です")
                return 404, _refusal(
                    "W-021", "この宛先に操作はありません。会話の名、版、操作の名を契約と確かめてください。"
                )
            at = operation.full_name
            try:
                verify("POST", uri, headers, body, names_of(peer) & {self.name}, directory(self.pki), self._nonces)
            except Refused as refusal:
                self._note("K-201", at, "正しく署名した要求", False, f"{refusal.id} {refusal.message}")
                return 401, _refusal(refusal.id, refusal.message)
            self._note("K-201", at, "正しく署名した要求", True)
            plain = headers.get("content-type", "").startswith("application/json") and "content-encoding" not in headers
            self._note("K-206", at, "JSONをそのまま送る", plain)
            return self._read(operation, headers, body)

    def _read(self, operation: AnyOperation, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        at, key = operation.full_name, headers.get(IDEMPOTENCY_KEY, "")
        try:
            strict_json.check_depth(body)
            strict_json.read(body)
            operation.request.model_validate_json(body)
        except ValidationError as wrong:
            places = "、".join(".".join(map(str, each["loc"])) or "本文" for each in wrong.errors()[:5])
            self._note("K-203", at, "本文が契約の形である", False, places)
            return 422, _refusal("W-100", f"値が正しくありません（{places}）。")
        except (ValueError, Refused):
            self._note("K-203", at, "本文が契約の形である", False, "JSONとして読めません")
            return 400, _refusal("W-015", "本文をJSONとして読めません。")
        self._note("K-203", at, "本文が契約の形である", True)
        if operation.effect:
            self._note("K-204", at, "冪等キーを付ける", bool(key))
            if not key:
                return 400, _refusal("W-014", "冪等キー（Idempotency-Key）がありません。")
            if not self._came_again(operation, key, body):
                return 503, _refusal("W-018", "この先のシステムに届きません。後で送り直してください。")
        return 200, example_of(operation.response)

    def _came_again(self, operation: AnyOperation, key: str, body: bytes) -> bool:
        """False the first time an operation is called: it is turned away, to see whether it comes again."""
        heard, what = self._heard[operation.full_name], "503の後に、同じ冪等キーで送り直す"
        if "K-205" in heard.checks:
            return True
        if key in heard.turned_away:
            same = heard.turned_away.pop(key) == body
            heard.turned_away.clear()
            self._note("K-205", operation.full_name, what, same, "" if same else "本文が変わりました")
            return True
        heard.turned_away[key] = body
        return False

    def _note(self, id: str, at: str, what: str, right: bool, got: str = "") -> None:
        """One wrong request is enough; a right one afterwards does not mend it."""
        known = self._heard[at].checks
        if id not in known or known[id].verdict is Verdict.GOOD:
            verdict = Verdict.GOOD if right else Verdict.BAD
            known[id] = Check(id, at, what, verdict, got, "" if right else _CURES[id])


@contextmanager
def listen(name: str, pki: Path, port: int = 0) -> Iterator[tuple[Listening, str]]:
    """Listen on loopback as all systems the partner calls, under one certificate; yields what is heard and the address."""
    heard = Listening(name, pki)
    callees = sorted({operation.callee for operation in heard.operations.values()})
    authority.issue(pki, END, also=callees)
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(heard))
    server.socket = server_context(load(pki, END), pki).wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield heard, f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(heard: Listening) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_POST(self) -> None:
            """One request."""
            length = self.headers.get("content-length", "")
            body = self.rfile.read(min(int(length), LARGEST)) if length.isdigit() else b""
            headers = {name.lower(): value for name, value in self.headers.items()}
            assert isinstance(self.connection, ssl.SSLSocket)
            peer = x509.load_der_x509_certificate(self.connection.getpeercert(True) or b"")
            uri = f"https://{headers.get('host', '')}{self.path}"
            status, content = heard.answer(self.path, uri, headers, body, peer)
            told = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet: the report says it."""

    return Handler


def _refusal(id: str, message: str) -> dict[str, Any]:
    return {"findings": [{"id": id, "severity": "error", "at": "", "message": message}]}
