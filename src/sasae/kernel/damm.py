"""Damm's check digit: it finds every single wrong digit and every two neighbours exchanged."""

_STATES = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    """Damm's digit for these digits."""
    state = 0
    for digit in digits:
        state = int(_STATES[state][int(digit)])
    return str(state)
