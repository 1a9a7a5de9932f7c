"""A line of a monthly list against itself, and against the lines before it."""

from functools import lru_cache

from sasae.formats.issues import Issues
from sasae.formats.receipt.lists.line import ListLine
from sasae.formats.receipt.lists.repeats import Repeats
from sasae.kernel.numbers import health

NURSING = "6"  # counts yen, not points
YEN_A_POINT = 10


@lru_cache(maxsize=1 << 14)
def _is_sound(number: str) -> bool:
    """By its check digit. Cached: a list names few insurers and payers, many times."""
    return number.isascii() and health.is_valid(number)


class ListChecks:
    """Checks each line; remembers receipts by a hash, so that a double is found however long the list is."""

    def __init__(self, issues: Issues) -> None:
        self.issues = issues
        self._repeats = Repeats()

    def check(self, line: ListLine) -> None:
        """Numbers, months, amounts, doubles."""
        at = f"{line.line}行目"
        self._numbers(line, at)
        if (
            line.month
            and line.billing_month
            and line.month is not line.billing_month
            and line.month > line.billing_month
        ):
            self.issues.add("RL-308", at, month=line.month, billing=line.billing_month)
        birth = line.birth_date
        if line.month and birth and birth.year >= line.month.year and birth > line.month.last:
            self.issues.add("RL-309", at, birth=line.birth_date, month=line.month)
        self._amounts(line, at)
        self._double(line, at)

    def _numbers(self, line: ListLine, at: str) -> None:
        number = line.recipient_number
        if number.isascii() and number.isdigit() and len(number) == 7:
            right = health.check_digit(number[:-1])
            if right != number[-1]:
                self.issues.add("RL-306", at, value=number, right=right)
        elif number:
            self.issues.add("RL-307", at, field="受給者番号", value=number)
        for label, value, widths in (
            ("保険者番号", line.insurer_number, (6, 8)),
            ("公費負担者番号", line.payer_number, (8,)),
        ):
            if value and not (len(value) in widths and _is_sound(value)):
                self.issues.add("RL-307", at, field=label, value=value)

    def _amounts(self, line: ListLine, at: str) -> None:
        decided, self_pay, window, in_kind = line.decided_yen, line.self_pay_yen, line.window_yen, line.in_kind_yen
        if self_pay is not None and in_kind is not None:
            # a correction takes back: every sign turns
            low, high = sorted((0, self_pay))
            if not low <= in_kind <= high:
                self.issues.add("RL-401", at, in_kind=in_kind, self_pay=self_pay)
            elif window is not None and self_pay - window != in_kind:
                right = self_pay - window
                self.issues.add("RL-402", at, self_pay=self_pay, window=window, right=right, in_kind=in_kind)
        if decided is not None and self_pay is not None and abs(self_pay) > abs(decided):
            self.issues.add("RL-403", at, self_pay=self_pay, decided=decided)
        points = None if line.point_table == NURSING else line.points
        if decided is not None and points is not None and decided != points * YEN_A_POINT:
            self.issues.add("RL-404", at, decided=decided, points=points)

    def _double(self, line: ListLine, at: str) -> None:
        key = (
            line.receipt_key, line.month, line.institution, line.point_table, line.setting, line.recipient_number,
            line.correction, line.in_kind_yen, line.days,
        )  # fmt: skip
        first = self._repeats.first(hash(key), line.line)
        if first is not None:
            self.issues.add("RL-405", at, first=first)

    def end(self) -> None:
        """After the last line: doubles that lie far apart."""
        for place, first in self._repeats.rest():
            self.issues.add("RL-405", f"{place}行目", first=first)
