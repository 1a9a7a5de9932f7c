"""Asking the network core and the gateway in tests, and reading a permit by the published form alone."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client

from sasae.contracts import code_gateway
from sasae.contracts import information_network as network
from sasae.simulators.network_core.models import IssuedCode
from sasae.simulators.registers.models import Person
from tests.simulators.conftest import _partner

KAWASAKI, MIDORINO, PENSION = "141305", "149993", "900001"
AFFAIR, PROCEDURE, TAX, ALLOWANCE = "JM90000000000001", "JT90000000000001", "TM00000000000002", "TM90000000000001"
NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
KEY = '{"kty": "OKP", "crv": "X25519", "x": "AAAA"}'


def said(caller: str, operation: Any, message: Any, key: str = "k") -> Any:
    response = _partner(caller).ask(Client(), operation, message, key=key)
    assert response.status_code == 200, response.content.decode()
    return operation.response.model_validate_json(response.content)


def acquire(pairs: list[tuple[str, str]], caller: str = "linkage", key: str = "k") -> code_gateway.Acquired:
    people = [code_gateway.NumberToCode(processing_no=number, individual_number=own) for number, own in pairs]
    answer: code_gateway.Acquired = said(caller, code_gateway.ACQUIRE, code_gateway.AcquireRequest(people=people), key)
    return answer


def processing(body: str, sequence: int) -> str:
    return f"{body}20260615{sequence:010d}"


def codes_of(person: Person, sequence: int = 1) -> tuple[str, str]:
    """The person's codes at both bodies, acquired now."""
    for body in (KAWASAKI, MIDORINO):
        acquire([(processing(body, sequence), person.individual_number)], key=f"{body}{sequence}")
    rows = {row.institution: row.code for row in IssuedCode.objects.filter(resident_code=person.resident_code)}
    return rows[KAWASAKI], rows[MIDORINO]


def announce() -> None:
    for body in (KAWASAKI, MIDORINO):
        said("intermediary", network.ANNOUNCE_KEY, network.BodyKey(institution=body, encryption_key=KEY), f"key-{body}")


def query(code: str, **other: Any) -> network.Inquiry:
    plain = {
        "processing_no": processing(KAWASAKI, 900), "inquirer": KAWASAKI, "code": code, "affair": AFFAIR,
        "procedure": PROCEDURE, "provider": MIDORINO, "information": TAX, "period_from": "2025-01-01",
        "period_to": "2025-12-31", "requested_at": NOW,
    }  # fmt: skip
    return network.Inquiry(**{**plain, **other})


def submit(code: str, key: str = "s", **other: Any) -> network.InquiryAccepted:
    answer: network.InquiryAccepted = said("intermediary", network.SUBMIT, query(code, **other), key)
    return answer


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims(permit: str, jwk: str) -> Any:
    """What the permit says, its signature checked with the distributed key."""
    head, body, signature = permit.split(".")
    key = Ed25519PublicKey.from_public_bytes(decoded(json.loads(jwk)["x"]))
    key.verify(decoded(signature), f"{head}.{body}".encode())
    assert json.loads(decoded(head))["alg"] == "EdDSA"
    return json.loads(decoded(body))


def masters() -> network.Masters:
    found: network.Masters = said("intermediary", network.MASTERS, network.MastersRequest())
    return found
