"""What can be checked without running: style, types, walls, migrations, and what may stand in tracked files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sasae.deployment.home import create

ROOT = Path(__file__).parents[2]
STRICT = ["kernel", "reference", "law", "formats", "contracts", "wire"]


def _run(*command: str, **environment: str) -> None:
    import os

    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_code_is_in_style() -> None:
    _run("ruff", "check", "src", "tests")


def test_the_lower_layers_are_typed() -> None:
    _run("mypy", *[f"src/sasae/{layer}" for layer in STRICT])


def test_arrows_go_down_only() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", ["subsidy", "linkage", "intermediary", "portal", "intake", "simulators"])
def test_every_model_has_its_migration(service: str, tmp_path: Path) -> None:
    create(tmp_path / "home")
    _run(
        "sasae.deployment.manage", service, "makemigrations", "--check", "--dry-run", SASAE_HOME=str(tmp_path / "home")
    )


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_registry_host_and_no_machine_path_stands_in_a_tracked_file() -> None:
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".com", "npmjs" + ".org", "deb.debian" + ".org"]
    paths = ["/wor" + "k/main", "/wor" + "k/steering", "/ho" + "me/[a-z]"]
    forbidden = re.compile("|".join([*(re.escape(host) for host in hosts), *paths]))
    found = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if forbidden.search(path.read_bytes().decode("utf-8", "ignore"))
    ]
    assert found == []
