"""`sasae pki`: what it makes, that it makes it once, and when it says that something has ended."""

import re
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from sasae.deployment import keys
from sasae.deployment.home import PARTNERS, SERVICES, SIMULATORS, create, free_ports
from sasae.deployment.supervisor import BETWEEN_LOOKS_AT_KEYS, Supervisor
from sasae.kernel import clock
from sasae.wire import authority, authority_files
from sasae.wire.identity import directory, names_of
from tests.deployment.terminal import sasae

SYSTEMS = {*SERVICES, *PARTNERS, "software_card", "operator", SIMULATORS}


def every_file(folder):
    """Path and content of all that lies there."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def certificate(folder, name):
    return x509.load_pem_x509_certificate((folder / name / "tls.pem").read_bytes())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home with its keys, and what the command said when it made them."""
    path = tmp_path_factory.mktemp("pki") / "home"
    return create(path, free_ports()), sasae(path, "pki")


class TestFirstRun:
    def test_it_makes_a_certificate_for_every_system_and_says_so(self, made):
        home, said = made
        assert said.returncode == 0, said.stderr
        assert set(re.findall(r"^発行しました：(\w+)$", said.stdout, re.M)) == SYSTEMS
        assert {path.parent.name for path in home.pki_dir.glob("*/tls.pem")} == SYSTEMS
        assert set(directory(home.pki_dir)) == SYSTEMS

    def test_each_is_signed_by_the_authority_and_bears_its_own_name(self, made):
        home, _ = made
        ca = x509.load_pem_x509_certificate((home.pki_dir / "ca.pem").read_bytes())
        for name in SYSTEMS:
            found = certificate(home.pki_dir, name)
            found.verify_directly_issued_by(ca)
            assert names_of(found) == ({SIMULATORS, *PARTNERS} if name == SIMULATORS else {name})
            key = load_pem_private_key((home.pki_dir / name / "tls.key").read_bytes(), password=None)
            assert key.public_key() == found.public_key()

    def test_expiry_is_shown_in_japanese_soonest_first(self, made):
        _, said = made
        shown = re.findall(r"^(\w+) +(\d{4}-\d\d-\d\d) まで（あと(\d+)日）$", said.stdout, re.M)
        assert {name for name, _, _ in shown} == SYSTEMS | {"ca", "crl"}
        assert [day for _, day, _ in shown] == sorted(day for _, day, _ in shown)
        ends = {name: day for name, day, _ in shown}
        today = clock.real_now()
        within_a_day = {(today + timedelta(days=authority.LEAF_DAYS - each)).date().isoformat() for each in (0, 1)}
        assert ends["linkage"] in within_a_day

    def test_every_service_has_keys_for_its_columns_that_only_the_owner_reads(self, made):
        home, _ = made
        files = [home.path / "secrets" / f"{service}.keys.json" for service in SERVICES]
        assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * len(SERVICES)
        assert len({file.read_bytes() for file in files}) == len(SERVICES)

    def test_no_private_key_is_open_to_others(self, made):
        home, _ = made
        private = list(home.pki_dir.rglob("*.key"))
        assert len(private) == 1 + 3 * len(SYSTEMS)
        assert {oct(path.stat().st_mode & 0o777) for path in private} == {"0o600"}


class TestAgain:
    def test_a_second_run_changes_nothing(self, made):
        home, first = made
        before = every_file(home.path)
        said = sasae(home.path, "pki")
        assert said.returncode == 0
        assert every_file(home.path) == before
        assert "発行しました" not in said.stdout
        assert said.stdout.splitlines() == [line for line in first.stdout.splitlines() if "発行" not in line]

    def test_a_shifted_calendar_makes_no_certificate_old(self, made, monkeypatch):
        """The demonstration plays on other days; certificates live in real time."""
        home, _ = made
        before = every_file(home.path)
        monkeypatch.setenv("SASAE_TODAY", "2040-01-01")
        assert sasae(home.path, "pki").returncode == 0
        assert every_file(home.path) == before


