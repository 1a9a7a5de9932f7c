"""What the design calls smells, looked for in the source itself."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sasae

SOURCE = Path(sasae.__file__).parent
TESTS = Path(__file__).parents[1]
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
MODULE, FUNCTION, VIEW = 300, 40, 25  # lines

# Longer than a module or a view should be, and why it is left whole.
LONGER: dict[str, str] = {}
LONGER_TESTS = {
    "deployment/test_database.py": "one server is started once, for every way it may be found",
    "deployment/test_roles.py": "one log-in after the other against the same tables",
    "deployment/test_supervisor.py": "one running supervisor, through every way its processes may end",
    "formats/test_application_zip.py": "one archive and every fault it may have",
    "intake/test_retention.py": "one ended application, through every way of being kept and deleted",
    "portal/test_sending.py": "one application on its way, step by step",
    "simulators/test_card_authority.py": "one authority's certificates, from issue to revocation",
}
# The program goes on after any fault only where it says so aloud and the fault is raised again.
BROAD = {"foundation/batch/batches.py": "halts the run, then raises the same fault"}
# Modules other than actions.py that move a state, each for the actions that call it.
MOVERS = {
    "foundation/batch/moves.py": "the table of a run's moves, applied for actions and worker",
    "intake/handover/reports.py": "the reports' own verbs: sent, taken, refused",
}
ASKED = (  # what rules look at
    ast.FunctionDef, ast.ExceptHandler, ast.Call, ast.Assign, ast.ClassDef, ast.Import, ast.ImportFrom,
)  # fmt: skip
WRITES = {"create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create"}


def name_of(path: Path, base: Path = SOURCE) -> str:
    return path.relative_to(base).as_posix()


@cache
def kinds_of(path: Path) -> dict[type[ast.AST], list[ast.AST]]:
    """The nodes of a file by their kind; read once for all rules."""
    found: dict[type[ast.AST], list[ast.AST]] = {kind: [] for kind in ASKED}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if type(node) in found:
            found[type(node)].append(node)
    return found


def nodes(kind: type[ast.AST], paths: list[Path] = MODULES) -> Iterator[tuple[Path, ast.AST]]:
    for path in paths:
        for node in kinds_of(path)[kind]:
            yield path, node


def length(function: ast.FunctionDef) -> int:
    """Lines of its statements, the docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


def is_view(function: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Call) and ast.unparse(each.func) == "gate" for each in function.decorator_list)


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_module_has_300_lines_at_most():
    long = {name_of(path) for path in MODULES if lines_of(path) > MODULE}
    assert long == set(LONGER)


def test_a_file_of_tests_has_300_lines_at_most():
    long = {name_of(path, TESTS) for path in TESTS.rglob("*.py") if lines_of(path) > MODULE}
    assert long - set(LONGER_TESTS) == set()


def test_a_function_has_40_lines_at_most_and_a_view_25():
    long = [
        f"{name_of(path)}:{node.name} {length(node)}"
        for path, node in nodes(ast.FunctionDef)
        if length(node) > (VIEW if is_view(node) else FUNCTION)
    ]
    assert long == []


def test_no_fault_is_swallowed_whole():
    broad = {
        name_of(path)
        for path, node in nodes(ast.ExceptHandler)
        if node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
    }
    assert broad == set(BROAD)


def test_what_catches_every_fault_raises_it_again():
    for path, node in nodes(ast.ExceptHandler, [SOURCE / name for name in BROAD]):
        if node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}:
            last = node.body[-1]
            assert isinstance(last, ast.Raise), path
            assert last.exc is None


def test_views_write_nothing_themselves():
    views = [path for path in MODULES if path.name.startswith("views") or path.parent.name == "views"]
    written = []
    for path, node in nodes(ast.Call, views):
        if isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            saves = node.func.attr == "save" and not node.args
            if saves or (node.func.attr in WRITES and ".objects" in owner):
                written.append(f"{name_of(path)}:{node.lineno}")
    assert len(views) > 20
    assert written == []


def test_states_are_set_by_actions_alone():
    moved = set()
    for path, node in nodes(ast.Assign):
        for target in node.targets:
            if (
                isinstance(target, ast.Attribute)
                and target.attr in {"status", "state"}
                and ast.unparse(target.value) != "self"
            ):
                moved.add(name_of(path))
    elsewhere = {name for name in moved if not _acts(name) and not name.startswith(("simulators/", "deployment/"))}
    assert elsewhere == set(MOVERS)


def _acts(name: str) -> bool:
    """`actions.py`, or a module of a folder `actions`."""
    return name.endswith("/actions.py") or "/actions/" in name


def test_nothing_happens_by_signal():
    signals = ("django.dispatch", "django.db.models.signals", "django.core.signals", "blinker")
    heard = [
        f"{name_of(path)}:{node.lineno}"
        for kind in (ast.Import, ast.ImportFrom)
        for path, node in nodes(kind)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
        if name.startswith(signals)
    ]
    assert heard == []


@pytest.mark.parametrize("root", [SOURCE, TESTS], ids=["source", "tests"])
def test_nothing_is_named_for_being_useful(root):
    vague = re.compile(r"^(utils?|helpers?|misc|common_?utils|.*manager.*)$", re.I)
    found = [
        name_of(path, root) for path in root.rglob("*") if vague.match(path.stem) and "__pycache__" not in path.parts
    ]
    assert found == []
    managers = [
        f"{name_of(path)}:{node.name}"
        for path, node in nodes(ast.ClassDef)
        if re.search("Manager|Helper|Util", node.name)
        and not any("Manager" in ast.unparse(base) for base in node.bases)
    ]
    assert managers == []


LEGAL_NUMBER = re.compile(r"[0-9０-９][0-9０-９,，]*\s*(?:万?円|歳|割)")
# 0円 is nothing at all; 10割 is what a whole is called; the card's own page says the card law's age, not ours
NOT_LEGAL = {"0円", "10割"}


def test_no_template_knows_an_amount_or_an_age_of_the_law():
    papers = [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("*.typ")]
    found = [
        f"{name_of(path)}: {hit[0]}"
        for path in papers
        if "simulators" not in path.parts
        for hit in LEGAL_NUMBER.finditer(path.read_text(encoding="utf-8"))
        if hit[0] not in NOT_LEGAL
    ]
    assert len(papers) > 50
    assert found == []


def test_each_exception_is_still_needed():
    assert [name for name in LONGER if not (SOURCE / name).exists()] == []
    assert [name for name in LONGER_TESTS if lines_of(TESTS / name) <= MODULE] == []
