"""Days the city's offices are closed beyond the law, as the section in charge has entered them."""

from datetime import date
from typing import Any

from sasae.kernel.dated import load_dated
from sasae.subsidy.wordings.queries import OnScreen


def _days(value: dict[str, Any]) -> frozenset[date]:
    return frozenset(date.fromisoformat(row["day"]) for row in value["days"])


CLOSURES = OnScreen("closures", load_dated(__package__, "closures.yaml"), _days)


def known_closures() -> frozenset[date]:
    """Every such day there is to know of, also where the list that names it begins later: for days still to come."""
    return CLOSURES.rows[-1].value
