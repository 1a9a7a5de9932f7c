"""Every column of the running systems by its class: named in 別添１, needed, technical; what is none of them is a finding."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product

import yaml

from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met
from sasae.deployment.assessment.record_items import record_items

# Bodies of the intermediary have a schema each, all of one form: a table of that name is one table here.
_COLUMNS = """
    SELECT DISTINCT ON (c.relname, a.attnum, a.attname) c.relname, a.attname, coalesce(col_description(c.oid, a.attnum), '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname !~ '^(pg_|information_schema$)' AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY 1, a.attnum, a.attname
"""
NAMED, NEEDED, TECHNICAL, UNCLASSED = "評価書にある", "必要", "技術的", "区分なし"


@dataclass(frozen=True)
class Column:
    """One column, what it is called in the schema, and its class."""

    place: str
    words: str
    kind: str


@dataclass(frozen=True)
class Classes:
    """What is written of columns: technical tables, names and places; further columns of named items; needed ones."""

    tables: re.Pattern[str]
    columns: re.Pattern[str]
    places: frozenset[str]
    named: dict[str, str]
    needed: dict[str, str]


def written_out(line: str) -> list[str]:
    """The places a line means: `a.b_(c|d).(e|f)` is four."""
    parts = re.split(r"\(([^)]*)\)", line)  # every second one stood in brackets
    return ["".join(each) for each in product(*(part.split("|") if i % 2 else [part] for i, part in enumerate(parts)))]


def _each(lines: dict[str, str]) -> dict[str, str]:
    return {place: words for line, words in lines.items() for place in written_out(line)}


@lru_cache(maxsize=1)
def classes() -> Classes:
    """The file of classes, read once."""
    told = yaml.safe_load((files(__package__) / "column_classes.yaml").read_text(encoding="utf-8"))
    tables, columns = (re.compile("|".join(told[name])) for name in ("technical_tables", "technical_columns"))
    places = frozenset(place for line in told["technical_places"] for place in written_out(line))
    return Classes(tables, columns, places, _each(told["named"]), _each(told["needed"]))


def needed() -> dict[str, str]:
    """The columns beyond 別添１, each with the affair it is for and why."""
    return classes().needed


def kind_of(system: str, table: str, column: str) -> str:
    """The class of a column. What 別添１ names stays named, whatever its name looks like."""
    known = classes()
    place = f"{system}.{table}.{column}"
    if place in known.named or any(place in items.values() for items in record_items().values()):
        return NAMED
    if place in known.needed:
        return NEEDED
    technical = place in known.places or known.tables.fullmatch(table) or known.columns.fullmatch(column)
    return TECHNICAL if technical else UNCLASSED


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
