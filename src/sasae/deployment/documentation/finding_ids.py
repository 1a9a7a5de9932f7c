"""Every finding the product can give, read out of its code: id, sentence, and where it is given.

An id is a text like `W-012`. Its sentence stands beside it: in the same call, the same tuple, the same entry of a table.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ID = re.compile(r"(?!SHA-)[A-Z]{1,3}-[0-9]{3}")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_PLACE = re.compile(r"\{[a-z_]*(?::[^{}]*)?\}")  # where a rule's sentence takes a value
_WITH_ID = re.compile(r"(.+?)（((?!SHA-)[A-Z]{1,3}-[0-9]{3})）\Z", re.DOTALL)
_HOLDERS = (ast.Call, ast.Tuple, ast.List, ast.Dict, ast.Assign, ast.AnnAssign, ast.Return, ast.IfExp)


@dataclass(frozen=True)
class Given:
    """One place in the code that gives a finding; `sentence` is empty where it only speaks of the id."""

    id: str
    sentence: str
    module: str
    line: int


def given(root: Path) -> list[Given]:
    """Every place under `root` (the folder `sasae`), in order of id."""
    found = [each for path in sorted(root.rglob("*.py")) for each in _of_module(path, root)]
    return sorted(found, key=lambda each: (each.id, each.module, each.line))


def _of_module(path: Path, root: Path) -> Iterator[Given]:
    text = path.read_text(encoding="utf-8")
    if not ID.search(text):
        return
    tree = ast.parse(text)
    _put_in_constants(tree)
    above = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    module = ".".join(path.relative_to(root.parent).with_suffix("").parts)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if ID.fullmatch(node.value):
            yield Given(node.value, _beside(node, above), module, node.lineno)
        elif said := _WITH_ID.match(node.value):
            yield Given(said[2], said[1], module, node.lineno)


def _put_in_constants(tree: ast.Module) -> None:
    """Texts that have a name stand where they are given: the module's own names, and before them a function's."""
    for scope in [*(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)), tree]:
        whole = scope is not tree
        nodes = ast.walk(scope) if whole else iter(tree.body)
        named = {
            target.id: node.value
            for node in nodes
            if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Constant, ast.JoinedStr))
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        _Put(named).visit(scope)


class _Put(ast.NodeTransformer):
    """Puts a text in the place of its name."""

    def __init__(self, named: dict[str, ast.Constant | ast.JoinedStr]) -> None:
        self._named = named

    def visit_Name(self, node: ast.Name) -> ast.AST:  # noqa: N802
        """A name that is read."""
        found = self._named.get(node.id) if isinstance(node.ctx, ast.Load) else None
        return node if found is None else ast.copy_location(type(found)(**dict(ast.iter_fields(found))), node)


def _beside(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str:
    """The sentence that goes with an id."""
    here = node
    for _ in range(4):
        parent = above.get(here)
        if parent is None or isinstance(parent, (ast.Compare, ast.Subscript, ast.Set)):
            return ""
        if isinstance(parent, ast.Dict):
            return _of_entry(parent, here)
        if isinstance(parent, _HOLDERS) and (sentence := _first_sentence(parent, node)):
            return sentence
        here = parent
    return ""


def _of_entry(table: ast.Dict, key: ast.AST) -> str:
    for name, value in zip(table.keys, table.values, strict=True):
        if name is key or value is key:
            return _first_sentence(value if name is key else table, key)
    return ""


def _first_sentence(parent: ast.AST, id: ast.AST) -> str:
    """The first Japanese text in it, as long as no other id stands between."""
    for node in ast.walk(parent):
        if isinstance(node, ast.Constant) and node is not id and isinstance(node.value, str) and ID.fullmatch(node.value):
            return ""
    texts = [text for node in _texts(parent) if _JAPANESE.search(text := _text(node)) and "。" in text]
    return max(texts, key=len, default="")


def _texts(parent: ast.AST) -> Iterator[ast.AST]:
    """Texts and f-texts, these not taken apart."""
    if isinstance(parent, ast.JoinedStr) or (isinstance(parent, ast.Constant) and isinstance(parent.value, str)):
        yield parent
        return
    for child in ast.iter_child_nodes(parent):
        yield from _texts(child)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return _PLACE.sub("〔…〕", str(node.value))
    assert isinstance(node, ast.JoinedStr)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "〔…〕" for part in node.values)
