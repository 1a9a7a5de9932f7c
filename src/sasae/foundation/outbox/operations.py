"""Operations by their names, as outbox rows keep them."""

from functools import lru_cache
from typing import Any

from sasae.contracts.catalog import OPERATIONS
from sasae.contracts.operation import Operation


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Operation[Any, Any]]:
    found: dict[str, Operation[Any, Any]] = {}
    for operation in sorted(OPERATIONS, key=lambda each: each.version):
        before = found.get(operation.full_name)
        if before is not None and before.version == operation.version:
            raise ValueError(f"Two operations are called {operation.full_name}.")
        found[operation.full_name] = operation  # of several versions the newest: what we send is in today's words
    return found


def operation_named(full_name: str) -> Operation[Any, Any]:
    """The operation of this name. Raises KeyError for one no contract knows."""
    return _by_name()[full_name]
