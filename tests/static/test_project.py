"""The project's own papers: commands with a line each, dependencies pinned, clauses that exist."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from sasae.deployment import cli

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z0-9,._-]+\])?==[^\s;]+( ; [^\\]+)?( \\)?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|--trusted-host|(^|\s)-[ief]\s|@ ")
CLAUSES = yaml.safe_load((ROOT / "tests" / "clauses.yaml").read_text(encoding="utf-8"))
KINDS = {"function", "record", "control", "organisational"}
SYSTEMS = {"subsidy", "linkage", "intermediary", "portal", "intake", "network", "all"}


def test_every_command_has_its_line_of_help() -> None:
    lines = [line.split(maxsplit=1) for line in cli.overview().splitlines()[4:]]
    assert {name for name, _ in lines} == set(cli.verbs())
    assert [name for name, said in lines if len(said) < 10] == []


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_dependency_is_pinned_by_hash_and_by_no_address(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    names = [place for place, line in enumerate(lines) if line and not line.startswith(" ")]
    assert names
    assert [line for line in lines if ADDRESS.search(line)] == []
    for place, following in zip(names, [*names[1:], len(lines)], strict=True):
        assert PINNED.match(lines[place]), lines[place]
        hashes = [line for line in lines[place + 1 : following] if line.strip()]
        assert hashes, lines[place]
        assert [line for line in hashes if not HASH.match(line)] == []


def test_what_tests_need_holds_all_that_running_needs() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return {line.split(" ")[0] for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))}

    assert pins("runtime.txt") - pins("test.txt") == set()


def test_no_lock_file_is_kept() -> None:
    locks = {"uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
    assert [name for name in locks if (ROOT / name).exists()] == []
    if shutil.which("git") and (ROOT / ".git").exists():
        told = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert [name for name in told.splitlines() if Path(name).name in locks or name.endswith(".lock")] == []


def test_the_list_of_clauses_is_whole() -> None:
    ids = [clause["id"] for clause in CLAUSES]
    assert len(set(ids)) == len(ids) > 100
    for clause in CLAUSES:
        assert set(clause) == {"id", "kind", "system", "ja"}
        assert re.fullmatch(r"[A-Z]{3}-[0-9]{1,2}", clause["id"])
        assert clause["kind"] in KINDS
        systems = [clause["system"]] if isinstance(clause["system"], str) else clause["system"]
        assert set(systems) <= SYSTEMS
        assert not clause["ja"].isascii()


def _marks(path: Path) -> list[tuple[int, list[object]]]:
    return [
        (node.lineno, [ast.literal_eval(each) for each in node.args])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.clause"
    ]


def test_every_clause_a_test_names_exists() -> None:
    known = {clause["id"] for clause in CLAUSES}
    found = {path: _marks(path) for path in sorted((ROOT / "tests").rglob("*.py"))}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {names}"
        for path, marks in found.items()
        for line, names in marks
        if not names or set(names) - known
    ]
    assert sum(len(marks) for marks in found.values()) > 50
    assert wrong == []
