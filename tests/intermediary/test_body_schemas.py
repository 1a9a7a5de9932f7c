"""A body's schema can be moved to another machine as it is: only what schema-based sharding knows, and no statement of two.

Every step is read, and every statement written in the intermediary's source; `tests/intermediary` holds each statement
that runs against the same rule. What is allowed was tried with Citus 13.2; docs/operations/scale-out.md says more.
"""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import sqlparse
from django.apps import apps

import sasae.intermediary
from sasae.intermediary.bodies.schemas import steps
from tests.intermediary.statements import faults, named, names_a_schema

SOURCE = Path(sasae.intermediary.__file__).parent
# The one place that makes schemas and roles, and the one that turns to them.
MAKES_SCHEMAS = {"bodies/schemas.py", "bodies/actions.py", "bodies/spread.py", "bodies/leaving.py"}
OF_THE_JOURNAL = {"bodies/migrations/0005_journal_of_a_body.py"}  # an index of the journal, which lies in no body's schema
ALLOWED = {
    "CREATE TABLE": r"CREATE TABLE (IF NOT EXISTS )?\w+ \(",
    "CREATE INDEX": r"CREATE (UNIQUE )?INDEX (IF NOT EXISTS )?\w+ ON \w+ ",
    "CREATE SEQUENCE": r"CREATE SEQUENCE \w+$",
    "ALTER TABLE": r"ALTER TABLE \w+ ",
    "DROP INDEX": r"DROP INDEX \w+$",
    "COMMENT": r"COMMENT ON (TABLE \w+|COLUMN \w+\.\w+) IS ",
    "GRANT": r"(GRANT|REVOKE) .* (TO|FROM) BODY_ROLE(_retention)?$",
    "INSERT": r"INSERT INTO \w+ ",
    "UPDATE": r"UPDATE \w+ SET ",
}
SUBCOMMANDS = r"(ADD COLUMN|DROP COLUMN|ALTER COLUMN|DROP CONSTRAINT|ADD CONSTRAINT \w+) "
NEVER = r"\b(TRIGGER|VIEW|RULE|FUNCTION|PROCEDURE|POLICY|INHERITS|PARTITION|serial|bigserial|DO|EXECUTE|CONCURRENTLY|public)\b"


def statements() -> list[tuple[str, str]]:
    """Step and statement, comments and line breaks taken out."""
    found = []
    for name, text in steps():
        bare = sqlparse.format(text, strip_comments=True)
        found += [(name, " ".join(each.split()).rstrip("; ")) for each in sqlparse.split(bare) if each.strip("; \n")]
    return found


def subcommands(statement: str) -> list[str]:
    """The parts of an ALTER TABLE: commas outside of brackets and texts part them."""
    depth, parts, quoted = 0, [""], False
    for letter in re.sub(r"ALTER TABLE \w+ ", "", statement, count=1):
        quoted ^= letter == "'"
        depth += (letter == "(") - (letter == ")") if not quoted else 0
        if letter == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() + " " for part in parts]


def refused(statement: str) -> str:
    """Why a step's statement may not stand in a body's schema; empty when it may."""
    bare = re.sub(r"'(?:[^']|'')*'", "''", statement)
    if not any(re.match(pattern, statement) for pattern in ALLOWED.values()):
        return "is not one of the listed statements"
    if found := re.search(NEVER, bare):
        return f"uses {found.group(0)}"
    if re.search(r"\bbody_[0-9]", bare) or (
        not statement.startswith("COMMENT") and re.search(r"\bBODY_ROLE\s*\.", bare)
    ):
        return "names a schema"
    if statement.startswith("ALTER TABLE"):
        parts = subcommands(bare)
        if not all(re.match(SUBCOMMANDS, part) for part in parts):
            return "has a subcommand that is not listed"
        if len(parts) > 1 and any(part.startswith("ADD CONSTRAINT") for part in parts):
            return "adds a constraint together with something else"
    return "".join(faults(statement))


@pytest.mark.parametrize(("step", "statement"), statements(), ids=lambda each: str(each)[:60])
def test_a_step_does_only_what_can_be_done_where_a_body_stands_on_a_machine_of_its_own(
    step: str, statement: str
) -> None:
    assert refused(statement) == ""


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t BEFORE UPDATE ON code FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE VIEW every AS SELECT * FROM code",
        "CREATE TABLE body_141305.code (id bigint)",
        "CREATE TABLE note (id bigserial PRIMARY KEY)",
        "CREATE TABLE note (caller varchar(40) REFERENCES public.intermediary_bodies_body)",
        "ALTER TABLE code ADD COLUMN a integer, ADD CONSTRAINT b CHECK (a > 0)",
        "ALTER TABLE code ADD CHECK (a > 0)",
        "ALTER TABLE code ENABLE ROW LEVEL SECURITY",
        "INSERT INTO code SELECT * FROM history_entry",
        "INSERT INTO code SELECT nextval('s') FROM copy",
        "DO $$ BEGIN END $$",
        "GRANT SELECT ON code TO intermediary_app",
        "CREATE INDEX CONCURRENTLY a ON code (code)",
    ],
)
def test_what_a_body_s_schema_may_not_hold_is_seen(statement: str) -> None:
    assert refused(statement)


def texts() -> list[tuple[str, int, str]]:
    """Every text of the intermediary's source that reads like SQL: module, line, text."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _reads_like_sql(node.value):
                found.append((path.relative_to(SOURCE).as_posix(), node.lineno, node.value))
    return found


def _reads_like_sql(text: str) -> bool:
    return bool(
        re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|GRANT|SET|RESET)\s+[A-Za-z{%\"(]", text)
    )


@pytest.mark.parametrize(("module", "line", "text"), texts(), ids=lambda each: str(each)[:50].strip())
def test_a_statement_in_the_source_keeps_to_one_schema(module: str, line: int, text: str) -> None:
    assert (faults(text), names_a_schema(text)) == ([], False)
    if module not in MAKES_SCHEMAS | OF_THE_JOURNAL:
        assert not re.match(r"\s*(CREATE|ALTER|DROP|GRANT|SET|RESET)\b", text), f"{module}:{line}"


def test_the_statements_of_the_source_are_found() -> None:
    tables = set().union(*(named(text) for _, _, text in texts()))
    assert {"code", "inquiry"} & tables


MODELS = [each for each in apps.get_models() if each.__module__.startswith("sasae.intermediary")]


@pytest.mark.parametrize("model", [each for each in MODELS if not each._meta.managed], ids=lambda model: model.__name__)
def test_no_model_of_a_body_leads_out_of_the_body_s_schema(model: Any) -> None:
    related = [field.related_model for field in model._meta.get_fields() if field.is_relation]
    assert [each for each in related if each is None or each._meta.managed] == []
