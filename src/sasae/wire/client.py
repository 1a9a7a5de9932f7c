"""Calling another system: signed, over mutual TLS, to the one it is meant for, never longer than the time-outs."""

import json
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from sasae.kernel.findings import Finding, Severity
from sasae.wire.identity import Identity
from sasae.wire.signing import IDEMPOTENCY_KEY, sign
from sasae.wire.tls import client_context

TIMEOUT = httpx.Timeout(60.0, connect=5.0, pool=15.0)
LIMITS = httpx.Limits(max_connections=16, max_keepalive_connections=8, keepalive_expiry=20)
MAX_ANSWER = 64 * 1024 * 1024  # bytes
_KEY = re.compile(r"[\x21-\x7e]{1,200}")

Answer = TypeVar("Answer", bound=BaseModel, covariant=True)


class Question(Protocol[Answer]):
    """What the client needs to know of an operation; the contracts' `Operation` is one."""

    @property
    def path(self) -> str:
        """The path on the callee's contract port."""

    @property
    def full_name(self) -> str:
        """For messages to operators."""

    @property
    def request(self) -> type[BaseModel]:
        """What is asked."""

    @property
    def response(self) -> type[Answer]:
        """What is answered."""

    @property
    def callers(self) -> frozenset[str]:
        """Who may ask."""

    @property
    def callee(self) -> str:
        """Who answers."""

    @property
    def effect(self) -> bool:
        """Whether the callee changes something."""


class Unreachable(Exception):
    """No answer, or none that can be used: try again later, with the same idempotency key. Names no person."""


class Refused(Exception):
    """The callee understood and refuses: do not repeat. `findings` say why, in Japanese."""

    def __init__(self, status: int, findings: list[Finding]) -> None:
        super().__init__(f"{status} {' '.join(finding.id for finding in findings)}")
        self.status = status
        self.findings = findings


class NotNamed(PermissionError):
    """The operation does not name this system as a caller, or this installation knows no address of the callee."""


class Client:
    """Calls as one system. Thread-safe; connections are kept and shared. Not to be shared over a fork."""

    def __init__(
        self,
        identity: Identity,
        pki_dir: Path | str,
        addresses: Mapping[str, str],
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        """`addresses`: base address by system name, e.g. {"linkage": "https://127.0.0.1:8102"}."""
        self.identity = identity
        self._pki_dir = Path(pki_dir)
        self._addresses = dict(addresses)
        self._timeout = timeout
        self._lines: dict[str, tuple[object, httpx.Client]] = {}
        self._lock = Lock()

    def call(self, operation: Question[Answer], message: BaseModel, idempotency_key: str | None = None) -> Answer:
        """Ask, and return the answer. Raises Unreachable, Refused, NotNamed.

        An operation with an effect always carries a key; one of its own is made when none is given, which protects
        against repeats on the line but not against a second call.
        """
        if self.identity.name not in operation.callers:
            raise NotNamed(f"{operation.full_name} does not name {self.identity.name} as a caller.")
        if not isinstance(message, operation.request):
            raise TypeError(f"{operation.full_name} asks with {operation.request.__name__}.")
        if operation.effect and idempotency_key is None:
            idempotency_key = str(uuid.uuid4())
        headers = {"content-type": "application/json", "accept": "application/json", "accept-encoding": "identity"}
        if idempotency_key is not None:
            headers[IDEMPOTENCY_KEY] = checked_key(idempotency_key)
        status, content = self._exchange(operation, message.model_dump_json().encode(), headers)
        return _answer(operation, status, content)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            lines, self._lines = self._lines, {}
        for _, line in lines.values():
            line.close()

    def _exchange(self, operation: Question[Any], body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """One request; once more on a fresh signature when a kept connection turns out to be closed."""
        address = self._addresses.get(operation.callee)
        if address is None:
            raise NotNamed(f"No address of {operation.callee} is known here.")
        url = f"{address.rstrip('/')}{operation.path}"
        try:
            try:
                return self._send(operation.callee, url, body, headers)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                return self._send(operation.callee, url, body, headers)
        except httpx.TransportError as failed:
            raise Unreachable(f"{operation.callee}: {type(failed).__name__}: {failed}") from failed

    def _send(self, callee: str, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        line = self._line(callee)
        request = line.build_request("POST", url, content=body, headers=headers)
        sign(request, self.identity)
        response = line.send(request, stream=True)
        try:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise Unreachable(f"{callee}: the answer is packed, which was not asked for.")  # may unpack without end
            parts, size = [], 0
            for part in response.iter_raw():
                size += len(part)
                if size > MAX_ANSWER:
                    raise Unreachable(f"{callee}: the answer is larger than {MAX_ANSWER} bytes.")
                parts.append(part)
        finally:
            response.close()
        return response.status_code, b"".join(parts)

    def _line(self, callee: str) -> httpx.Client:
        """The kept connections to one callee, made anew when a certificate or the revocation list has changed."""
        context = client_context(self.identity, self._pki_dir, callee)
        with self._lock:
            known = self._lines.get(callee)
            if known is None or known[0] is not context:
                # The old line is left to its running requests; its idle connections end by themselves.
                line = httpx.Client(verify=context, timeout=self._timeout, limits=LIMITS, trust_env=False)
                self._lines[callee] = known = (context, line)
            return known[1]


def checked_key(key: str) -> str:
    """The idempotency key itself. Raises ValueError for one that no header can carry."""
    if not _KEY.fullmatch(key):
        raise ValueError("An idempotency key is 1 to 200 printable ASCII characters without spaces.")
    return key


def _answer(operation: Question[Answer], status: int, content: bytes) -> Answer:
    if status == 200:
        try:
            return operation.response.model_validate_json(content)
        except ValidationError as wrong:
            places = ", ".join(".".join(map(str, error["loc"])) for error in wrong.errors()[:5])
            raise Unreachable(f"{operation.full_name}: the answer is not in the contract's words ({places}).") from None
    if 400 <= status < 500 and status not in (408, 425, 429):
        raise Refused(status, _findings(content))
    said = " ".join(each.message for each in _findings(content)) if status == 503 else ""  # when and why to try later
    raise Unreachable(f"{operation.full_name}: status {status}.{f' {said}' if said else ''}")


def _findings(content: bytes) -> list[Finding]:
    """The findings of a refusal; one of our own when the answer is not made of findings."""
    try:
        listed = json.loads(content)["findings"]
        return [Finding(f["id"], Severity(f["severity"]), f["at"], f["message"]) for f in listed]
    except (ValueError, KeyError, TypeError):
        return [Finding("W-010", Severity.ERROR, "", "相手のシステムが理由を示さずに拒否しました。")]
