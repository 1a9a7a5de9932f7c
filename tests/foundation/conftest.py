"""What the foundation's tests share: looking at refusals, which are written on a connection of their own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections


@pytest.fixture(autouse=True)
def any_terminal(settings: Any) -> None:
    """The foundation is tried as every service has it: from any terminal."""
    settings.SASAE_TERMINALS = {"without": "試験のため"}


@pytest.fixture
def refusals(db: None) -> Iterator[Callable[[], list[str]]]:
    """The lines written over the journal's connection in this test, each as the text of its values.

    Neither the journal's role nor another connection may read them back before they are committed.
    """
    lines: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT INTO history_entry" in sql:
            lines.append(str(params))
        return execute(sql, params, many, context)

    with connections["journal"].execute_wrapper(note):
        yield lambda: lines
