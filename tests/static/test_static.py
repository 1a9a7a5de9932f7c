"""What can be checked without running: style, types, walls, and what may stand in tracked files."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STRICT = ["kernel", "reference", "law", "formats", "contracts", "wire"]


def _run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
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


def _tracked() -> list[Path]:
    """What git knows; where git is not installed, every file that is none of the made ones."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    made = {".git", ".venv", "var", "_output", "_site", "__pycache__"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


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
