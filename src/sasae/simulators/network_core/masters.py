"""The distribution as it stands in masters.yaml."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def table() -> dict[str, Any]:
    """Read once."""
    read: dict[str, Any] = yaml.safe_load((files(__package__) / "masters.yaml").read_text(encoding="utf-8"))
    return read
