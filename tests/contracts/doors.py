"""The contract doors of a running installation from outside: mutual TLS, signatures, and what each door says of itself.

doors.ask(operation, body)                    signed and sent as a named caller would
doors.send(doors.signed(operation, body), …)  the same in two steps, for what goes wrong in between
doors.schema(operation)                       the operation in its door's own OpenAPI, for schemathesis
"""

import json
import subprocess
import sys
import uuid
from typing import Any

import httpx
import schemathesis
from pydantic.json_schema import models_json_schema

from sasae.contracts import catalog
from sasae.deployment.home import PARTNERS, SERVICES, Home
from sasae.wire.identity import load
from sasae.wire.signing import IDEMPOTENCY_KEY, sign
from sasae.wire.tls import client_context

Operation = catalog.AnyOperation
OPERATIONS = catalog.OPERATIONS
REFERENCE = "#/components/schemas/{model}"
REFUSAL = {
    "type": "object",
    "required": ["findings"],
    "properties": {
        "findings": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["id", "severity", "at", "message"],
                "properties": {name: {"type": "string"} for name in ("id", "severity", "at", "message")},
            },
        }
    },
}


def described(home: Home) -> dict[str, dict[str, Any]]:
    """OpenAPI by system: the services' own, told by processes of theirs; the partners' as their contracts read."""
    return {name: _told(home, name) for name in SERVICES} | {name: as_contracts_read(name) for name in PARTNERS}


def _told(home: Home, service: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "sasae.deployment.documentation.of_service", service]
    done = subprocess.run(command, env=home.environment, capture_output=True, text=True, check=True)
    openapi: dict[str, Any] = json.loads(done.stdout)["openapi"]
    return openapi


def as_contracts_read(system: str) -> dict[str, Any]:
    """OpenAPI of a system that tells none of itself, put together from the messages of its operations."""
    operations = catalog.answered_by(system)
    kinds = [(kind, mode) for each in operations for kind, mode in _modes(each)]
    references, definitions = models_json_schema(kinds, ref_template=REFERENCE)

    def content(kind: Any, mode: Any) -> dict[str, Any]:
        return {"application/json": {"schema": references[kind, mode]}}

    paths = {}
    for each in operations:
        (request, validating), (response, serializing) = _modes(each)
        answers = {"200": {"description": "", "content": content(response, serializing)}}
        refused = {"description": "", "content": {"application/json": {"schema": REFUSAL}}}
        answers |= {str(status): refused for status in (400, 401, 403, 404, 409, 413, 422)}
        body = {"required": True, "content": content(request, validating)}
        paths[each.path] = {"post": {"operationId": each.full_name, "requestBody": body, "responses": answers}}
    return {
        "openapi": "3.1.0", "info": {"title": system, "version": "1"}, "paths": paths,
        "components": {"schemas": definitions.get("$defs", {})},
    }  # fmt: skip


def _modes(operation: Operation) -> list[tuple[Any, Any]]:
    return [(operation.request, "validation"), (operation.response, "serialization")]


def caller_of(operation: Operation) -> str:
    """One system the operation names."""
    return min(operation.callers)


def stranger_to(operation: Operation) -> str:
    """A system of this installation that the operation does not name, and that is not the one called."""
    return next(name for name in (*SERVICES, "operator") if name not in {*operation.callers, operation.callee})


class Doors:
    """Knocks at the doors of one installation."""

    def __init__(self, home: Home, openapi: dict[str, dict[str, Any]]) -> None:
        self.home = home
        self.openapi = openapi
        self._lines: dict[tuple[str, str], httpx.Client] = {}
        self._schemas: dict[str, Any] = {}

    def close(self) -> None:
        """End every connection."""
        for line in self._lines.values():
            line.close()

    def schema(self, operation: Operation) -> Any:
        """The operation as schemathesis sees it."""
        if operation.callee not in self._schemas:
            self._schemas[operation.callee] = schemathesis.openapi.from_dict(self.openapi[operation.callee])
            self._schemas[operation.callee].config.update(base_url=self.home.addresses[operation.callee])
        return self._schemas[operation.callee][operation.path]["POST"]

    def address(self, operation: Operation) -> str:
        """Where it is asked."""
        return f"{self.home.addresses[operation.callee]}{operation.path}"

    def line(self, caller: str, callee: str) -> httpx.Client:
        """A kept connection under the caller's certificate."""
        if (caller, callee) not in self._lines:
            context = client_context(load(self.home.pki_dir, caller), self.home.pki_dir, callee)
            self._lines[caller, callee] = httpx.Client(verify=context, timeout=60, trust_env=False)
        return self._lines[caller, callee]

    def unsigned(self, operation: Operation, body: bytes, **headers: str) -> httpx.Request:
        """A request as it is before the signature."""
        told = {"content-type": "application/json", "accept": "application/json"} | headers
        return httpx.Request("POST", self.address(operation), content=body, headers=told)

    def signed(
        self, operation: Operation, body: bytes, signer: str = "", key: str | None = None, **when: Any
    ) -> httpx.Request:
        """Signed by a named caller, or by another one; with a key of its own where the operation has an effect."""
        if operation.effect and key is None:
            key = str(uuid.uuid4())
        request = self.unsigned(operation, body, **({IDEMPOTENCY_KEY: key} if key else {}))
        sign(request, load(self.home.pki_dir, signer or caller_of(operation)), **when)
        return request

    def send(self, operation: Operation, request: httpx.Request, caller: str = "") -> httpx.Response:
        """Over the line of a named caller, or of another one; once more when a kept line has been closed."""
        line = self.line(caller or caller_of(operation), operation.callee)
        try:
            return line.send(request)
        except httpx.RemoteProtocolError:
            return line.send(request)

    def ask(self, operation: Operation, body: bytes, caller: str = "", key: str | None = None) -> httpx.Response:
        """Sign and send."""
        return self.send(operation, self.signed(operation, body, caller, key), caller)


def findings(response: httpx.Response) -> list[str]:
    """The ids of a refusal."""
    return [found["id"] for found in response.json()["findings"]]


def sentence_of(operation: Operation) -> str:
    """How a test's line names the operation: who is asked what."""
    return f"{operation.callee}-{operation.full_name}"
