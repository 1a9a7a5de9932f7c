"""Which findings an operation may give: the ids in the functions its handler reaches, read from the code.

A function reaches what it names: functions and classes of its own module, and what it imports. That is a little more
than will ever happen, and never less where calls are plain.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path

from sasae.contracts.catalog import AnyOperation
from sasae.deployment.documentation.finding_ids import ID

ROOT = Path(__file__).parents[2]
DEEPEST = 8  # calls from the handler
# what every door does before and after: W-findings of its own list
COMMON = ("W-001", "W-002", "W-003", "W-004", "W-005", "W-006", "W-008", "W-011", "W-012", "W-013", "W-015", "W-019", "W-020",
          "W-100", "W-101", "W-102", "W-103", "W-104", "W-105", "W-106", "W-107",
    "W-108")  # fmt: skip
WITH_EFFECT = ("W-014", "W-016", "W-017")
OUTSIDE = ("foundation", "kernel", "wire", "contracts")  # their findings are the common ones


@dataclass
class Module:
    """What a module defines and imports."""

    name: str
    defined: dict[str, ast.AST] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


def findings_of(operation: AnyOperation) -> list[str]:
    """The ids an operation may give besides those every operation gives."""
    handler = _handlers().get((operation.callee, operation.full_name))
    if handler is None:
        return []
    return sorted(set(_reached(*handler)) - set(COMMON) - set(WITH_EFFECT))


def common_to(operation: AnyOperation) -> tuple[str, ...]:
    """The ids every operation of its kind gives."""
    return COMMON + (WITH_EFFECT if operation.effect else ())


@cache
def _handlers() -> dict[tuple[str, str], tuple[str, str]]:
    """Module and function by callee and operation."""
    found = {}
    for path in sorted(ROOT.glob("*/**/*.py")):
        module = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        text = path.read_text(encoding="utf-8")
        if "@answers(" in text and "def answers(" not in text:
            callee = module.split(".")[1]
            for node in ast.parse(text).body:
                for name in _answered(node):
                    operation = _operation(module, name)
                    if operation is not None and operation.callee == callee and isinstance(node, ast.FunctionDef):
                        found[callee, operation.full_name] = (module, node.name)
    return found | _played()


def _answered(node: ast.AST) -> Iterator[ast.expr]:
    for decorator in getattr(node, "decorator_list", []):
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "answers":
            yield decorator.args[1]


def _operation(module: str, name: ast.expr) -> AnyOperation | None:
    """The operation an expression such as `contract.LIST` names in a module; imports of contracts only."""
    if not isinstance(name, ast.Attribute) or not isinstance(name.value, ast.Name):
        return None
    origin = _module(module).imported.get(name.value.id)
    if origin is None or not origin[0].startswith("sasae.contracts"):
        return None
    held = import_module(".".join(part for part in origin if part))
    value: AnyOperation | None = getattr(held, name.attr, None)
    return value


def _played() -> dict[tuple[str, str], tuple[str, str]]:
    """The partners we play: their table, as it stands in the code."""
    module = "sasae.simulators.urls_contracts"
    found = {}
    for node in ast.walk(ast.parse(_path(module).read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.AnnAssign)
            and getattr(node.target, "id", "") == "ANSWERS"
            and isinstance(node.value, ast.Dict)
        ):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                operation = _operation(module, key) if key is not None else None
                if operation is not None and isinstance(value, ast.Tuple):
                    area, name = (ast.literal_eval(each) for each in value.elts)
                    found[operation.callee, operation.full_name] = (f"sasae.simulators.{area}.answers", name)
    return found


def _reached(module: str, name: str) -> Iterator[str]:
    seen, waiting = {(module, name)}, [(module, name, 0)]
    while waiting:
        where, what, depth = waiting.pop()
        node = _module(where).defined.get(what)
        if node is None:
            onward = _module(where).imported.get(what)
            nexts = [onward] if onward else []
        else:
            yield from (
                each.value
                for each in ast.walk(node)
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and ID.fullmatch(each.value)
            )  # noqa: E501
            nexts = list(_named(where, node))
        for near in nexts:
            if near not in seen and depth < DEEPEST and near[0].split(".")[1:2][0] not in OUTSIDE:
                seen.add(near)
                waiting.append((*near, depth + 1))


def _named(module: str, node: ast.AST) -> Iterator[tuple[str, str]]:
    """What a function names: (module, name)."""
    here = _module(module)
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            if each.id in here.defined:
                yield module, each.id
            elif each.id in here.imported and here.imported[each.id][1]:
                yield here.imported[each.id]
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in here.imported:
            package, name = here.imported[each.value.id]
            yield (f"{package}.{name}" if name else package), each.attr


@cache
def _module(name: str) -> Module:
    found = Module(name)
    path = _path(name)
    if not path.is_file():
        return found
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.defined[node.name] = node
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and node.value is not None:
                    found.defined[target.id] = node.value
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sasae"):
            for alias in node.names:
                found.imported[alias.asname or alias.name] = (str(node.module), alias.name)
    return found


def _path(name: str) -> Path:
    place = ROOT.parent.joinpath(*name.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
