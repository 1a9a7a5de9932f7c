"""The authority's files, what its certificates say, and what runs out when."""

import json
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sasae.kernel import clock
from sasae.wire.authority import create_authority, expiry, issue, revoke
from sasae.wire.identity import WrongName, directory, load, names_of


@pytest.fixture
def folder(tmp_path):
    create_authority(tmp_path)
    return tmp_path


def certificate(folder, name):
    return x509.load_pem_x509_certificate((folder / name / "tls.pem").read_bytes())


def test_a_certificate_carries_its_system_its_hosts_and_both_roles(folder):
    issue(folder, "linkage", hosts=["linkage.example", "127.0.0.1"])
    found = certificate(folder, "linkage")
    alternatives = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    roles = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert names_of(found) == {"linkage"}
    assert alternatives.get_values_for_type(x509.DNSName) == ["linkage.example"]
    assert {role._name for role in roles} == {"serverAuth", "clientAuth"}
    assert isinstance(found.public_key(), ec.EllipticCurvePublicKey)


def test_one_certificate_may_carry_several_partners(folder):
    issue(folder, "simulators", also=["bank", "tax"])
    assert names_of(certificate(folder, "simulators")) == {"simulators", "bank", "tax"}


def test_secrets_are_for_their_owner_alone(folder):
    issue(folder, "linkage")
    secrets = [folder / "ca.key", *(folder / "linkage" / each for each in ("tls.key", "signing.key", "sealing.key"))]
    assert [oct(path.stat().st_mode & 0o777) for path in secrets] == ["0o600"] * 4


def test_a_second_call_keeps_the_authority(folder):
    before = (folder / "ca.pem").read_bytes()
    create_authority(folder)
    assert (folder / "ca.pem").read_bytes() == before


def test_renewal_gives_a_new_certificate_and_keeps_the_signing_key(folder):
    issue(folder, "linkage")
    first, key = certificate(folder, "linkage"), directory(folder)["linkage"].public_bytes_raw()
    issue(folder, "linkage")
    assert certificate(folder, "linkage").serial_number != first.serial_number
    assert directory(folder)["linkage"].public_bytes_raw() == key


def test_the_directory_holds_the_public_half_of_what_the_system_signs_with(folder):
    issue(folder, "intake")
    own = load(folder, "intake").signing_key.public_key().public_bytes_raw()
    assert directory(folder)["intake"].public_bytes_raw() == own
    assert json.loads((folder / "directory.json").read_text()).keys() == {"intake"}


def test_what_runs_out_is_listed_soonest_first(folder):
    issue(folder, "portal", days=10)
    issue(folder, "intake", days=400)
    names = [name for name, _ in expiry(folder)]
    assert names == ["portal", "crl", "intake", "ca"]
    soonest = expiry(folder)[0][1]
    assert timedelta(days=9) < soonest - clock.real_now() <= timedelta(days=10)


def test_revoking_takes_every_certificate_of_the_system_and_its_signing_key(folder):
    issue(folder, "portal")
    issue(folder, "portal")
    assert revoke(folder, "portal") == 2
    assert revoke(folder, "portal") == 0
    assert "portal" not in directory(folder)
    with pytest.raises(FileNotFoundError, match="sasae pki"):
        load(folder, "portal")


def test_a_name_that_could_leave_the_folder_is_refused(folder):
    with pytest.raises(WrongName):
        issue(folder, "../portal")
    with pytest.raises(WrongName):
        load(folder, "Portal")
