"""The card authority: certificates as the profile says, revocation as the register says; OpenSSL reads along."""

import base64
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sasae.contracts.certificates import CorrespondenceRequest
from sasae.kernel import clock
from sasae.simulators.card_authority import actions, profile
from sasae.simulators.card_authority.answers import correspondence
from sasae.simulators.card_authority.models import Card, Revocation
from sasae.simulators.registers import actions as register
from sasae.simulators.registers.models import CardSerial, Person
from sasae.simulators.town.cast import CAST

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("sasae.simulators.urls_public"),
    pytest.mark.usefixtures("loaded"),
]
MISAKI, SHIGERU, HINA = (CAST[key].atena_no for key in ("misaki", "shigeru", "hina"))


def certificate(card: Card, kind: str = "signing") -> x509.Certificate:
    return x509.load_der_x509_certificate(bytes(getattr(card, f"{kind}_certificate")))


def extension(of: x509.Certificate, kind: type) -> x509.Extension:
    return of.extensions.get_extension_for_class(kind)


def revoked_serials(client, kind: str = "signing") -> dict[str, str]:
    listed = x509.load_der_x509_crl(client.get(f"/crl/{kind}").content)
    return {
        f"{entry.serial_number:X}": entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
        for entry in listed
    }


def ask(client, card: Card, kind: str = "signing", **more) -> ocsp.OCSPResponse:
    issuer = x509.load_der_x509_certificate(client.get(f"/ca/{kind}.cer").content)
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate(card, kind), issuer, hashes.SHA256())
    question = builder.build().public_bytes(Encoding.DER)
    answer = client.post("/ocsp", question, content_type="application/ocsp-request")
    assert answer["content-type"] == "application/ocsp-response"
    return ocsp.load_der_ocsp_response(answer.content)


# --- the profile -------------------------------------------------------------------------------------------------------


def test_the_signing_certificate_is_as_the_profile_says():
    found = certificate(actions.card_of(MISAKI))
    assert found.issuer.rfc4514_string() == (
        "OU=Japan Agency for Local Authority Information Systems,OU=JPKI for digital signature,O=JPKI,C=JP"
    )
    country, prefecture, city, number = (attribute.value for attribute in found.subject)
    assert (country, prefecture, city) == ("JP", "Kanagawa-ken", "Kawasaki-shi")
    assert len(number) == 28
    assert number[:19].isdigit()
    usage = extension(found, x509.KeyUsage)
    assert usage.critical
    assert usage.value.public_bytes().hex() == "030206c0"
    policies = extension(found, x509.CertificatePolicies).value
    assert [each.policy_identifier.dotted_string for each in policies] == ["1.2.392.200149.8.5.1.1.20"]
    names = extension(found, x509.SubjectAlternativeName)
    assert not names.critical
    assert [name.type_id.dotted_string[-1] for name in names.value] == ["1", "4", "3", "5", "2", "6"]
    assert profile.items_of(found) == {
        1: "佐藤　美咲", 2: "00000", 3: "2", 4: "319880514", 5: CAST_ADDRESS, 6: "0" * len(CAST_ADDRESS),
    }  # fmt: skip
    points = extension(found, x509.CRLDistributionPoints).value
    assert "CN=Kawasaki-shi CRLDP" in points[0].full_name[0].value.rfc4514_string()
    assert "公的個人認証サービス署名用" in extension(found, x509.IssuerAlternativeName).value[0].value.rfc4514_string()


CAST_ADDRESS = "神奈川県川崎市川崎区本町９１番２号　コーポさくら２０１号室"


def test_the_user_certificate_says_nothing_of_the_person():
    found = certificate(actions.card_of(MISAKI), "user")
    assert [len(attribute.value) for attribute in found.subject] == [2, 23]
    with pytest.raises(x509.ExtensionNotFound):
        extension(found, x509.SubjectAlternativeName)
    assert "佐藤".encode() not in found.public_bytes(Encoding.DER)
    policies = extension(found, x509.CertificatePolicies)
    assert policies.critical
    assert policies.value[0].policy_qualifiers == ["http://www.jpki.go.jp/cps.html"]
    assert [use._name for use in extension(found, x509.ExtendedKeyUsage).value] == ["clientAuth"]
    assert extension(found, x509.KeyUsage).value.public_bytes().hex() == "03020780"
    assert found.serial_number.bit_length() == 31


@pytest.mark.parametrize(
    ("name", "written", "flags"),
    [
        ("佐藤　蓮", "佐藤　蓮", "0000"),
        ("髙﨑　茂", "高崎　茂", "1100"),
        ("𠮷田　沙織", "吉田　沙織", "10000"),
        ("辻\U000e0100　千春", "辻　千春", "1000"),
        ("渡邉　凜", "渡邉　凜", "0000"),
        ("NGUYEN THI LAN", "NGUYEN THI LAN", "0" * 14),
        ("佐藤　\ue000", "佐藤　■", "0001"),
    ],
)
def test_characters_outside_the_repertoire_are_replaced_and_flagged(name, written, flags):
    assert profile.substituted(name) == (written, flags)


