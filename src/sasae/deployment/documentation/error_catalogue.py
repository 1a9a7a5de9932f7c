"""The catalogue of findings: every id with its sentence, what it means and what to do. Made from the code.

`findings.yaml` adds what no code says: the area of a prefix, and what the developer of another system does about it.
"""

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sasae.deployment.documentation.finding_ids import Given, given
from sasae.deployment.documentation.markup import table

ROOT = Path(__file__).parents[2]
_DOING = "ください"
IN_GENERAL = "示された場所を確かめて、直してください。"


@dataclass(frozen=True)
class Entry:
    """One id: its sentence (〔…〕 stands for a value), what it means, what to do, and who gives it."""

    id: str
    sentences: tuple[str, ...]
    meaning: str
    cure: str
    given_by: tuple[str, ...]


@cache
def told() -> dict[str, Any]:
    """What `findings.yaml` says."""
    found: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("findings.yaml").read_text("utf-8"))
    return found


@cache
def places() -> dict[str, list[Given]]:
    """Where each id is given."""
    found = defaultdict(list)
    for each in given(ROOT):
        found[each.id].append(each)
    return dict(found)


@cache
def catalogue() -> tuple[Entry, ...]:
    """Every id, in order."""
    return tuple(_entry(id, found) for id, found in places().items())


def area(module: str) -> str:
    """`linkage.people` of `sasae.linkage.people.checks`."""
    return ".".join(module.split(".")[1:3])


def faults() -> list[str]:
    """What is wrong with the ids themselves: no sentence, an id of another area, two areas that mean something else by one id."""
    found = []
    for id, where in places().items():
        said = {each.sentence for each in where if each.sentence}
        areas = {area(each.module) for each in where if each.sentence}
        family = told()["families"].get(id.partition("-")[0])
        if not said and id not in told()["words"]:
            found.append(
                f"{id}: no sentence beside it in the code ({where[0].module}:{where[0].line}); say it in words"
            )
        outside = {
            one for one in areas if family and not any(f"{one}.".startswith(f"{each}.") for each in family["areas"])
        }
        if outside:
            found.append(f"{id}: {', '.join(sorted(outside))} gives an id of another area")
        if len(areas) > 1 and len(said) > 1 and id not in told()["shared"]:
            found.append(f"{id}: used twice, in {' and '.join(sorted(areas))}")
    found += [f"{id}: in findings.yaml, but nobody gives it" for name in ("words", "cures") for id in told()[name] if id not in places()]  # fmt: skip  # noqa: E501
    return found


def _entry(id: str, where: list[Given]) -> Entry:
    said = tuple(dict.fromkeys(each.sentence.strip() for each in where if each.sentence))
    said = said or (told()["words"].get(id, ""),)
    parts = [part + "。" for part in "".join(said[:1]).split("。") if part]
    meaning = "".join(part for part in parts if _DOING not in part) or said[0]
    doing = "".join(part for part in parts if _DOING in part)
    family = told()["families"].get(id.partition("-")[0], {})
    cure = told()["cures"].get(id) or doing or family.get("cure", IN_GENERAL)
    return Entry(id, said, meaning, cure, tuple(sorted({area(each.module) for each in where})))


def as_json() -> str:
    """For machines."""
    return json.dumps({"findings": [asdict(each) for each in catalogue()]}, ensure_ascii=False, indent=1) + "\n"


def page() -> str:
    """For people, family by family."""
    by_family = defaultdict(list)
    for each in catalogue():
        by_family[each.id.partition("-")[0]].append(each)
    parts = [
        "<h1>指摘の一覧</h1>\n<p>入力・ファイル・電文に誤りがあるとき、製品は指摘を返します。番号は変わりません。"
        f"〔…〕には、その場の値が入ります。全部で{len(catalogue()):,}件。"
        '<a href="findings.json">機械で読む形（JSON）</a></p>'
    ]
    for prefix, entries in sorted(by_family.items()):
        title = told()["families"].get(prefix, {}).get("title", prefix)
        rows = [
            [f'<a id="{each.id}"></a>{each.id}', "<br>".join(map(escape, each.sentences)), escape(each.meaning), escape(each.cure)]
            for each in entries
        ]  # fmt: skip
        parts.append(f"<h2>{prefix}　{escape(title)}</h2>\n{table(['番号', '文', '意味', '直し方'], rows)}")
    return "\n".join(parts)
