"""保険者番号 (8 or 6), 公費負担者番号 (8), 受給者番号 (7): one rule for all (設定要領)."""

from sasae.kernel.numbers.invalid import InvalidNumber, digits, require_digits

NAME = "番号"
WIDTHS = (6, 7, 8)
# each digit with weight 2, the digits of the product added
_DOUBLED = {str(digit): sum(divmod(digit * 2, 10)) for digit in range(10)}


def compact(text: str) -> str:
    """Digits only."""
    return digits(text)


def check_digit(body: str) -> str:
    """Weights 2 and 1 from the right, digits of each product added, 10 less the sum modulo 10. Leading zeros change nothing."""
    return str(-(sum(map(_DOUBLED.__getitem__, body[::-2])) + sum(map(int, body[-2::-2]))) % 10)


def validate(text: str) -> str:
    """The number, digits only. Raises InvalidNumber."""
    number = require_digits(
        text,
        NAME,
        WIDTHS,
    )
    if check_digit(number[:-1]) != number[-1]:
        raise InvalidNumber(f"{NAME}の検査用数字が合いません。入力の誤りがないか確かめてください。")
    return number


def is_valid(text: str) -> bool:
    """Whether `validate` accepts it. Plain digits, which is what files have by the hundred thousand, are told at once."""
    if text.isascii() and text.isdigit():
        return len(text) in WIDTHS and check_digit(text[:-1]) == text[-1]
    try:
        validate(text)
    except InvalidNumber:
        return False
    return True
