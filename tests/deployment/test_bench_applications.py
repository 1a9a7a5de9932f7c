"""What the benches send as residents' applications is real: it opens, and its signature holds by what the authority says."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sasae.deployment import keys
from sasae.deployment.benchmark import Failed
from sasae.deployment.benchmark_applications import applicants, application, family, peak_of
from sasae.deployment.benchmark_cards import Issuer
from sasae.deployment.home import Home, create, free_ports
from sasae.formats import time_stamp
from sasae.formats.application_zip import unpack
from sasae.formats.jpki import verify_application
from sasae.wire import sealing


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = create(tmp_path_factory.mktemp("bench") / "home", free_ports())
    keys.issue_all(made)
    return made


@pytest.fixture(scope="module")
def issuer(home: Home) -> Issuer:
    made = Issuer()
    made.trusted(home)
    return made


@pytest.fixture(scope="module")
def authority(home: Home, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with issuer.answering(home, tmp_path_factory.mktemp("authority")):
        yield home.page("card_status")


def roots(home: Home, kind: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((home.pki_dir / "trust" / f"{kind}-ca.pem").read_bytes())


def test_an_application_opens_and_its_signature_holds(home: Home, issuer: Issuer, authority: str) -> None:
    person, other = applicants(2)
    sent = application(home, issuer.card(person), 7)
    package = unpack(sent.archive, unseal=lambda sealed: sealing.unseal(home.pki_dir, "intake", sealed))
    assert package.good, package.findings
    assert sent.receipt_number.endswith("00000007")
    assert hashlib.sha256(package.application_bytes).hexdigest() == sent.digest
    assert package.application["applicant"]["name"] == person.name != other.name
    root = roots(home, "signing")
    card = x509.load_der_x509_certificate(package.certificate)
    asked = ocsp.OCSPRequestBuilder().add_certificate(card, root, SHA256()).build().public_bytes(Encoding.DER)
    with httpx.Client(base_url=authority, trust_env=False, timeout=30) as line:
        listed, answer = line.get("/crl/signing").content, line.post("/ocsp", content=asked).content
    result = verify_application(
        package.application_bytes, package.signature, anchors=[root.public_bytes(Encoding.DER)], at=datetime.now(UTC),
        crls=[listed], ocsps=[answer], received_at=sent.received_at,
    )  # fmt: skip
    assert result.ok, result.findings
    assert result.signer is not None
    assert (result.signer.name, result.signer.serial) == (person.name, sent.card.serial)


def test_the_authority_stamps(home: Home, authority: str) -> None:
    digest = hashlib.sha256(b"accepted").digest()
    asked, nonce = time_stamp.question(digest)
    answer = httpx.post(f"{authority}/time-stamp", content=asked, trust_env=False, timeout=30)
    root = roots(home, "stamping").public_bytes(Encoding.DER)
    stamped = time_stamp.read(time_stamp.token_of(answer.content), digest, [root], nonce)
    assert stamped is not None


def test_a_town_too_small_for_the_applicants_is_told() -> None:
    with pytest.raises(Failed, match="100000人いません"):
        applicants(100_000, size=300)


def test_the_memory_of_a_process_and_of_those_it_started_is_read() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        assert {os.getpid(), child.pid} <= set(family(os.getpid()))
        peak = peak_of(os.getpid())
        child.kill()
    assert peak is not None
    assert peak > 1
