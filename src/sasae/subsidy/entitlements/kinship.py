"""How somebody of the household is related to the applicant, read from the register's 続柄."""

from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml


class Kin(StrEnum):
    """`NONE` is known to be no kin; UNCLEAR is left to staff."""

    LINEAL = "lineal"
    SIBLING = "sibling"
    SPOUSE = "spouse"
    NONE = "none"
    UNCLEAR = "unclear"


@cache
def _table() -> dict[tuple[str, str], Kin]:
    rows = yaml.safe_load((files(__package__) / "kinship.yaml").read_text(encoding="utf-8"))["rows"]
    return {(row["applicant"], row["member"]): Kin(row["is"]) for row in rows}


def kin(applicant_relation: str, member_relation: str) -> Kin:
    """Both relations are to the head of the household, as the register writes them."""
    return _table().get((applicant_relation, member_relation), Kin.UNCLEAR)
