"""The day is an argument: only the edges ask the clock."""

import ast
from pathlib import Path

import sasae.kernel.clock

SOURCE = Path(sasae.kernel.clock.__file__).parents[1]
PURE = ("law", "formats", "contracts", "reference")


def clock_calls(path: Path) -> list[int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"today", "now", "utcnow"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"clock", "date", "datetime", "timezone"}
    ]


def test_law_formats_and_contracts_ask_no_clock():
    asked = {
        str(path.relative_to(SOURCE)): lines
        for layer in PURE
        for path in (SOURCE / layer).rglob("*.py")
        if (lines := clock_calls(path))
    }
    assert asked == {}


def test_questions_and_models_of_services_ask_no_clock():
    services = ("subsidy", "linkage", "intermediary", "portal", "intake")
    asked = {
        str(path.relative_to(SOURCE)): lines
        for service in services
        for name in ("models.py", "queries.py")
        for path in (SOURCE / service).rglob(name)
        if (lines := clock_calls(path))
    }
    assert asked == {}
