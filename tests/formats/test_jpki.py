"""Signatures by number card: who signed, what holds, what does not. The other witness is OpenSSL."""

import hashlib
import subprocess
from datetime import date, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.formats import jpki
from sasae.kernel.characters import names_agree
from sasae.simulators.card_authority import profile
from tests.formats.jpki_world import ADDRESS, BIRTH, NAME, NOW, PAYLOAD, answer, crl, der, holder, key, root

DIGEST = hashlib.sha256(PAYLOAD).digest()


def check(who, payload=PAYLOAD, *, signature=None, anchors=None, at=NOW, crls=None, ocsps=()):
    """The municipality's check, with a good list unless told otherwise."""
    return jpki.verify_application(
        payload,
        who.sign(DIGEST) if signature is None else signature,
        anchors=[der(root("signing"))] if anchors is None else anchors,
        at=at,
        crls=[crl()] if crls is None else crls,
        ocsps=ocsps,
    )


def ids(result):
    return [finding.id for finding in result.findings]


@pytest.fixture(scope="module")
def misaki():
    return holder()


def test_a_good_signature_tells_who_signed(misaki):
    result = check(misaki)
    assert (result.ok, result.findings, result.revocation) == (True, [], jpki.Revocation.GOOD)
    assert (result.checked_at, result.signed_at) == (NOW, NOW)
    signer = result.signer
    assert (signer.name, signer.name_replaced) == ("高橋　美咲", "10000")
    assert (signer.address, signer.address_replaced) == (ADDRESS, "0" * len(ADDRESS))
    assert (signer.birth_date, signer.sex, signer.signing) == (BIRTH, "2", True)
    assert signer.serial == f"{misaki.certificate.serial_number:X}"
    assert result.certificate_der == misaki.der


def test_the_replaced_position_is_left_out_of_the_comparison(misaki):
    signer = jpki.read_certificate(misaki.der)
    assert names_agree(signer.name, NAME, replaced=signer.name_replaced)
    assert not names_agree(signer.name, "髙橋　美穂", replaced=signer.name_replaced)


def test_the_digest_alone_is_enough(misaki):
    signature = misaki.sign(DIGEST)
    anchors = [der(root("signing"))]
    assert jpki.verify_digest(DIGEST, signature, anchors=anchors, at=NOW, crls=[crl()]).ok
    other = hashlib.sha256(PAYLOAD + b" ").digest()
    assert ids(jpki.verify_digest(other, signature, anchors=anchors, at=NOW, crls=[crl()])) == ["J-107"]


