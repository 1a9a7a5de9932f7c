"""What the items exchanged over the network are called, for those who read records and answers.

Source: the items are of our own (docs/discrepancies.md), since the national ones are not public.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import yaml


@cache
def _names() -> dict[str, str]:
    raw = yaml.safe_load((files(__package__) / "exchanged_items.yaml").read_text(encoding="utf-8"))
    return dict(raw["items"])


def name_of(item: str) -> str:
    """The name of an item; the item itself when it is not in the table."""
    return _names().get(item, item)


def in_words(items: Iterable[str]) -> str:
    """Some items in one line."""
    return "、".join(name_of(item) for item in items)
