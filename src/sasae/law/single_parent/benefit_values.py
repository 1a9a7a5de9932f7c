"""Dated values of the benefit: the window of a claim, the shares of cost by age."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated


class Window(NamedTuple):
    """Months after the month of treatment: when claims open, and in which month they end."""

    opens_after_months: int
    last_month: int


class OwnShare(NamedTuple):
    """Own share in tenths. `preschool` until the first 31 March on or after reaching `preschool_age`."""

    preschool_age: int
    preschool: int
    standard: int
    from70: Mapping[str, int]
    from75: Mapping[str, int]


def _window(value: Any) -> Window:
    return Window(**value)


def _own_share(value: Any) -> OwnShare:
    return OwnShare(**value)


WINDOW: Dated[Window] = load_dated(__package__ or "", "claim.yaml", _window)
OWN_SHARE: Dated[OwnShare] = load_dated(__package__ or "", "own_share.yaml", _own_share)
