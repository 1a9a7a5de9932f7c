"""The evidence of one exchange as a file, and its checker, which a second witness holds to account byte by byte."""

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sasae.formats.evidence import check
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.chain import seal
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.evidence import NoSuchExchange, make
from sasae.kernel import clock
from sasae.kernel.findings import Severity
from tests.intermediary.conftest import Net
from tests.intermediary.core import MIDORINO, public_jwk
from tests.intermediary.providing import decoded, provide
from tests.intermediary.test_reconciliation import as_core

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NUMBER = "141305202606150000000001"


@pytest.fixture
def package(ready: Net) -> str:
    """What みどり野市 provided under one permit; the core has recorded the same; the journal is sealed."""
    from sasae.intermediary.bodies.actions import acting_for
    from sasae.intermediary.records.models import ProvisionRecord

    provide(ready)
    with acting_for(MIDORINO):
        ready.core.recorded = [as_core(row) for row in ProvisionRecord.objects.all()]
    seal()
    return make(Body.objects.get(code=MIDORINO), NUMBER, by=SYSTEM("auditor"), now=clock.now())


def wrong(text: str, **keys: str) -> list[str]:
    return [each.id for each in check(text, **keys) if each.severity is Severity.ERROR]


@pytest.mark.clause("INT-5")
def test_a_package_holds_and_its_keys_may_come_from_elsewhere(package: str, ready: Net) -> None:
    assert wrong(package) == []
    platform = ready.core.signing[MIDORINO]
    assert check(package, core_key=public_jwk(ready.core.key), platform_key=platform) == []
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    foreign = public_jwk(Ed25519PrivateKey.generate())
    assert "E-102" in wrong(package, core_key=foreign)
    assert "E-101" in wrong(package, platform_key=foreign)


def test_a_second_witness_finds_the_same_by_the_published_steps_alone(package: str, ready: Net) -> None:
    told = json.loads(package)
    signature = base64.b64decode(told.pop("signature"))
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    platform = json.loads(ready.core.signing[MIDORINO])["x"]
    Ed25519PublicKey.from_public_bytes(decoded(platform)).verify(signature, canonical)
    (provision,) = told["provisions"]
    head, body, signed = provision["permit"].split(".")
    ready.core.key.public_key().verify(decoded(signed), f"{head}.{body}".encode())
    assert hashlib.sha256(provision["permit"].encode()).hexdigest() == provision["permit_sha256"]
    assert json.loads(decoded(body))["processing_no"] == told["processing_no"] == NUMBER
    assert told["records"][0]["answer_sha256"] == provision["answer_sha256"]
    assert told["core_record"]["result"] == "answered"
    assert told["journal"]["seals"]


def change(package: str, path: str, value: Any) -> str:
    told = json.loads(package)
    place = told
    *way, last = path.split(".")
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    return json.dumps(told)


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("made_by", "somebody", "E-101"),
        ("provisions.0.permit", "a.b.c", "E-102"),
        ("provisions.0.permit_sha256", "0" * 64, "E-103"),
        ("provisions.0.inquirer", "149993", "E-104"),
        ("core_record.result", "refused", "E-107"),
        ("journal.lines.0.entry.subject", "another", "E-108"),
        ("journal.seals", [], "E-109"),
        ("format", "other/1", "E-100"),
    ],
)
def test_whatever_is_changed_is_found(package: str, path: str, value: Any, found: str) -> None:
    assert found in wrong(change(package, path, value))


def test_what_is_no_package_is_said_to_be_none() -> None:
    assert wrong("not json") == wrong("[]") == wrong("{}") == ["E-100"]


def test_of_a_query_nobody_knows_there_is_no_evidence(ready: Net) -> None:
    with pytest.raises(NoSuchExchange):
        make(Body.objects.get(code=MIDORINO), "141305202606159999999999", by=SYSTEM("auditor"), now=clock.now())
