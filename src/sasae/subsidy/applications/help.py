"""A short explanation at each field of the counter's forms, from data; the field's description for those who listen."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django import forms


@cache
def _texts() -> dict[str, dict[str, str]]:
    text = (files(__package__) / "help.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def explain(form: forms.BaseForm, table: str) -> None:
    """Give each field its explanation: `field.explanation`, opened by a key at the field."""
    for name, field in form.fields.items():
        explained: Any = field
        explained.explanation = _texts()[table].get(name, "")
