"""The list of pairs of steps that nobody takes both, of all systems. Read out of the code, where each stands beside its action."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from sasae.deployment.documentation.error_catalogue import ROOT
from sasae.deployment.documentation.markup import table
from sasae.deployment.documentation.openapi import name_of
from sasae.deployment.home import SERVICES

EVERYWHERE = "五つのシステムに共通"


@dataclass(frozen=True)
class Declared:
    """One pair: its own name, the thing and its two steps in Japanese, and the module that declares it."""

    name: str
    thing: str
    first: str
    second: str
    module: str

    @property
    def system(self) -> str:
        """Whose it is; the foundation's are everybody's."""
        return self.module.partition("/")[0]


def pairs(root: Path = ROOT) -> list[Declared]:
    """Every pair, in order of system and name."""
    found = [each for system in ("foundation", *SERVICES) for path in (root / system).rglob("*.py") for each in _of(path, root)]
    return sorted(found, key=lambda each: (each.system, each.name))


def _of(path: Path, root: Path) -> Iterator[Declared]:
    text = path.read_text(encoding="utf-8")
    if " = Pair(" not in text:
        return
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "Pair":
            told = {each.arg: ast.literal_eval(each.value) for each in node.value.keywords if each.arg}
            name = ast.literal_eval(node.value.args[0])
            yield Declared(name, told["thing"], told["first"], told["second"], path.relative_to(root).as_posix())


def page() -> str:
    """For people, system by system."""
    every = pairs()
    parts = [
        "<h1>二人で行う段階の一覧</h1>\n<p>同じものについて、先の段階をした人は、後の段階をできません。しようとすると断られ、断られたことが"
        f"操作履歴に残ります。全部で{len(every)}組。どの組も、同じ人では断られ、別の人では通ることを、試験で確かめています。</p>"
    ]
    for system in ("foundation", *SERVICES):
        rows = [[escape(one.thing), escape(one.first), escape(one.second)] for one in every if one.system == system]
        if rows:
            title = EVERYWHERE if system == "foundation" else name_of(system)
            parts.append(f"<h2>{escape(title)}</h2>\n{table(['もの', '先の段階', '同じ人にはできない段階'], rows)}")
    return "\n".join(parts)
