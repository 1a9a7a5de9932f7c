"""How long a version of a key is used, and how long before its end the body is told."""

from sasae.kernel.dated import load_dated


def _days(value: dict[str, int]) -> dict[str, int]:
    if set(value) != {"use", "warn"} or not 0 < value["warn"] < value["use"]:
        raise ValueError(value)
    return value


LIFETIME = load_dated(__package__, "lifetimes.yaml", _days)
