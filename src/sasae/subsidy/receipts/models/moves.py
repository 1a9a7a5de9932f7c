"""A table of moves as the database keeps it."""

from collections.abc import Mapping
from typing import Any

import pgtrigger


def only_moves(table: Mapping[Any, set[Any]]) -> pgtrigger.Trigger:
    """The database's own copy of a table of moves: any other change of the state is refused."""
    pairs = sorted((str(before), str(after)) for before, later in table.items() for after in later)
    return pgtrigger.FSM(name="moves", field="state", transitions=pairs)
