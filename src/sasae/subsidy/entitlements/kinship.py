"""How somebody of the household is related to the applicant, read from the register's 続柄 by the office's table.

The table is dated and changed on screen. What was changed goes into the facts of a decision (`kinship`), so that it is
made once more with the table of its day; without it the file's stands.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cache

from sasae.kernel.dated import load_dated
from sasae.subsidy.wordings.queries import OnScreen

KINSHIP = OnScreen("kinship", load_dated(__package__, "kinship.yaml"))
Rows = Sequence[dict[str, str]]


class Kin(StrEnum):
    """`NONE` is known to be no kin; UNCLEAR is left to staff."""

    LINEAL = "lineal"
    SIBLING = "sibling"
    SPOUSE = "spouse"
    NONE = "none"
    UNCLEAR = "unclear"


@cache
def _of_the_file() -> dict[tuple[str, str], Kin]:
    return _table(KINSHIP.table.rows[0].value["rows"])


def _table(rows: Rows) -> dict[tuple[str, str], Kin]:
    return {(row["applicant"], row["member"]): Kin(row["is"]) for row in rows}


def changed(on: date) -> list[dict[str, str]] | None:
    """The table in force on a day, where it is not the file's."""
    rows: list[dict[str, str]] = KINSHIP.on(on)["rows"]
    return None if rows == KINSHIP.table.rows[0].value["rows"] else rows


def kin(applicant_relation: str, member_relation: str, rows: Rows | None = None) -> Kin:
    """Both relations are to the head of the household, as the register writes them. `rows`: a table that was changed."""
    table = _of_the_file() if rows is None else _table(rows)
    return table.get((applicant_relation, member_relation), Kin.UNCLEAR)
