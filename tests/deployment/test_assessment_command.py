"""`sasae assessment`: said for people and for programs, with an exit code; what cannot be looked at is not said to be good."""

import json
import os
import stat
from pathlib import Path

import pytest

from sasae.deployment import cli
from sasae.deployment.assessment.clauses import clauses
from sasae.deployment.assessment.today import databases
from sasae.deployment.home import Home


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SASAE_HOME", str(tmp_path))
    return tmp_path


def test_an_installation_that_does_not_run_is_not_said_to_be_good(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert cli.main(["assessment", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert sum(told["counts"].values()) == len(told["clauses"]) == 118
    states = {one["id"]: one["state"] for one in told["clauses"]}
    assert states["ACC-6"] == "unknown"
    assert {states[one.id] for one in clauses() if one.missing} <= {"not_built"}
    assert states["SEC-1"] == "false"  # there is no certificate
    assert not (home / "secrets").exists()  # looking makes nothing


def test_people_read_what_is_not_true_and_why_and_with_all_the_evidence_too(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["assessment"])
    short = capsys.readouterr().out
    unbuilt = [f"未実装　{one.id} {one.title}\n      → {one.missing}" for one in clauses() if one.missing]
    assert [said for said in unbuilt if said not in short] == []
    assert "USE-1 " not in short
    assert short.splitlines()[-1].startswith("満たしている ")
    cli.main(["assessment", "--all"])
    assert "満たしている　USE-1 " in capsys.readouterr().out


def test_a_database_that_does_not_answer_is_left_out(home: Path) -> None:
    secrets = home / "secrets"
    secrets.mkdir()
    (home / "sasae.toml").write_text('[database]\nhost = "127.0.0.1"\nport = 1\n', "utf-8")
    secret = secrets / "database-subsidy-app"
    secret.write_text("x", "ascii")
    os.chmod(secret, stat.S_IRUSR)
    with databases(Home.load(home)) as found:
        assert found == {}
