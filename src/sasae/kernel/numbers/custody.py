"""番号 of what is kept under lock: a paper (1), a box (2), a locked place (3). One digit for the kind, seven, a check digit."""

from stdnum import damm

from sasae.kernel.numbers.invalid import InvalidNumber, digits, require_digits

NAME = "ラベルの番号"
PAPER, BOX, PLACE = "1", "2", "3"
MOST = 9_999_999


def compact(text: str) -> str:
    """Digits only."""
    return digits(text)


def check_digit(body: str) -> str:
    """Damm's, of the first eight."""
    return str(damm.calc_check_digit(body))


def validate(text: str) -> str:
    """The number, digits only. Raises InvalidNumber."""
    number = require_digits(text, NAME, (9,))
    if number[0] not in (PAPER, BOX, PLACE):
        raise InvalidNumber(f"{NAME}は1（書類）、2（箱）、3（保管場所）のどれかで始まります。")
    if check_digit(number[:-1]) != number[-1]:
        raise InvalidNumber(f"{NAME}の検査用数字が合いません。読み直してください。")
    return number


def is_valid(text: str) -> bool:
    """Whether `validate` accepts it."""
    try:
        validate(text)
    except InvalidNumber:
        return False
    return True


def number_of(kind: str, serial: int) -> str:
    """The number of the serial-th thing of a kind. Raises InvalidNumber where seven digits are not enough."""
    if not 0 < serial <= MOST:
        raise InvalidNumber(f"{NAME}が足りません。")
    body = f"{kind}{serial:07d}"
    return body + check_digit(body)


def serial_of(number: str) -> int:
    """Which of its kind a number is."""
    return int(number[1:8])


def label(number: str) -> str:
    """As people read and type it: 1-0000001-4."""
    return f"{number[0]}-{number[1:8]}-{number[8:]}"