@pytest.mark.parametrize(
    ("birth", "issued", "ends"),
    [
        (date(1988, 5, 14), date(2026, 5, 13), date(2030, 5, 14)),
        (date(1988, 5, 14), date(2026, 5, 14), date(2031, 5, 14)),
        (date(1988, 5, 14), date(2026, 5, 15), date(2031, 5, 14)),
        (date(1996, 2, 29), date(2026, 3, 1), date(2031, 2, 28)),
        (date(1996, 2, 29), date(2023, 2, 28), date(2027, 2, 28)),
    ],
)
def test_it_ends_on_the_fifth_birthday(birth, issued, ends):
    assert profile.fifth_birthday(birth, issued) == datetime(ends.year, ends.month, ends.day, 14, 59, 59, tzinfo=UTC)


def test_under_fifteen_there_is_no_signing_certificate():
    issued = clock.today() - timedelta(days=actions.ISSUED_DAYS_AGO)
    of_age = issued.replace(year=issued.year - 15) + timedelta(days=1)  # completes 15 years on the day before
    people = Person.objects.exclude(resident_class="deceased").exclude(
        atena_no__in=[each.atena_no for each in CAST.values()]
    )
    old, young = people[:2]
    Person.objects.filter(pk=old.pk).update(birth_date=of_age)
    Person.objects.filter(pk=young.pk).update(birth_date=of_age + timedelta(days=1))
    assert actions.card_of(old.pk).signing_serial
    card = actions.card_of(young.pk)
    assert (card.signing_key, card.signing_serial) == (None, "")
    assert card.user_serial


def test_a_card_is_issued_once_and_the_register_knows_its_number():
    first, again = actions.card_of(MISAKI), actions.card_of(MISAKI)
    assert (first.user_serial, first.signing_serial) == (again.user_serial, again.signing_serial)
    assert CardSerial.objects.get(atena_no=MISAKI).serial == first.user_serial
    assert first.signing_serial != first.user_serial


def test_nobody_has_no_card():
    with pytest.raises(Person.DoesNotExist):
        actions.card_of("999999999999999")


def test_when_the_calendar_is_turned_back_the_card_is_made_anew(monkeypatch):
    before = actions.card_of(MISAKI)
    monkeypatch.setenv("SASAE_TODAY", "2025-06-15")
    after = actions.card_of(MISAKI)
    assert after.user_serial != before.user_serial
    assert certificate(after).not_valid_before_utc < clock.now()


# --- revocation --------------------------------------------------------------------------------------------------------


def test_moving_ends_the_signing_certificate_and_not_the_other(client):
    card = actions.card_of(MISAKI)
    assert revoked_serials(client) == {}
    register.move_within([MISAKI], clock.today(), "2120011", "神奈川県川崎市幸区幸町１番", "141321")
    assert revoked_serials(client) == {card.signing_serial: "affiliationChanged"}
    assert revoked_serials(client, "user") == {}
    assert ask(client, card).certificate_status == ocsp.OCSPCertStatus.REVOKED
    assert ask(client, card, "user").certificate_status == ocsp.OCSPCertStatus.GOOD


def test_a_new_name_ends_it_too(client):
    card = actions.card_of(MISAKI)
    register.rename(MISAKI, clock.today(), "高橋　美咲", "タカハシ　ミサキ", "婚姻")
    assert ask(client, card).revocation_reason == x509.ReasonFlags.affiliation_changed


def test_death_ends_both(client):
    card = actions.card_of(MISAKI)
    register.die(MISAKI, clock.today())
    assert revoked_serials(client) == {card.signing_serial: "cessationOfOperation"}
    assert revoked_serials(client, "user") == {card.user_serial: "cessationOfOperation"}


def test_moving_out_of_the_city_ends_the_signing_certificate_alone(client):
    card = actions.card_of(MISAKI)
    register.move_out([MISAKI], clock.today(), "131121")
    assert revoked_serials(client) == {card.signing_serial: "affiliationChanged"}
    assert revoked_serials(client, "user") == {}


def test_renewal_gives_certificates_that_fit_again(client):
    old = actions.card_of(MISAKI)
    register.move_within([MISAKI], clock.today(), "2120011", "神奈川県川崎市幸区幸町１番", "141321")
    new = actions.renew(MISAKI)
    assert profile.items_of(certificate(new))[5] == "神奈川県川崎市幸区幸町１番"
    assert ask(client, new).certificate_status == ocsp.OCSPCertStatus.GOOD
    assert revoked_serials(client) == {old.signing_serial: "affiliationChanged"}
    assert revoked_serials(client, "user") == {old.user_serial: "superseded"}
    assert set(CardSerial.objects.values_list("serial", flat=True)) == {old.user_serial, new.user_serial}


def test_a_certificate_is_revoked_once():
    card = actions.card_of(MISAKI)
    actions.report_lost(MISAKI)
    actions.revoke("signing", card.signing_serial)
    assert Revocation.objects.get(serial=card.signing_serial).reason == "certificateHold"


