"""Yen are integers. Rounding is named where it happens."""


def yen(value: object) -> int:
    """The value as yen. Raises TypeError for anything but an integer: floats have no place in money."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"金額は整数の円です: {value!r}")
    return value


def round_half_up(numerator: int, denominator: int) -> int:
    """The quotient to the nearest yen, halves away from zero. Raises ZeroDivisionError."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def floor_to(amount: int, unit: int) -> int:
    """Down to a multiple of the unit, e.g. 100 yen."""
    return amount // unit * unit


def ceil_to(amount: int, unit: int) -> int:
    """Up to a multiple of the unit."""
    return -(-amount // unit) * unit


def format_yen(amount: int) -> str:
    """As people read it: 1,234円, −500円."""
    return f"{'−' if amount < 0 else ''}{abs(amount):,}円"
