"""The codes the network knows our affair and the information by; data, since the national tables are not public."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from sasae.reference.municipalities import name_of


@dataclass(frozen=True)
class Information:
    """One kind of specific personal information; `consent` when the person must have agreed (tax data), `yearly` when
    it is kept by calendar years."""

    code: str
    name: str
    consent: bool
    yearly: bool = False


@dataclass(frozen=True)
class Codes:
    affair: str
    procedure: str
    information: dict[str, Information]
    bodies: dict[str, str]


@cache
def codes() -> Codes:
    """The table, read once."""
    raw = yaml.safe_load((files(__package__) / "codes.yaml").read_text(encoding="utf-8"))
    information = {row["code"]: Information(**row) for row in raw["information"]}
    return Codes(raw["affair"], raw["procedure"], information, raw["bodies"])


def body_name(code: str) -> str:
    """A provider's name: of a body that is no municipality, or of the municipality."""
    return codes().bodies.get(code) or name_of(code)
