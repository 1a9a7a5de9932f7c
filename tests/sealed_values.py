"""What a sealed value is bound to, as our own actions write it, against what is told of its column.

A test marked `@pytest.mark.seals("app.Model.column", …)` fills these columns through the product; after it each value there is
opened by what its row says, as `sasae keys anew data` opens it. Every line of sealed_columns.yaml has such a test
(tests/static/test_sealed_columns_are_filled.py).
"""

import base64
import json
from typing import Any

from sasae.deployment.rotation import anew
from sasae.deployment.rotation.columns import JSON, Column, columns
from sasae.foundation import sealing


def open_anew(places: tuple[str, ...]) -> None:
    """Every value of these columns. A column without one, or a value that does not open, is a failing test."""
    ours = {f"{column.model._meta.label}.{column.name}": column for column in columns()}
    for place in places:
        assert _opened(ours[place]) > 0, f"{place} was not filled"


def _opened(column: Column) -> int:
    rows = dict(column.model._base_manager.exclude(**{column.name: None}).values_list("pk", column.name))
    contexts, count = column.contexts_of(list(rows)), 0
    for pk, value in rows.items():
        for part in _parts(value) if column.kind == JSON else [value] if value else []:
            anew._again(anew.TEXT if column.kind == JSON else column.kind, part, contexts[pk])  # raises CannotOpen
            count += 1
    return count


def _parts(value: Any) -> list[str]:
    """The sealed texts inside a JSON value."""
    name = sealing.key_ring().current.encode()
    texts = [text for text in json.dumps(value).split('"') if text.startswith(sealing.begins_with(name.decode()))]
    return [text for text in texts if base64.b64decode(text).startswith(name)]
