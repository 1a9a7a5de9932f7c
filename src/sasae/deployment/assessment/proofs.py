"""Which tests prove which clause, and whether the functions a clause names exist: read from the source, without running it."""

import ast
from functools import lru_cache
from pathlib import Path

import sasae

SOURCE = Path(sasae.__file__).parent
TESTS = SOURCE.parents[1] / "tests"
_MARK = "pytest.mark.clause"


def proofs(tests: Path = TESTS) -> dict[str, list[str]] | None:
    """Tests by clause, as `folder/test_file.py::test_name`; None where the tests are not part of this installation."""
    if not tests.is_dir():
        return None
    found: dict[str, list[str]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if _MARK in text:
            for clause, test in _marked(ast.parse(text)):
                found.setdefault(clause, []).append(f"{path.relative_to(tests).as_posix()}::{test}")
    return found


def _marked(module: ast.Module) -> list[tuple[str, str]]:
    """Clause and test: marks of a function, of a class for each of its tests, of the module for all."""
    whole = [clause for node in module.body if isinstance(node, ast.Assign) for clause in _clauses([node.value])]
    found = []
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            inherited = whole + _clauses(node.decorator_list)
            found += [(clause, one.name) for one in _tests(node.body) for clause in inherited + _own(one)]
    return found + [(clause, one.name) for one in _tests(module.body) for clause in whole + _own(one)]


def _tests(body: list[ast.stmt]) -> list[ast.FunctionDef]:
    return [node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def _own(test: ast.FunctionDef) -> list[str]:
    return _clauses(test.decorator_list)


def _clauses(marks: list[ast.expr]) -> list[str]:
    return [
        str(ast.literal_eval(each))
        for mark in marks
        for call in ast.walk(mark)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == _MARK
        for each in call.args
    ]


def exists(code: str, source: Path = SOURCE) -> bool:
    """Whether `package.module:name` is there to be called."""
    module, _, name = code.partition(":")
    place = source.joinpath(*module.split("."))
    path = place.with_suffix(".py") if place.with_suffix(".py").exists() else place / "__init__.py"
    return path.exists() and name in _names(path)


@lru_cache(maxsize=256)
def _names(path: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return frozenset(names)
