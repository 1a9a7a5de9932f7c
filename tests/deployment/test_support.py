"""What is handed to a supporter holds what they need, and nobody's personal data or passwords."""

import json
import zipfile

import psycopg
import pytest

from sasae.deployment.support import STRUCK, struck
from sasae.kernel.numbers import individual
from tests.deployment.terminal import sasae

MARKER = "しるし太郎"
NUMBER = "12345678901" + individual.check_digit("12345678901")


@pytest.fixture
def made(home, server, tmp_path):
    """An installation with a person in a table, a number in a log, and passwords; and the ZIP made of it."""
    server.start()
    home.database("linkage", "owner")
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
        place = home.database("linkage", "owner")
        admin.execute(f"CREATE ROLE {place.user} LOGIN PASSWORD '{place.password}'")
        admin.execute(f"CREATE DATABASE {place.name} OWNER {place.user}")
    with psycopg.connect(home.database("linkage", "owner").dsn, autocommit=True) as owner:
        owner.execute("CREATE TABLE person (name text)")
        owner.execute("INSERT INTO person SELECT %s FROM generate_series(1, 50)", [MARKER])
        owner.execute("ANALYZE person")
        owner.execute("ALTER TABLE person ADD CONSTRAINT short CHECK (length(name) < 9)")
        with pytest.raises(psycopg.errors.CheckViolation, match=MARKER):  # the client is told; the server's log is not
            psycopg.ClientCursor(owner).execute("INSERT INTO person VALUES (%s)", [MARKER * 2])
    lines = [f"2026-06-15 09:00:01,123 linkage refused {NUMBER}", "09012345678 did not answer", "retry password=abc123"]
    (home.logs_dir / "sasae.log").write_text("\n".join([*lines, ""]), encoding="utf-8")
    out = tmp_path / "support.zip"
    said = sasae(home.path, "support", "--out", str(out))
    assert said.returncode == 0, said.stdout + said.stderr
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}, out


def test_a_supporter_finds_versions_settings_tables_and_logs(made):
    parts, out = made
    assert {"about.json", "doctor.json", "status.json", "settings.json", "databases.json", "logs/sasae.log"} <= set(
        parts
    )
    told = json.loads(parts["databases.json"])
    assert {
        key: value for key, value in told["linkage"]["tables"][0].items() if key != "bytes"
    } == {"name": "public.person", "rows": 50}
    assert told["subsidy"] == {"trouble": "OperationalError"}
    assert any(look["area"] == "Python" for look in json.loads(parts["doctor.json"]))
    assert "2026-06-15 09:00:01,123 linkage refused" in parts["logs/sasae.log"]
    assert out.stat().st_mode & 0o077 == 0


@pytest.mark.clause("SEC-1")
def test_nobodys_data_and_no_password_goes_with_it(made, home):
    whole = "\n".join(made[0].values())
    assert '"person" violates check constraint "short"' in made[0]["logs/postgres.log"]
    assert MARKER not in whole
    assert NUMBER not in whole
    assert "09012345678" not in whole
    assert "abc123" not in whole
    for secret in (home.path / "secrets").iterdir():
        assert secret.read_text(encoding="ascii").strip() not in whole, secret.name


def test_a_file_that_is_there_is_not_written_over(home, tmp_path):
    (tmp_path / "mine.zip").write_bytes(b"mine")
    said = sasae(home.path, "support", "--out", str(tmp_path / "mine.zip"))
    assert (said.returncode, (tmp_path / "mine.zip").read_bytes()) == (2, b"mine")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("at 2026-06-15T09:00:01 done in 12.5 s, 300 rows", "at 2026-06-15T09:00:01 done in 12.5 s, 300 rows"),
        ("tel 044-200-0000 asked", f"tel {STRUCK} asked"),
        ("number 1234 5678 9018", f"number {STRUCK}"),
        ("mail to hana@example.jp", f"mail to {STRUCK}"),
        ("token: abcdef", f"token: {STRUCK}"),
        ("port 28432", "port 28432"),
    ],
)
def test_what_could_be_a_persons_is_struck_out_and_times_stay(line, kept):
    assert struck(line) == kept
