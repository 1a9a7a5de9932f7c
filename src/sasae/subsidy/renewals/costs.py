"""What letters and certificates of a renewal cost, by the prices of a day."""

from collections.abc import Mapping
from datetime import date

from sasae.kernel.dated import load_dated
from sasae.subsidy.wordings.queries import OnScreen

COSTS = OnScreen("costs", load_dated(__package__, "costs.yaml"))


def cost_of(letters: Mapping[str, int], cards: int, on: date) -> dict[str, int]:
    """Yen for postage, paper, envelopes, certificates, and their sum. One envelope a family."""
    price = COSTS.on(on)
    count = sum(letters.values())
    parts = {
        "postage": count * price["postage"],
        "paper": sum(number * price["sheets"][kind] * price["sheet"] for kind, number in letters.items()),
        "envelopes": count * price["envelope"],
        "cards": cards * price["card"],
    }
    return {**parts, "sum": sum(parts.values())}
