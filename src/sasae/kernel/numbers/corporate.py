"""法人番号 (13 digits): the check digit comes first."""

from sasae.kernel.numbers.invalid import InvalidNumber, digits, require_digits

NAME = "法人番号"


def compact(text: str) -> str:
    """Digits only."""
    return digits(text)


def check_digit(body: str) -> str:
    """Check digit of the last 12: weights 1 and 2 from the right, 9 less the sum modulo 9."""
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(body)))
    return str(9 - total % 9)


def validate(text: str) -> str:
    """The number, digits only. Raises InvalidNumber."""
    number = require_digits(text, NAME, (13,))
    if check_digit(number[1:]) != number[0]:
        raise InvalidNumber(f"{NAME}の検査用数字が合いません。入力の誤りがないか確かめてください。")
    return number


def is_valid(text: str) -> bool:
    """Whether `validate` accepts it."""
    try:
        validate(text)
    except InvalidNumber:
        return False
    return True
