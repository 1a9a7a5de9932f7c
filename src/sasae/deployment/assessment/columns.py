"""Every column of the running systems by its class: named in 別添１, needed, technical; what is none of them is a finding."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met
from sasae.deployment.assessment.record_items import record_items

_COLUMNS = """
    SELECT c.relname, a.attname, coalesce(col_description(c.oid, a.attnum), '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum
"""
NAMED, NEEDED, TECHNICAL, UNCLASSED = "評価書にある", "必要", "技術的", "区分なし"


@dataclass(frozen=True)
class Column:
    """One column, what it is called in the schema, and its class."""

    place: str
    words: str
    kind: str


@lru_cache(maxsize=1)
def _classes() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    told = yaml.safe_load((files(__package__) / "column_classes.yaml").read_text(encoding="utf-8"))
    tables, columns = (re.compile("|".join(told[name])) for name in ("technical_tables", "technical_columns"))
    return tables, columns, told["needed"]


def needed() -> dict[str, str]:
    """The columns beyond 別添１, each with the affair it is for and why."""
    return _classes()[2]


def kind_of(system: str, table: str, column: str) -> str:
    """The class of a column. What 別添１ names stays named, whatever its name looks like."""
    tables, columns, needed = _classes()
    place = f"{system}.{table}.{column}"
    if any(place in items.values() for items in record_items().values()):
        return NAMED
    if place in needed:
        return NEEDED
    return TECHNICAL if tables.fullmatch(table) or columns.fullmatch(column) else UNCLASSED


def columns_of(look: Look, system: str) -> list[Column]:
    """The columns of a system's database."""
    found = look.rows(system, _COLUMNS)
    return [Column(f"{system}.{table}.{name}", words, kind_of(system, table, name)) for table, name, words in found]


@control("列の区分")
def columns_classed(look: Look, system: str) -> Answer:
    """Every column has its class."""
    found = columns_of(look, system)
    counts = Counter(column.kind for column in found)
    said = "、".join(f"{kind} {counts[kind]}" for kind in (NAMED, NEEDED, TECHNICAL, UNCLASSED))
    if not counts[UNCLASSED]:
        return met(said)
    first = [column.place.partition(".")[2] for column in found if column.kind == UNCLASSED][:3]
    return not_met(f"評価書にない列で区分のないものが{counts[UNCLASSED]}件（{said}）：{'、'.join(first)} ほか")
