"""What stands in a copy: items with values, and items without, with the reason why."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_MARK = "copy"  # a payload that also says why items are missing; before, a payload was the items alone


@dataclass(frozen=True)
class Content:
    """Items by name. `special`: items without a value, and why."""

    data: dict[str, Any]
    special: dict[str, str] = field(default_factory=dict)

    def only(self, items: Iterable[str]) -> "Content":
        """These items and no others."""
        wanted = set(items)
        return Content(
            {name: value for name, value in self.data.items() if name in wanted},
            {name: why for name, why in self.special.items() if name in wanted},
        )


def written(data: Mapping[str, Any], special: Mapping[str, str]) -> bytes:
    """As it is encrypted."""
    return json.dumps(
        {_MARK: 1, "data": dict(data), "special": dict(special)}, ensure_ascii=False, sort_keys=True
    ).encode()


def read(opened: bytes) -> Content:
    """What the body's agent opened, of today's form or of the one before."""
    told: dict[str, Any] = json.loads(opened)
    if told.keys() == {_MARK, "data", "special"}:
        return Content(told["data"], told["special"])
    return Content(told)
