"""The sums of one receipt, row by row: the hot path of reading, so it splits only the columns it needs."""

from collections.abc import Mapping

from sasae.formats.issues import Issues
from sasae.formats.receipt.columns import BEARERS, MEALS, DetailColumns, Kind

# rows without 診療識別 that may follow each other
BLANK_ROWS = 98
MOST_DIGITS = 18  # of 点数 and 回数 together; ten are the most they can have


class Tally:
    """Adds 点数×回数 up by 負担区分 and compares 回数 with the days."""

    def __init__(self, kind: Kind, issues: Issues) -> None:
        self.details: Mapping[str, DetailColumns] = kind.details
        self.issues = issues
        self.by_burden: dict[str, int] = {}
        self.group = ""
        self.blank_rows = 0

    def start(self) -> dict[str, int]:
        """Begin a receipt; the returned sums fill up as rows come."""
        self.by_burden = {}
        self.group = ""
        self.blank_rows = 0
        return self.by_burden

    def comment(self, line: str) -> None:
        """A CO row: it can open a group of 診療識別."""
        group = "".join(line.split(",", 2)[1:2])
        if group:
            self.group = group
            self.blank_rows = 0

    def letters(self, columns: tuple[int, ...], line: str, number: int, found: set[str]) -> None:
        """The 負担区分 of a row whose points do not add up by rule; blank ones are additions that are not there."""
        cells = line.split(",", columns[-1] + 1)
        for column in columns:
            letter = cells[column].strip() if column < len(cells) else ""
            if letter in BEARERS:
                found.add(letter)
            elif letter:
                self.issues.add("R-414", f"{number}行目 {column + 1}項目", value=letter)

    def row(self, columns: DetailColumns, line: str, number: int) -> None:
        """One charged row; `number` is its line in the file."""
        places = columns.days
        cells = line.split(",", places)
        if len(cells) <= places:
            # an older or shortened row: no day columns to compare with
            cells += [""] * (places - len(cells) + 1)
            cells[places] = cells[columns.count]
        if cells[1]:
            self.group = cells[1]
            self.blank_rows = 0
        else:
            self.blank_rows += 1
            if self.blank_rows == BLANK_ROWS + 1:
                self.issues.add("R-416", f"{number}行目")
        count = cells[columns.count]
        if count != cells[places].strip(","):
            self._compare(count, cells[places], number)
        burden = cells[columns.burden]
        sums = self.by_burden
        if burden not in sums:
            if burden not in BEARERS:
                self.issues.add("R-414", f"{number}行目 {columns.burden + 1}項目", value=burden)
                return
            sums[burden] = 0
        points = cells[columns.points]
        if points:
            digits = points + count
            if not (count and digits.isdigit() and digits.isascii() and len(digits) <= MOST_DIGITS):
                self._malformed(columns, points, count, number)
            elif self.group != MEALS:
                sums[burden] += int(points) * int(count)

    def _malformed(self, columns: DetailColumns, points: str, count: str, number: int) -> None:
        """点数 or 回数 is not a number in half-width digits, or an endless one."""
        for label, column, value in (("点数", columns.points, points), ("回数", columns.count, count)):
            if not (value.isdigit() and value.isascii() and len(value) < MOST_DIGITS):
                self.issues.add("R-303", f"{number}行目 {column + 1}項目", field=label, value=value)

    def _compare(self, count: str, days: str, number: int) -> None:
        """回数 against the sum of the days, where both are written."""
        if not count:
            return
        try:
            total = sum(int(day) for day in days.split(",") if day)
            agree = total == int(count)
        except ValueError:
            total, agree = 0, False
        if not agree:
            self.issues.add("R-413", f"{number}行目", count=count, days=total)
