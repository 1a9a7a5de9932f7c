"""住民票コード (11 digits). The rule of its check digit was not seen in a source: docs/discrepancies.md."""

from sasae.kernel.numbers.invalid import InvalidNumber, digits, require_digits

NAME = "住民票コード"


def compact(text: str) -> str:
    """Digits only."""
    return digits(text)


def check_digit(body: str) -> str:
    """Check digit of the first 10: weights 2–7 and 2–5 from the right, modulus 11; 10 and 11 give 0."""
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return "0" if rest <= 1 else str(11 - rest)


def validate(text: str) -> str:
    """The number, digits only. Raises InvalidNumber."""
    number = require_digits(text, NAME, (11,))
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