class TestEnding:
    @pytest.fixture
    def ready(self, home):
        keys.issue_all(home)
        return home

    def test_one_that_has_ended_and_belongs_to_no_system_of_ours_is_exit_1(self, ready):
        authority.issue(ready.pki_dir, "former_partner", days=0)
        said = sasae(ready.path, "pki")
        assert said.returncode == 1
        assert re.search(r"^former_partner +\d{4}-\d\d-\d\d まで（期限切れ）$", said.stdout, re.M)

    def test_one_that_ends_tomorrow_has_not_ended(self, ready):
        authority.issue(ready.pki_dir, "former_partner", days=1)
        said = sasae(ready.path, "pki")
        assert said.returncode == 0
        assert re.search(r"^former_partner .*（あと0日）$", said.stdout, re.M)

    def test_one_of_ours_that_has_ended_is_renewed_and_nothing_else(self, ready):
        authority.issue(ready.pki_dir, "linkage", days=0)
        others = {name: certificate(ready.pki_dir, name).serial_number for name in SYSTEMS - {"linkage"}}
        signing = (ready.pki_dir / "linkage" / "signing.key").read_bytes()
        said = sasae(ready.path, "pki")
        assert said.returncode == 0
        assert re.findall(r"^発行しました：(\w+)$", said.stdout, re.M) == ["linkage"]
        assert certificate(ready.pki_dir, "linkage").not_valid_after_utc > clock.real_now() + timedelta(days=300)
        assert (ready.pki_dir / "linkage" / "signing.key").read_bytes() == signing
        assert {name: certificate(ready.pki_dir, name).serial_number for name in others} == others

    @pytest.mark.parametrize(("days", "renewed"), [(45, ["tax"]), (46, [])])
    def test_it_is_renewed_45_days_before_its_end_and_not_46(self, ready, days, renewed):
        authority.issue(ready.pki_dir, "tax", days=days)
        assert keys.issue_all(ready) == renewed

    def test_the_simulators_keep_all_their_names_when_renewed(self, ready):
        authority.issue(ready.pki_dir, SIMULATORS, days=0)
        keys.issue_all(ready)
        assert names_of(certificate(ready.pki_dir, SIMULATORS)) == {SIMULATORS, *PARTNERS}

    def test_what_was_revoked_stays_revoked_when_the_list_is_renewed(self, ready, monkeypatch):
        authority.revoke(ready.pki_dir, "bank")
        with monkeypatch.context() as patch:
            patch.setattr(authority_files, "CRL_DAYS", 30)
            authority.refresh_crl(ready.pki_dir)
        keys.issue_all(ready)
        crl = x509.load_pem_x509_crl((ready.pki_dir / "ca.crl").read_bytes())
        assert dict(authority.expiry(ready.pki_dir))["crl"] > clock.real_now() + timedelta(days=80)
        assert crl.get_revoked_certificate_by_serial_number(certificate(ready.pki_dir, "bank").serial_number)


class TestWhileRunning:
    """Nobody need call `sasae pki`: the supervisor looks once a day. An outdated list would stop every connection."""

    def test_the_supervisor_renews_once_a_day(self, home):
        keys.issue_all(home)
        supervisor = Supervisor(home, simulators=False)
        supervisor.renew_keys(1000.0)
        for moment, renewed in [(0.0, False), (BETWEEN_LOOKS_AT_KEYS - 1, False), (BETWEEN_LOOKS_AT_KEYS, True)]:
            authority.issue(home.pki_dir, "tax", days=1)
            supervisor.renew_keys(1000.0 + moment)
            until = certificate(home.pki_dir, "tax").not_valid_after_utc
            assert (until > clock.real_now() + timedelta(days=300)) is renewed
        assert "renewed the certificate of tax" in (home.logs_dir / "sasae.log").read_text(encoding="utf-8")

    def test_where_the_authority_is_kept_elsewhere_it_says_so_and_goes_on(self, home):
        keys.issue_all(home)
        authority.issue(home.pki_dir, "tax", days=1)
        (home.pki_dir / "ca.key").unlink()
        Supervisor(home, simulators=False).renew_keys(1000.0)
        assert "certificates not renewed" in (home.logs_dir / "sasae.log").read_text(encoding="utf-8")
