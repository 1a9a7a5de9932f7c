"""The logs' lines without anybody's data: what broke and where, never the value it broke on or the address asked for.

A database repeats the row it refuses, a parser the text it could not read, an address the number of the person it is about;
logs go to supporters. A fault is told by its kind, its place in the source and, from the database, by the names of table,
column and constraint; a request by the pattern of its address.
"""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import psycopg

_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainFaults(logging.Formatter):
    """A formatter whose tracebacks hold no exception's message, and its lines no path that was asked for."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if path := getattr(request, "path", ""):
            said, route = record.getMessage(), _route(request)
            for shape in (path, path.encode("unicode_escape").decode("ascii")):
                said = said.replace(shape, route)
            record = logging.makeLogRecord({**record.__dict__, "msg": said, "args": None, "exc_text": None})
        return super().format(record)

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 - the name is logging's
        fault = ei[1]
        return "" if fault is None else "\n".join(told(fault))


def _route(request: Any) -> str:
    """The pattern of the address, where there is such an address."""
    match = request.resolver_match
    return f"/{match.route}" if match else "an address there is not"


def told(fault: BaseException) -> Iterator[str]:
    """The fault and what led to it, the first one first."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from told(before)
        yield "that led to"
    yield from (line.rstrip("\n") for line in traceback.format_tb(fault.__traceback__))
    yield f"{type(fault).__module__}.{type(fault).__qualname__}{_names(fault)}"


def _names(fault: BaseException) -> str:
    """What is known of the fault that is no value: the database's names, the system's own words."""
    if isinstance(fault, psycopg.Error):
        parts = {
            "sqlstate": fault.sqlstate, "table": fault.diag.table_name, "column": fault.diag.column_name,
            "constraint": fault.diag.constraint_name,
        }  # fmt: skip
        return "".join(f" {name}={value}" for name, value in parts.items() if value)
    if isinstance(fault, OSError) and fault.errno is not None:
        return f" errno={fault.errno}"
    return ""
