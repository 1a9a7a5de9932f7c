"""個人番号 (12 digits): 総務省令85号5条."""

import re

from sasae.kernel.numbers.invalid import InvalidNumber, digits, require_digits

NAME = "個人番号"


def compact(text: str) -> str:
    """Digits only."""
    return digits(text)


def check_digit(body: str) -> str:
    """Check digit of the first 11: weights 2–7 and 2–6 from the right, modulus 11; remainder 0 or 1 gives 0."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return "0" if rest <= 1 else str(11 - rest)


def validate(text: str) -> str:
    """The number, digits only. Raises InvalidNumber."""
    number = require_digits(text, NAME, (12,))
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


def stands_in(text: str) -> bool:
    """Whether a text holds something that reads as one, however it is spaced, hyphened or however wide its digits are."""
    plain = re.sub(r"[\s・]", "", digits(text))
    return any(is_valid(one.group(1)) for one in re.finditer(r"(?=(\d{12}))", plain))
