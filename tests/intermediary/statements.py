"""What a statement names: tables of a body, tables of the platform, or nothing; so that each may be held against the rule.

The rule is that of a body's schema that stands on another machine (schema-based sharding): a statement keeps to one
schema, and takes no number of a sequence while it touches a table, because the sequence stays where the platform is.
"""

import re
from functools import lru_cache

_NAMED = re.compile(
    r"""\b(?:FROM|JOIN|INTO|UPDATE(?!\s+OF\b)|TABLE|USING)\s+(?:ONLY\s+)?("?[a-z_][a-z0-9_]*"?(?:\."?[a-z_][a-z0-9_]*"?)?)""",
    re.IGNORECASE,
)
_TEXT = re.compile(r"'(?:[^']|'')*'")
_SCHEMA = re.compile(r"\bbody_[0-9]{6}\b")
_QUALIFIED = re.compile(r'\b(?:public|body_[0-9]{6}|BODY_ROLE)"?\s*\.', re.IGNORECASE)


@lru_cache(maxsize=1)
def of_bodies() -> frozenset[str]:
    """Tables that stand in the bodies' schemas, by the steps that make them."""
    from sasae.intermediary.bodies.schemas import steps

    made = re.compile(r"^\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)", re.MULTILINE)
    return frozenset(name for _, text in steps() for name in made.findall(text)) | {"schema_step"}


def named(statement: str) -> set[str]:
    """Every table a statement names, without its schema."""
    bare = _TEXT.sub("''", statement)
    return {found.replace('"', "").rpartition(".")[2].lower() for found in _NAMED.findall(bare)}


def faults(statement: str) -> list[str]:
    """What of a statement would not run where bodies stand on machines of their own."""
    bare = _TEXT.sub("''", statement)
    tables = named(statement)
    own, others = tables & of_bodies(), tables & of_platform()
    found = []
    if own and others:
        found.append(f"joins a body's {sorted(own)} with the platform's {sorted(others)}")
    if own and "nextval" in bare.lower():
        found.append(f"takes a number of a sequence while it touches {sorted(own)}")
    if len(set(_SCHEMA.findall(bare))) > 1:
        found.append("names two bodies")
    return found


def names_a_schema(statement: str) -> bool:
    """Whose table it is, is said by the search path and by no statement of the source."""
    return bool(_QUALIFIED.search(_TEXT.sub("''", statement)) and named(statement) & of_bodies())


@lru_cache(maxsize=1)
def of_platform() -> frozenset[str]:
    """Tables of the public schema."""
    from django.apps import apps

    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models if model._meta.managed) - of_bodies()
