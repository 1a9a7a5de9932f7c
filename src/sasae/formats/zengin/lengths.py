"""Whether each record has its 120 bytes, and what is likely to have happened when it has not."""

from sasae.formats.issues import Issues
from sasae.formats.zengin.checks import place
from sasae.formats.zengin.layouts import LENGTH, TRANSFER

NAMED = 10  # lines that a finding about many of them names
LAST_USED = TRANSFER.data["filler"].offset  # a data record may end here: what follows is blank


class Lengths:
    """Collects records that are only cut or filled up at their end; reports at once what has lost something inside."""

    def __init__(self, issues: Issues) -> None:
        self.issues = issues
        self.unbroken = False
        self.usual = LENGTH  # of the header: a maker may leave the same few spaces off every record
        self.short: list[int] = []
        self.short_count = 0
        self.long: list[int] = []
        self.long_count = self.long_length = 0

    def check(self, record: bytes, line: int) -> None:
        """One record as it stood in the file."""
        length = len(record)
        if record[:1] == b"1":
            self.usual = length
        if length == LENGTH:
            return
        if length > LENGTH:
            if len(record.rstrip()) > LENGTH:
                self.issues.add("Z-202", place(line), length=length)
                return
            self.long_count += 1
            self.long_length = max(self.long_length, length)
            if len(self.long) < NAMED:
                self.long.append(line)
        elif record[:1] == b"2" and self._lost_inside(record):
            self.issues.add("Z-216", place(line), length=length, lost=LENGTH - length)
        else:
            self.short_count += 1
            if len(self.short) < NAMED:
                self.short.append(line)

    def _lost_inside(self, record: bytes) -> bool:
        """Short although nobody took the spaces from its end: the next record follows at once, or spaces are left."""
        if self.unbroken:
            return len(record) != self.usual
        return LAST_USED < len(record) != self.usual and record.endswith(b" ")

    def report(self) -> None:
        """One finding for all that are short, one for all that are long. Call once, at the end of the file."""
        if self.short_count:
            lines = _named(self.short, self.short_count)
            self.issues.add("Z-201", place(self.short[0]), count=self.short_count, lines=lines)
        if self.long_count:
            lines = _named(self.long, self.long_count)
            self.issues.add("Z-217", place(self.long[0]), count=self.long_count, lines=lines, length=self.long_length)


def _named(lines: list[int], count: int) -> str:
    return "・".join(map(str, lines)) + ("…" if count > len(lines) else "") + "行目"
