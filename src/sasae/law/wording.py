"""The wording of rules, kept as data beside them and dated like every value: an old decision keeps the words of its day.

A file says once since when its texts hold; a text that changed later stands again under its id with a `since` of its own.
"""

from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

import yaml

from sasae.kernel.dated import BadTable, Dated, Row
from sasae.law.decision import Rule

Wordings = Mapping[str, Dated[Rule]]


def load_wordings(package: str, filename: str) -> Wordings:
    """Read a file of rule texts. Raises BadTable at import for a text that is doubled, or lacks its source or beginning."""
    return wordings(yaml.safe_load(resources.files(package).joinpath(filename).read_text("utf-8")), filename)


def wordings(table: Any, filename: str) -> Wordings:
    found: dict[str, list[Row[Rule | None]]] = {}
    for row in table["rules"]:
        since = row.get("since", table.get("since"))
        if not isinstance(since, date) or not row.get("source"):
            raise BadTable(f"{filename}: 規定 {row['id']} に since と source が要ります。")
        assumed = bool(row.get("assumed", False))
        rule = Rule(row["id"], row["article"], row["text"], str(row["source"]), assumed)
        found.setdefault(rule.id, []).append(Row(since, rule, rule.source, assumed))
    return {rule: Dated(f"規定 {rule}", "文言", rows) for rule, rows in found.items()}


def latest(texts: Wordings) -> dict[str, Rule]:
    """Each rule by its newest wording: what code refers to. What is printed is the wording of the day."""
    return {rule: dated.rows[-1].value for rule, dated in texts.items() if dated.rows[-1].value is not None}
