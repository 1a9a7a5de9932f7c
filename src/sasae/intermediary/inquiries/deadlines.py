"""How long a query waits for its answer: days until a provider's system has answered, and until a clerk there has."""

from sasae.kernel.dated import load_dated


def _days(value: dict[str, int]) -> dict[str, int]:
    if set(value) != {"automatic", "by_hand"} or min(value.values()) < 1:
        raise ValueError(value)
    return value


WAIT = load_dated(__package__, "deadlines.yaml", _days)
