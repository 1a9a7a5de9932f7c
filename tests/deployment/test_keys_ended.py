"""What ends of a key, and when: on both sides of the day it may, and never while something rests on it."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from sasae.deployment import keys, roles
from sasae.deployment.database import Embedded
from sasae.deployment.home import Home
from sasae.deployment.rotation import ending, turning
from sasae.deployment.rotation.listing import kinds
from sasae.deployment.rotation.turning import CannotTurn
from sasae.formats.certificate_code import SigningKeys
from sasae.foundation.sealing import KeyRing
from sasae.kernel import clock
from sasae.kernel.whole_files import replace_whole

DOCUMENT = Path(__file__).parents[2] / "docs/operations/keys.md"


@pytest.fixture
def owned(home: Home, server: Embedded) -> Callable[[str], psycopg.Connection]:
    """Makes a service's database and keys; its owner's log-in."""
    home.pki_dir.mkdir()
    server.start()

    def make(service: str) -> psycopg.Connection:
        with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
            roles.make(admin, home, service)
        keys.make_data_keys(home, service)
        return psycopg.connect(home.database(service, "owner").dsn, autocommit=True)

    return make


def test_what_is_kept_of_an_index_key_for_papers_ends_with_the_last_of_them_purpose_by_purpose(
    home: Home, owned: Callable[[str], psycopg.Connection]
) -> None:
    path = home.path / "secrets" / "portal.keys.json"
    owner = owned("portal")
    now = clock.real_now()
    first, printed = KeyRing.read(path), KeyRing.read(path).blind_index("KW1", "receipt_code")
    for days in (3, 1):
        KeyRing.renew_index(path, keep=turning.KEPT["portal"], now=now - timedelta(days=days))
    KeyRing.forget_index(path)
    with owner:
        owner.execute("CREATE TABLE portal_submissions_submission (received_at timestamptz)")
        owner.execute("CREATE TABLE portal_submissions_cosignature (signed_at timestamptz)")
        at_last = now - timedelta(days=1) + turning.SETTLED
        owner.execute("INSERT INTO portal_submissions_submission VALUES (%s)", [at_last])
        with pytest.raises(CannotTurn) as refused:
            ending.end(home, "derived", "portal")
        assert "receipt_code の前の鍵 1個を消しました" in str(refused.value)
        assert "受付票の申請が 1件あります" in str(refused.value)
        assert "cosigner の前の鍵 2個を消しました" in str(refused.value)
        assert len(KeyRing.kept(path, "receipt_code")) == 1
        assert printed not in KeyRing.read(path).blind_indexes("KW1", "receipt_code")
        owner.execute("UPDATE portal_submissions_submission SET received_at = received_at + interval '1 second'")
    assert "receipt_code の前の鍵 1個を消しました" in ending.end(home, "derived", "portal")
    assert ending.end(home, "derived", "portal") == "前の鍵はありません"
    assert first.blind_indexes("KW1", "receipt_code") == [printed]
    turning.turn(home, "index", "portal")
    with pytest.raises(CannotTurn, match="1時間は"):
        ending.end(home, "derived", "portal")


CERTIFICATES = """
    CREATE TABLE subsidy_certificates_certificate (id int, valid_to date);
    CREATE TABLE subsidy_certificates_certificate_event (pgh_obj_id int, pgh_created_at timestamptz)
"""


def test_a_key_of_codes_ends_on_the_day_after_the_last_certificate_it_signed(
    home: Home, owned: Callable[[str], psycopg.Connection]
) -> None:
    owner = owned("subsidy")
    path = home.path / "secrets" / keys.CERTIFICATE_KEYS
    today = date(2026, 1, 15)
    home.calendar.write_text(today.isoformat())
    first, now = SigningKeys.read(path), clock.real_now()
    of_first, of_second = now - timedelta(days=3), now - timedelta(days=1)
    second = SigningKeys.renew(path, now=of_first)
    SigningKeys.renew(path, now=of_second)
    with owner:
        owner.execute(CERTIFICATES)

        def certificate(number: int, entered: datetime, valid_to: date) -> None:
            owner.execute("INSERT INTO subsidy_certificates_certificate VALUES (%s, %s)", [number, valid_to])
            owner.execute("INSERT INTO subsidy_certificates_certificate_event VALUES (%s, %s)", [number, entered])

        certificate(1, of_first - timedelta(hours=1), today - timedelta(days=1))  # run out
        certificate(2, of_second - timedelta(hours=1), today)  # its last day
        certificate(3, of_second - timedelta(hours=1), today - timedelta(days=1))
        certificate(4, now, today + timedelta(days=300))  # by the present key
        with pytest.raises(CannotTurn) as refused:
            ending.end(home, "certificate_code", "subsidy")
        assert f"鍵 {first.current} を消しました" in str(refused.value)
        assert f"鍵 {second} は残しました：期間の残る医療証が 1通あります（最後は {today} まで）" in str(refused.value)
        assert list(SigningKeys.read(path).former) == [second]
        assert '"end certificate_code"' in (home.pki_dir / turning.RECORD).read_text()
        owner.execute("UPDATE subsidy_certificates_certificate SET valid_to = %s WHERE id = 2", [today - timedelta(days=1)])
    assert "消しました" in ending.end(home, "certificate_code", "subsidy")
    turning.turn(home, "certificate_code", "subsidy")
    with pytest.raises(CannotTurn, match="1時間は"):
        ending.end(home, "certificate_code", "subsidy")
    assert len(SigningKeys.read(path).public.keys) == 2


def test_a_file_that_still_holds_the_secrets_before_is_read_and_loses_them_with_the_next_change(tmp_path: Path) -> None:
    path = tmp_path / keys.CERTIFICATE_KEYS
    SigningKeys.create(path)
    old = json.loads(path.read_text())
    SigningKeys.renew(path, now=clock.real_now())
    held = json.loads(path.read_text())
    replace_whole(path, json.dumps({"current": held["current"], "keys": {**old["keys"], **held["keys"]}}).encode(), 0o600)
    both = SigningKeys.read(path).public.keys
    assert set(both) == {old["current"], held["current"]}
    SigningKeys.forget(path, [])
    assert (SigningKeys.read(path).public.keys == both, old["keys"][old["current"]] in path.read_text()) == (True, False)
    with pytest.raises(ValueError, match="current"):
        SigningKeys.forget(path, [held["current"]])


def test_the_manual_has_a_row_for_every_kind() -> None:
    rows = [line.split("|")[1].strip().strip("`") for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert rows == [kind.name for kind in kinds()]
