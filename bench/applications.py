"""How many application files are opened and verified a second: unpacking, signature, chain, list and answer.

The alternative is what no verifier can do without: one RSA verification of the same signatures, and nothing else. A
check has three (content, certificate, answer) and reads three structures; a revocation list is read once, however many
rest on it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509 import ocsp

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.formats.application_zip import VERIFY_COLUMNS, Member, pack, unpack
from sasae.formats.application_zip.members import APPLICATION, CERTIFICATE, PDF, SIGNATURE, VERIFY, write_csv
from sasae.formats.jpki import verify_application
from sasae.simulators.card_authority import profile

TITLE = "電子申請の電子署名を確かめ、申請ファイルを開く"
UNIT = "件"
SIZES = (100, 1_000, 5_000)
QUICK = (20, 50)
ALTERNATIVE = "同じ署名の、RSAの検証だけ（証明書も失効も確かめない）"
NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
CARDS, REVOKED = 10, 10_000  # cards that sign in turn; lines of the revocation list


@dataclass(frozen=True)
class Sent:
    """One application, and the authority's answer on its certificate."""

    payload: bytes
    signature: bytes
    certificate: x509.Certificate
    answer: bytes
    bare: bytes


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """The checks in memory: nothing is fetched, nothing is stored."""
    root_key = rsa.generate_private_key(65537, 2048)
    root = profile.root(profile.SIGNING, root_key)
    cards = [_card(root_key) for _ in range(CARDS)]
    answers = [_answer(certificate, root, root_key) for _, certificate in cards]
    anchor, listed = root.public_bytes(Encoding.DER), _list(root, root_key)
    sent: list[Sent] = []
    for size in sorted(sizes):
        sent += [_sent(number, *cards[number % CARDS], answers[number % CARDS]) for number in range(len(sent), size)]
        some = sent[:size]
        ours = seconds_of(lambda some=some: _verify(some, anchor, listed))
        bare = seconds_of(lambda some=some: _bare(some))
        yield Run("署名・証明書・失効の検証", size, ours, bare, more={"RSAの検証だけとの比": round(bare / ours, 3)})
        files = [_file(one) for one in some]
        opened = seconds_of(lambda files=files: _open(files))
        yield Run("申請ファイルを開いて中身を確かめる", size, opened, bare)


def _card(root_key: rsa.RSAPrivateKey) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    items = profile.four_items("川崎　花子", "2", date(1990, 4, 1), "神奈川県川崎市川崎区宮本町１")
    certificate = profile.leaf(
        profile.SIGNING, key.public_key(), root_key, not_before=NOW - timedelta(days=100),
        not_after=NOW + timedelta(days=1000), items=items, status_url="http://127.0.0.1:8011",
    )  # fmt: skip
    return key, certificate


def _sent(number: int, key: rsa.RSAPrivateKey, certificate: x509.Certificate, answer: bytes) -> Sent:
    payload = f'{{"form":"certificate_application","number":{number},"words":"{"あ" * 400}"}}'.encode()
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(payload).add_signer(certificate, key, hashes.SHA256())
    bare = key.sign(payload, padding.PKCS1v15(), hashes.SHA256())
    return Sent(payload, builder.sign(Encoding.DER, options), certificate, answer, bare)


def _answer(certificate: x509.Certificate, root: x509.Certificate, key: rsa.RSAPrivateKey) -> bytes:
    builder = ocsp.OCSPResponseBuilder().add_response(
        certificate, root, hashes.SHA256(), ocsp.OCSPCertStatus.GOOD, NOW - timedelta(minutes=5),
        NOW + timedelta(hours=1), None, None,
    )  # fmt: skip
    return (
        builder.responder_id(ocsp.OCSPResponderEncoding.HASH, root)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


def _list(root: x509.Certificate, key: rsa.RSAPrivateKey) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject)
    builder = builder.last_update(NOW - timedelta(minutes=5)).next_update(NOW + timedelta(days=1))
    builder = builder.add_extension(x509.CRLNumber(1), critical=False)
    rows = (
        x509.RevokedCertificateBuilder().serial_number(number + 1).revocation_date(NOW - timedelta(days=9)).build()
        for number in range(REVOKED)
    )
    for row in rows:
        builder = builder.add_revoked_certificate(row)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def _verify(sent: Sequence[Sent], anchor: bytes, listed: bytes) -> None:
    for one in sent:
        result = verify_application(
            one.payload, one.signature, anchors=[anchor], at=NOW, crls=[listed], ocsps=[one.answer]
        )
        if not result.ok:
            raise Failed(f"正しい署名が通りませんでした：{result.findings}")


def _bare(sent: Sequence[Sent]) -> None:
    for one in sent:
        key = one.certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(one.bare, one.payload, padding.PKCS1v15(), hashes.SHA256())


def _file(one: Sent) -> bytes:
    row = ["2026-06-15", "有効", "4A1B2C3D", "川崎　花子", "1990-04-01", "神奈川県川崎市川崎区宮本町１", "2"]
    plain = {
        APPLICATION: one.payload,
        PDF: b"%PDF-1.7\n" + hashlib.sha256(one.payload).digest() * 600 + b"\n%%EOF\n",
        SIGNATURE: one.signature,
        CERTIFICATE: one.certificate.public_bytes(Encoding.DER),
        VERIFY: write_csv(VERIFY_COLUMNS, [row]),
    }
    return pack(Member.plain(name, content) for name, content in plain.items())


def _open(files: Sequence[bytes]) -> None:
    for content in files:
        package = unpack(content)
        if not package.good:
            raise Failed(f"正しい申請ファイルを開けませんでした：{package.findings}")
