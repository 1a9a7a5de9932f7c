"""全国地方公共団体コード (6 digits)."""

from sasae.kernel.numbers.invalid import InvalidNumber, digits, require_digits

NAME = "全国地方公共団体コード"


def compact(text: str) -> str:
    """Digits only."""
    return digits(text)


def check_digit(body: str) -> str:
    """Check digit of the first 5: weights 6 to 2, the last digit of 11 less the sum modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(body, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def validate(text: str) -> str:
    """The number, digits only. Raises InvalidNumber."""
    number = require_digits(text, NAME, (6,))
    if check_digit(number[:-1]) != number[-1]:
        raise InvalidNumber(f"{NAME}の検査用数字が合いません。入力の誤りがないか確かめてください。")
    return number


def is_valid(text: str) -> bool:
    """Whether `validate` accepts it."""
    try:
        validate(text)
    except InvalidNumber:
        return False
    return True
