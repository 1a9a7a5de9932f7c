"""The sums of one receipt, row by row: the hot path of reading, so it splits only the columns it needs."""

from collections.abc import Mapping

from sasae.formats.issues import Issues
from sasae.formats.receipt.columns import BEARERS, MEALS, DetailColumns, Kind

# rows without 診療識別 that may follow each other
BLANK_ROWS = 98
MOST_SOUND, LONGEST_SOUND = 1 << 14, 256  # rows that are remembered, characters of one
MOST_DIGITS = 18  # of 点数 and 回数 together; ten are the most they can have


class Tally:
    """Adds 点数×回数 up by 負担区分 and compares 回数 with the days.

    `sound` remembers rows that name their 診療識別 and had no fault, with it, 負担区分 and points: the same row of another
    receipt, of which a month is full, adds the same again. What is new is looked at; the memory is bounded.
    """

    def __init__(self, kind: Kind, issues: Issues) -> None:
        self.details: Mapping[str, DetailColumns] = kind.details
        self.issues = issues
        self.by_burden: dict[str, int] = {}
        self.group = ""
        self.blank_rows = 0
        self.sound: dict[str, tuple[str, str, int]] = {}

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

    def again(self, told: tuple[str, str, int]) -> None:
        """A row that is in `sound`."""
        self.group, burden, total = told
        self.blank_rows = 0
        self.by_burden[burden] = self.by_burden.get(burden, 0) + total

    def row(self, columns: DetailColumns, line: str, number: int) -> None:
        """One charged row that is not; `number` is its line in the file."""
        places = columns.days
        cells = line.split(",", places)
        if len(cells) <= places:
            # an older or shortened row: no day columns to compare with
            cells += [""] * (places - len(cells) + 1)
            cells[places] = cells[columns.count]
        group, count, burden, points = cells[1], cells[columns.count], cells[columns.burden], cells[columns.points]
        if group:
            self.group = group
            self.blank_rows = 0
        else:
            self.blank_rows += 1
            if self.blank_rows == BLANK_ROWS + 1:
                self.issues.add("R-416", f"{number}行目")
        sound = count == cells[places].strip(",") or self._compare(count, cells[places], number)
        if burden not in BEARERS:
            self.issues.add("R-414", f"{number}行目 {columns.burden + 1}項目", value=burden)
            return
        total = self._points(columns, points, count, number) if points else 0
        if total is None:
            sound, total = False, 0
        elif self.group == MEALS:
            total = 0
        self.by_burden[burden] = self.by_burden.get(burden, 0) + total
        if sound and group and len(line) <= LONGEST_SOUND:
            self._remember(line, (group, burden, total))

    def _remember(self, line: str, told: tuple[str, str, int]) -> None:
        if len(self.sound) >= MOST_SOUND:
            self.sound.clear()
        self.sound[line] = told

    def _points(self, columns: DetailColumns, points: str, count: str, number: int) -> int | None:
        """点数×回数; None with a finding when one of them is no number."""
        digits = points + count
        if count and digits.isdigit() and digits.isascii() and len(digits) <= MOST_DIGITS:
            return int(points) * int(count)
        self._malformed(columns, points, count, number)
        return None

    def _malformed(self, columns: DetailColumns, points: str, count: str, number: int) -> None:
        """点数 or 回数 is not a number in half-width digits, or an endless one."""
        for label, column, value in (("点数", columns.points, points), ("回数", columns.count, count)):
            if not (value.isdigit() and value.isascii() and len(value) < MOST_DIGITS):
                self.issues.add("R-303", f"{number}行目 {column + 1}項目", field=label, value=value)

    def _compare(self, count: str, days: str, number: int) -> bool:
        """回数 against the sum of the days, where both are written; whether they agree."""
        if not count:
            return True
        try:
            total = sum(int(day) for day in days.split(",") if day)
            agree = total == int(count)
        except ValueError:
            total, agree = 0, False
        if not agree:
            self.issues.add("R-413", f"{number}行目", count=count, days=total)
        return agree