def test_openssl_says_the_same(misaki, tmp_path):
    for name, content in {"p7s": misaki.sign(DIGEST), "payload": PAYLOAD, "changed": PAYLOAD + b" "}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "root.pem").write_bytes(root("signing").public_bytes(Encoding.PEM))
    for content, outcome in (("payload", 0), ("changed", 4)):
        command = (
            "openssl cms -verify -inform DER -in p7s -binary -CAfile root.pem -no_check_time -purpose any -out said"
        )
        done = subprocess.run([*command.split(), "-content", content], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == outcome, done.stderr


def test_changed_content_is_told_and_the_signer_is_still_named(misaki):
    result = check(misaki, PAYLOAD + b" ")
    assert ids(result) == ["J-107"]
    assert result.signer.name == "高橋　美咲"


def test_a_signature_by_another_key_does_not_hold(misaki):
    from sasae.simulators.software_card.signing import sign

    assert ids(check(misaki, signature=sign(key(9), misaki.der, DIGEST, NOW))) == ["J-110"]


def test_the_certificate_is_valid_through_its_last_second():
    who = holder(end=NOW)
    assert check(who, at=NOW).ok
    late = check(who, at=NOW + timedelta(seconds=1))
    assert ids(late) == ["J-204"]
    assert (late.revocation, late.signer.name) == (jpki.Revocation.UNKNOWN, "高橋　美咲")


def test_the_certificate_is_not_valid_before_its_first_second():
    who = holder(start=NOW)
    assert check(who, at=NOW).ok
    assert ids(check(who, at=NOW - timedelta(seconds=1))) == ["J-203"]


def test_another_authority_of_the_same_name_is_not_believed():
    who = holder(issuer=200)
    result = check(who, crls=[crl(issuer=200)])
    assert ids(result) == ["J-206"]
    assert check(who, anchors=[der(root("signing", 200))], crls=[crl(issuer=200)]).ok


def test_no_anchor_no_trust(misaki):
    assert ids(check(misaki, anchors=[])) == ["J-206"]


def test_a_user_certificate_does_not_sign_applications():
    who = holder("user")
    result = check(who, anchors=[der(root("user"))], crls=[crl("user")])
    assert ids(result) == ["J-205", "J-202"]
    assert not result.signer.signing


def test_log_in_by_user_certificate_and_by_no_other(misaki):
    who, anchors = holder("user"), [der(root("user")), der(root("signing"))]
    lists = [crl("user"), crl("signing")]
    result = jpki.verify_log_in(DIGEST, who.sign(DIGEST), anchors=anchors, at=NOW, crls=lists)
    assert result.ok
    assert (result.signer.name, result.signer.birth_date) == ("", None)
    wrong = jpki.verify_log_in(DIGEST, misaki.sign(DIGEST), anchors=anchors, at=NOW, crls=lists)
    assert ids(wrong) == ["J-205", "J-202"]


# --- revocation -------------------------------------------------------------------------------------------------------


def test_a_revoked_certificate_by_the_list(misaki):
    when = NOW - timedelta(days=3)
    result = check(misaki, crls=[crl(revoked=[(misaki.certificate.serial_number, when, "affiliationChanged")])])
    assert ids(result) == ["J-301"]
    assert (result.revocation, result.revocation_reason, result.revoked_at) == ("revoked", "affiliation_changed", when)
    assert result.findings[0].message == "この証明書は2026-06-12に失効しています（氏名・住所などの変更）。"


def test_another_certificate_on_the_list_does_no_harm(misaki):
    assert check(misaki, crls=[crl(revoked=[(4711, NOW - timedelta(days=3), "keyCompromise")])]).ok


def test_ocsp_alone_is_enough(misaki):
    assert check(misaki, crls=[], ocsps=[answer(misaki.certificate)]).ok
    when = NOW - timedelta(hours=1)
    revoked = check(misaki, crls=[], ocsps=[answer(misaki.certificate, revoked_at=when)])
    assert (ids(revoked), revoked.revoked_at) == (["J-301"], when)


def test_the_answer_of_this_minute_goes_before_the_list_of_this_morning(misaki):
    result = check(misaki, ocsps=[answer(misaki.certificate, revoked_at=NOW - timedelta(minutes=1))])
    assert ids(result) == ["J-301"]


def test_an_answer_about_another_certificate_says_nothing(misaki):
    assert ids(check(misaki, crls=[], ocsps=[answer(holder().certificate)])) == ["J-305", "J-302"]


@pytest.mark.parametrize(
    "lists",
    [
        [],
        [crl(at=NOW - timedelta(days=2))],
        [crl(at=NOW + timedelta(days=2))],
        [crl("user")],
        [crl(issuer=200)],
    ],
    ids=["none", "of the day before yesterday", "of the day after tomorrow", "of the other root", "by a stranger"],
)
def test_without_a_list_in_force_nothing_is_known(misaki, lists):
    result = check(misaki, crls=lists)
    assert ids(result) == ["J-302"]
    assert result.revocation == jpki.Revocation.UNKNOWN


def test_an_unreadable_list_is_told_and_left_out(misaki):
    result = check(misaki, crls=[b"not a list", crl()[:-9], crl()], ocsps=[b"\x30\x03\x0a\x01\x01", b""])
    assert (result.ok, ids(result)) == (True, ["J-305", "J-305", "J-303", "J-303"])


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"at": NOW - timedelta(hours=2)}, "その時点のものでない"),
        ({"at": NOW + timedelta(hours=2)}, "その時点のものでない"),
        ({"issuer": 200}, "別の証明書についての回答"),
    ],
    ids=["an hour past its end", "of two hours from now", "by a stranger"],
)
def test_an_answer_that_does_not_stand_is_told_and_the_list_decides(misaki, told, said):
    result = check(misaki, ocsps=[answer(misaki.certificate, **told)])
    assert (result.ok, ids(result)) == (True, ["J-305"])
    assert said in result.findings[0].message


