"""What a file has counted so far, against what its closing records (GO) state; and the volumes a claim is spread over."""

from sasae.formats.issues import Issues
from sasae.formats.receipt.columns import Kind
from sasae.formats.receipt.model import Header, Totals
from sasae.formats.receipt.records import Cells

LAST_VOLUME = ("99", "")
FIRST_VOLUMES = ("", "0", "00", "1", "01")


class Account:
    """`payers` and `points` count since the last closing record; `totals` is what all of them state together."""

    def __init__(self, kind: Kind, issues: Issues) -> None:
        self.kind = kind
        self.issues = issues
        self.payers = self.points = 0
        self.totals = Totals()
        self.closed = self.returned = False
        self._open_volume: tuple[str, str] | None = None  # of a closing record that is not the last: number, place
        self._early: tuple[Cells, Totals] | None = None

    def opened(self, header: Header, before: Header | None, line: int) -> bool:
        """An institution record has been read; whether it is the next volume of what was before."""
        volume = header.volume
        if self._open_volume is not None and before is not None:
            last, _ = self._open_volume
            follows = volume.isdecimal() and last.isdecimal() and int(volume) == int(last) + 1
            if follows and header.institution == before.institution:
                self._open_volume = None
                return True
        if volume.isascii() and volume.isdigit() and volume not in (*FIRST_VOLUMES, *LAST_VOLUME):
            self.issues.add("R-215", f"{line}行目", volume=volume)
        return False

    def close(self, cells: Cells) -> None:
        """A closing record. Of 訪問看護 it stands second and is bare, or states what only the end of the file can prove."""
        if not self.kind.closing and not (cells.row[1].strip() or cells.row[2].strip()):
            return
        stated = Totals(cells.required(1, "総件数"), cells.required(2, "総合計点数"))
        self.totals = Totals(_sum(self.totals.count, stated.count), _sum(self.totals.points, stated.points))
        if not self.kind.closing:
            self._prove_early()
            self._early = cells, stated
            return
        if self.closed:
            self.issues.add("R-203", f"{cells.line}行目", record="GO")
        self.closed = True
        self._prove(cells, stated)
        volume = cells.row[3].strip()
        self._report_open_volume()
        self._open_volume = None if volume in LAST_VOLUME else (volume, cells.at(3))

    def _prove(self, cells: Cells, stated: Totals) -> None:
        for rule_id, column, said, counted in (
            ("R-401", 1, stated.count, self.payers),
            ("R-402", 2, stated.points, self.points),
        ):
            if said is not None and said != counted:
                self.issues.add(rule_id, cells.at(column), stated=said, counted=counted)
        self.payers = self.points = 0

    def _prove_early(self) -> None:
        if self._early is not None:
            self._prove(*self._early)
            self._early = None

    def _report_open_volume(self) -> None:
        if self._open_volume is not None:
            volume, at = self._open_volume
            self.issues.add("R-213", at, volume=volume)

    def end(self, number: int) -> None:
        """The file is over after line `number`."""
        self._prove_early()
        self._report_open_volume()
        if self.kind.closing and not self.closed:
            self.issues.add("R-218" if self.returned else "R-202", f"{number}行目の後")


def _sum(before: int | None, now: int | None) -> int | None:
    return now if before is None else before + (now or 0)
