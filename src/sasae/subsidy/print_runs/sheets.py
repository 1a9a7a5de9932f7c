"""The code on each side of each sheet: run, envelope, sheet n of m, side, check digit. Seventeen digits.

The check digit is Damm's: it finds every single wrong digit and every two neighbours exchanged.
"""

from dataclasses import dataclass

from stdnum.damm import calc_check_digit as check_digit

FRONT, BACK = 1, 2
LENGTH = 17


class BadCode(ValueError):
    """Not the code of a sheet; the text says why, in Japanese."""


@dataclass(frozen=True, order=True)
class SheetCode:
    """One side of one sheet of paper."""

    run: str
    envelope: int
    place: int
    of: int
    side: int = FRONT

    def __str__(self) -> str:
        body = f"{self.run}{self.envelope:05d}{self.place:02d}{self.of:02d}{self.side}"
        return body + check_digit(body)

    @property
    def label(self) -> str:
        """As people read and type it."""
        digits, side = str(self), "表" if self.side == FRONT else "裏"
        return f"{digits[:6]}-{digits[6:11]}-{digits[11:16]}-{digits[16]}　{self.place}/{self.of}{side}"

    @property
    def sheet(self) -> tuple[int, int]:
        """Which sheet of its run: envelope and place."""
        return self.envelope, self.place


def read_code(text: str) -> SheetCode:
    """The code of what was scanned or typed; hyphens are forgiven. Raises BadCode."""
    digits = text.replace("-", "")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdecimal()):
        raise BadCode(f"「{text[:40]}」は用紙の番号ではありません（{LENGTH}桁の数字）。")
    if check_digit(digits[:-1]) != digits[-1]:
        raise BadCode(f"「{text}」は検査数字が合いません。読み直してください。")
    run, envelope, place, of, side = digits[:6], digits[6:11], digits[11:13], digits[13:15], digits[15]
    if side not in "12" or not 1 <= int(place) <= int(of):
        raise BadCode(f"「{text}」は用紙の番号ではありません。")
    return SheetCode(run, int(envelope), int(place), int(of), int(side))