def test_magic_persons(client):
    cards = {key: actions.card_of(CAST[key].atena_no) for key in ("kenta", "tsuyoshi", "shigeru", "osamu", "hina")}
    assert revoked_serials(client) == {
        cards["kenta"].signing_serial: "affiliationChanged", cards["tsuyoshi"].signing_serial: "certificateHold",
    }  # fmt: skip
    assert revoked_serials(client, "user") == {cards["tsuyoshi"].user_serial: "certificateHold"}
    assert certificate(cards["shigeru"]).not_valid_after_utc == datetime(2026, 1, 1, 14, 59, 59, tzinfo=UTC)
    assert (cards["osamu"].signing_tries, cards["osamu"].user_tries) == (0, 3)
    assert cards["hina"].signing_certificate is None
    renewed = actions.renew(SHIGERU)
    assert certificate(renewed).not_valid_after_utc > clock.now()


# --- which belongs to which --------------------------------------------------------------------------------------------


def test_the_two_certificates_of_a_card_are_known_to_belong_together():
    card = actions.card_of(MISAKI)
    assert correspondence(CorrespondenceRequest(signing_serial=card.signing_serial)).user_serial == card.user_serial
    assert correspondence(CorrespondenceRequest(signing_serial=card.user_serial)).user_serial is None
    actions.card_of(HINA)
    assert correspondence(CorrespondenceRequest(signing_serial="")).user_serial is None
    actions.report_lost(MISAKI)
    assert correspondence(CorrespondenceRequest(signing_serial=card.signing_serial)).user_serial is None


# --- over HTTP ---------------------------------------------------------------------------------------------------------


def openssl(folder, command: str) -> str:
    done = subprocess.run(["openssl", *command.split()], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_openssl_reads_certificates_list_and_answer(client, tmp_path, monkeypatch):
    monkeypatch.delenv("SASAE_TODAY", raising=False)  # OpenSSL knows no shifted calendar
    monkeypatch.delenv("SASAE_CALENDAR", raising=False)
    card = actions.card_of(MISAKI)
    root = x509.load_der_x509_certificate(client.get("/ca/signing.cer").content)
    (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (tmp_path / "leaf.pem").write_bytes(certificate(card).public_bytes(Encoding.PEM))
    (tmp_path / "list.der").write_bytes(client.get("/crl/signing").content)
    assert "leaf.pem: OK" in openssl(tmp_path, "verify -CAfile root.pem leaf.pem")
    assert "verify OK" in openssl(tmp_path, "crl -inform DER -in list.der -CAfile root.pem -noout")
    openssl(tmp_path, "ocsp -issuer root.pem -cert leaf.pem -reqout question.der")
    for status in ("good", "revoked"):
        answer = client.post("/ocsp", (tmp_path / "question.der").read_bytes(), content_type="application/ocsp-request")
        (tmp_path / "answer.der").write_bytes(answer.content)
        said = openssl(
            tmp_path, "ocsp -no_nonce -reqin question.der -respin answer.der -issuer root.pem -CAfile root.pem -cert leaf.pem"
        )
        assert "Response verify OK" in said
        assert f"leaf.pem: {status}" in said
        assert "WARNING" not in said  # the nonce came back
        actions.revoke("signing", card.signing_serial)


def test_questions_in_the_address_are_answered_too(client):
    card = actions.card_of(MISAKI)
    issuer = x509.load_der_x509_certificate(client.get("/ca/signing.cer").content)
    question = ocsp.OCSPRequestBuilder().add_certificate(certificate(card), issuer, hashes.SHA1()).build()
    encoded = base64.b64encode(question.public_bytes(Encoding.DER)).decode().replace("+", "%2B")
    answer = ocsp.load_der_ocsp_response(client.get(f"/ocsp/{encoded}").content)
    assert answer.certificate_status == ocsp.OCSPCertStatus.GOOD


def test_a_number_nobody_has_is_unknown(client):
    card = actions.card_of(MISAKI)
    Card.objects.all().delete()
    assert ask(client, card).certificate_status == ocsp.OCSPCertStatus.UNKNOWN


def test_other_authorities_are_not_answered_for(client):
    card = actions.card_of(MISAKI)
    stranger = certificate(card, "user")
    question = ocsp.OCSPRequestBuilder().add_certificate(stranger, stranger, hashes.SHA256()).build()
    answer = client.post("/ocsp", question.public_bytes(Encoding.DER), content_type="application/ocsp-request")
    assert ocsp.load_der_ocsp_response(answer.content).response_status == ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize("question", [b"", b"hello", b"\x30\x00"], ids=["nothing", "text", "empty"])
def test_no_question_no_answer(client, question):
    answer = client.post("/ocsp", question, content_type="application/ocsp-request")
    assert ocsp.load_der_ocsp_response(answer.content).response_status == ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    assert client.get("/ocsp/!!!").status_code == 200


def test_there_are_two_roots_and_no_third(client):
    kinds = [x509.load_der_x509_certificate(client.get(f"/ca/{kind}.cer").content) for kind in ("signing", "user")]
    assert kinds[0].public_key() != kinds[1].public_key()
    assert client.get("/ca/other.cer").status_code == 404
    assert client.get("/crl/other").status_code == 404
    assert client.get("/ca/signing.cer").content == kinds[0].public_bytes(Encoding.DER)
