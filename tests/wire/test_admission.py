"""A partner's request: what is good, and every way in which one is not. Each fault is a finding with its own id."""

import base64
import json
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sasae.kernel import clock
from sasae.wire import admission


@pytest.fixture
def request_file(tmp_path):
    return admission.make(tmp_path, "tax", hosts=["tax.example", "127.0.0.1"])


def told(path):
    return json.loads(path.read_text())


def found(content, now=None):
    raw = json.dumps(content).encode() if isinstance(content, dict) else content
    wanted, findings = admission.check(raw, now=now or clock.real_now())
    assert (wanted is None) == bool(findings)
    return {finding.id for finding in findings}


def csr(key, name="tax", uris=("urn:sasae:system:tax",)):
    alternatives = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(uri) for uri in uris])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return builder.add_extension(alternatives, critical=False).sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def resigned(path, **other):
    """The same request with other contents, signed anew by who holds the signing key: an honest mistake."""
    content = {**told(path), **other}
    key = admission._signing_key(path.parent / "tax" / "signing.key")
    content["proof"] = base64.b64encode(key.sign(admission._proved(content))).decode()
    return content


def test_a_good_request_says_what_it_wants(request_file):
    wanted, findings = admission.check(request_file.read_bytes(), now=clock.real_now())
    assert findings == []
    assert (wanted.name, wanted.hosts) == ("tax", ["tax.example", "127.0.0.1"])


def test_secrets_stay_with_the_partner(request_file):
    own = request_file.parent / "tax"
    for secret in ("tls.key", "signing.key", "sealing.key"):
        assert oct((own / secret).stat().st_mode & 0o777) == "0o600"
    assert "PRIVATE" not in request_file.read_text()
    assert "AGE-SECRET" not in request_file.read_text()


def test_a_second_request_is_for_the_same_keys(request_file, tmp_path):
    again = told(admission.make(tmp_path, "tax"))
    assert again["signing_key"] == told(request_file)["signing_key"]


@pytest.mark.parametrize(("age", "good"), [(timedelta(days=29, hours=23), True), (timedelta(days=30, hours=1), False),
                                           (-timedelta(minutes=4), True), (-timedelta(minutes=6), False)])  # fmt: skip
def test_a_request_is_good_for_thirty_days_and_not_from_the_future(request_file, age, good):
    assert found(request_file.read_bytes(), clock.real_now() + age) == (set() if good else {"PT-103"})


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"[" * 60_000, b'{"name": "tax"}', b" " * 70_000, b"\xff"],
    ids=["nothing", "half", "a list", "deep", "a part", "too large", "no text"],
)
def test_what_is_no_request(broken):
    assert found(broken) == {"PT-101"}


def test_one_more_member_is_refused(request_file):
    assert found({**told(request_file), "also": "bank"}) == {"PT-101"}


@pytest.mark.parametrize(
    ("key", "good"),
    [
        (ec.generate_private_key(ec.SECP256R1()), True),
        (ec.generate_private_key(ec.SECP384R1()), True),
        (ec.generate_private_key(ec.SECP224R1()), False),
        (rsa.generate_private_key(65537, 1024), False),
        (rsa.generate_private_key(65537, 4096), False),
    ],
    ids=["P-256", "P-384", "P-224", "RSA 1024", "RSA 4096"],
)
def test_the_kind_of_key(request_file, key, good):
    assert found(resigned(request_file, csr=csr(key).decode())) == (set() if good else {"PT-106"})


@pytest.mark.parametrize(
    ("name", "uris"),
    [
        ("bank", ["urn:sasae:system:tax"]),
        ("tax", ["urn:sasae:system:bank"]),
        ("tax", ["urn:sasae:system:tax", "urn:sasae:system:linkage"]),
        ("tax", []),
    ],
    ids=["another common name", "another system", "one more system", "no system"],
)
def test_a_request_for_another_name_than_its_own(request_file, name, uris):
    other = csr(ec.generate_private_key(ec.SECP256R1()), name, uris).decode()
    assert found(resigned(request_file, csr=other)) == {"PT-107"}


def test_a_name_that_is_none(request_file):
    assert "PT-102" in found(resigned(request_file, name="../tax"))


def test_a_csr_that_cannot_be_read(request_file):
    assert found(resigned(request_file, csr="-----BEGIN X-----")) == {"PT-104"}


def test_a_csr_changed_after_it_was_signed(request_file):
    loaded = x509.load_pem_x509_csr(told(request_file)["csr"].encode())
    der = bytearray(loaded.public_bytes(Encoding.DER))
    der[-1] ^= 1
    pem = "-----BEGIN CERTIFICATE REQUEST-----\n" + base64.encodebytes(bytes(der)).decode() + "-----END CERTIFICATE REQUEST-----\n"  # fmt: skip  # noqa: E501
    assert found(resigned(request_file, csr=pem)) == {"PT-105"}


@pytest.mark.parametrize("member", ["csr", "signing_key", "sealing_key", "made_at"])
def test_a_request_put_together_from_two(request_file, tmp_path, member):
    """An attacker on the way replaces one part by his own."""
    other = told(admission.make(tmp_path / "other", "tax"))
    other["made_at"] = (clock.real_now() - timedelta(days=1)).isoformat(timespec="seconds")
    assert found({**told(request_file), member: other[member]}) == {"PT-109"}


def test_keys_that_are_none(request_file):
    assert found(resigned(request_file, signing_key="x")) == {"PT-108"}
    assert found(resigned(request_file, sealing_key="AGE-SECRET-KEY-1")) == {"PT-110"}


def test_the_fingerprint_changes_with_any_byte(request_file):
    content = request_file.read_bytes()
    assert admission.fingerprint(content) != admission.fingerprint(content + b"\n")
