"""Every sealed column is filled by a test through the product's own action, and its values opened by what is told of it."""

import ast
from pathlib import Path

import yaml

TESTS = Path(__file__).parents[1]
LISTED = TESTS.parent / "src/sasae/deployment/rotation/sealed_columns.yaml"


def marked() -> set[str]:
    """The columns named by the marks `seals`."""
    return {
        argument.value
        for path in sorted(TESTS.rglob("test_*.py"))
        if "mark.seals(" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "seals"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }


def test_no_sealed_column_is_without_a_test_that_fills_it() -> None:
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    assert marked() == {f"{line['model']}.{line['column']}" for line in listed}