def test_an_answer_whose_signature_is_not_the_authoritys_says_nothing(misaki):
    told = answer(misaki.certificate)
    result = check(misaki, ocsps=[told[:-1] + bytes([told[-1] ^ 1])])
    assert (result.ok, ids(result)) == (True, ["J-305"])
    assert "認証局の署名でない" in result.findings[0].message


@pytest.mark.parametrize(
    ("revoked", "reason", "found"),
    [
        (timedelta(hours=-1), x509.ReasonFlags.affiliation_changed, "J-304"),
        (timedelta(hours=-3), x509.ReasonFlags.affiliation_changed, "J-301"),
        (timedelta(hours=-1), x509.ReasonFlags.certificate_hold, "J-301"),
        (timedelta(hours=-1), x509.ReasonFlags.key_compromise, "J-301"),
    ],
    ids=["a move after it was received", "a move before", "a card reported lost after", "a key known after"],
)
def test_a_certificate_revoked_after_the_application_was_received(misaki, revoked, reason, found):
    listed = x509.RevokedCertificateBuilder().serial_number(misaki.certificate.serial_number)
    listed = listed.revocation_date(NOW + revoked).add_extension(x509.CRLReason(reason), critical=False)
    authority = root("signing")
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.subject).last_update(NOW)
    builder = builder.next_update(NOW + timedelta(days=1)).add_revoked_certificate(listed.build())
    builder = builder.add_extension(x509.CRLNumber(2), critical=False)
    result = jpki.verify_application(
        PAYLOAD, misaki.sign(DIGEST), anchors=[der(authority)], at=NOW,
        crls=[der(builder.sign(key(100), hashes.SHA256()))], received_at=NOW - timedelta(hours=2),
    )  # fmt: skip
    assert (ids(result), result.revocation) == ([found], jpki.Revocation.REVOKED)
    assert result.ok is (found == "J-304")


def test_revocation_can_be_left_to_another(misaki):
    result = jpki.verify_digest(DIGEST, misaki.sign(DIGEST), anchors=[der(root("signing"))], at=NOW, revocation=False)
    assert (result.ok, result.revocation) == (True, jpki.Revocation.UNCHECKED)


# --- what a certificate says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("320240229", date(2024, 2, 29)),
        ("000000000", None),
        ("319880000", None),
        ("3198805", None),
        ("X19880514", None),
    ],
)
def test_birth_dates_with_unknown_parts_are_not_guessed(written, read):
    items = profile.four_items(NAME, "2", BIRTH, ADDRESS) | {4: written}
    result = check(holder(items=items))
    assert result.signer.birth_date == read
    assert ids(result) == ([] if read else ["J-208"])


@pytest.mark.parametrize("missing", [1, 3, 4, 5])
def test_a_signing_certificate_needs_its_four_items(missing):
    items = profile.four_items(NAME, "2", BIRTH, ADDRESS)
    del items[missing]
    result = check(holder(items=items))
    assert (ids(result), result.signer) == (["J-201"], None)


@pytest.mark.parametrize("flags", ["1000", "100000", "1x000"])
def test_positions_of_substitutes_have_to_fit_the_name(flags):
    items = profile.four_items(NAME, "2", BIRTH, ADDRESS) | {2: flags}
    with pytest.raises(jpki.CannotRead, match="代替文字使用位置"):
        jpki.read_certificate(holder(items=items).der)


def test_certificates_without_positions_are_read():
    items = profile.four_items("佐藤　蓮", "1", BIRTH, ADDRESS)
    del items[2], items[6]
    assert jpki.read_certificate(holder(items=items).der).name_replaced == ""


@pytest.mark.parametrize(
    "content", [b"", b"\x30\x00", b"%PDF-1.7", b"\x30" * 100_000], ids=["nothing", "empty", "PDF", "huge"]
)
def test_what_is_no_certificate_is_refused_in_words(content):
    with pytest.raises(jpki.CannotRead, match="証明書"):
        jpki.read_certificate(content)


def test_serial_numbers_have_no_leading_zeros():
    assert jpki.serial_text(0x0A1B) == "A1B"
