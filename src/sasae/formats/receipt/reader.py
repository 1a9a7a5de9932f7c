"""Reading a receipt file as a stream: receipts come out one after another, findings and totals are complete at the end."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from typing import BinaryIO

from sasae.formats.incoming import BLOCK, Unusable
from sasae.formats.issues import Issues
from sasae.formats.receipt.account import Account
from sasae.formats.receipt.checks import check_receipt
from sasae.formats.receipt.columns import (
    DENTAL,
    DPC,
    KEPT,
    MEDICAL,
    POINT_TABLES,
    RETURNED,
    DetailColumns,
    Kind,
    kind_of,
    rows_of,
    width_of,
)
from sasae.formats.receipt.model import Header, Receipt, Totals
from sasae.formats.receipt.records import Cells, read_header, read_insurer, read_patient, read_public
from sasae.formats.receipt.rules import RULES
from sasae.formats.receipt.tally import Tally
from sasae.formats.receipt.text import Unreadable, text_blocks
from sasae.kernel.findings import Finding

# a file of a different sort would otherwise be walked to its end
STRANGE_LIMIT = 1000
NEED = 15  # columns looked at in records that occur once a file
# blocks of the file a single receipt may fill, and public payers kept of it: what is beyond is damage
MOST_BLOCKS, MOST_PUBLICS = 16, 20


def open_receipts(stream: BinaryIO) -> "ReceiptReader":
    """A reader over the stream. The header is there at once; iterate for the receipts; then ask for the rest."""
    return ReceiptReader(stream)


class ReceiptReader:
    """An iterator of receipts in constant memory. Never raises for what the file contains.

    `header` is the first institution record. `totals`, `findings` and `recognised` are final after the last receipt.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.issues = Issues(RULES)
        self.header = Header()
        self.kind: Kind = MEDICAL
        self._institution = _NOBODY
        self._current: Receipt | None = None
        self._unreadable = False
        self._known = self._strange = 0
        self._unknown: Counter[str] = Counter()
        self._first_unknown: dict[str, int] = {}
        self._before: int | str | None = None
        self._spanning: Receipt | None = None
        self._spans = 0
        self._blocks = self._guarded(text_blocks(stream, self.issues))
        self._pending: Iterator[list[str]] = self._open()
        self._tally = Tally(self.kind, self.issues)
        parts = (self.kind.patient, self.kind.insurer, self.kind.public)
        self._widths = tuple(width_of(columns) for columns in parts)
        self._account = Account(self.kind, self.issues)
        self._actions: dict[str, Callable[[str, int], Receipt | None]] = {
            "RE,": self._patient_record,
            "HO,": self._insurer_record,
            "KO,": self._public_record,
            "GO,": self._closing_record,
        }
        self._actions.update({f"{name},": self._institution_record for name in self.kind.headers})
        self._receipts = self._read()

    @property
    def totals(self) -> Totals:
        """What the closing records state."""
        return self._account.totals

    @property
    def findings(self) -> list[Finding]:
        """What is wrong so far; complete after the last receipt."""
        return self.issues.found

    @property
    def recognised(self) -> bool:
        """False when the file holds no record of a receipt file at all, or cannot be read to its end."""
        return not any(self.issues.counts[name] for name in ("R-100", "R-101", "R-104", "R-110"))

    def __iter__(self) -> Iterator[Receipt]:
        return self._receipts

    def _guarded(self, blocks: Iterator[list[str]]) -> Iterator[list[str]]:
        """The blocks up to where the file stops being text, or the medium stops giving it."""
        try:
            yield from blocks
        except Unreadable:
            self._unreadable = True
        except Unusable as reason:
            self.issues.add("R-100", "ここまで読んだ行の後", reason=str(reason))
            self._unreadable = True

    def _open(self) -> Iterator[list[str]]:
        """Look at the first record: it decides the columns of the whole file."""
        first = next(self._blocks, None)
        if first is None:
            return iter(())
        number, line = next(
            ((number, line) for number, line in enumerate(first, 1) if line.strip() and line[:2] not in RETURNED),
            (1, ""),
        )
        self.kind = kind_of(line)
        name = line[:2]
        if name in self.kind.headers and line[2:3] == ",":
            # the record is read again in its turn; its findings are recorded then
            silent = Issues(RULES)
            self.header = read_header(Cells(line, 1, silent, NEED), self.kind.headers[name], None)
            if self.header.point_table not in (*POINT_TABLES, None):
                self.issues.add("R-214", f"{number}行目 4項目", value=self.header.point_table)
            if self.kind is DENTAL and name == "IR":
                self.issues.add("R-217", f"{number}行目")
        else:
            self.issues.add("R-201", f"{number}行目")
        return chain([first], self._blocks)

    def _read(self) -> Iterator[Receipt]:
        # names with their comma: a line whose third character is another one is no record
        rows = rows_of(self.kind)
        actions, tally, number = self._actions, self._tally, 0
        sound, current = tally.sound, self._current
        for lines in self._pending:
            if self._strange >= STRANGE_LIMIT:
                break
            for line in lines:
                number += 1
                head = line[:3]
                if current is not None and head in rows:
                    current.rows.append(line)
                    how = rows[head]
                    if how is None:
                        continue
                    if (told := sound.get(line)) is not None:
                        tally.again(told)
                    elif isinstance(how, DetailColumns):
                        tally.row(how, line, number)
                    elif how:
                        tally.letters(how, line, number, current.letters)
                    else:
                        tally.comment(line)
                    continue
                action = actions.get(head)
                if action is None:
                    finished = self._stray(head, line, number)
                else:
                    self._known += 1
                    finished = action(line, number)
                if finished is not None:
                    yield finished
                current = self._current
            self._bound(current)
        finished = self._finish()
        if finished is not None:
            yield finished
        self._end(number)

    def _bound(self, current: Receipt | None) -> None:
        """After each block: a receipt that has gone on for many of them keeps no rows, so that memory stays flat."""
        self._spans = self._spans + 1 if current is self._spanning else 0
        self._spanning = current
        if current is not None and self._spans >= MOST_BLOCKS:
            self._spans = 0
            current.rows.clear()
            at = f"{current.line}行目"
            self.issues.add("R-212", at, number=f"レセプト{current.number}", limit=MOST_BLOCKS * BLOCK >> 20)

    def _stray(self, head: str, line: str, number: int) -> Receipt | None:
        """A line that is no row of a receipt and opens or closes nothing."""
        name = head[:2]
        if head[2:] != "," and len(head.rstrip()) == len(line.rstrip()) == 2 and f"{name}," in self._actions:
            # a bare record name, as the second line of 訪問看護
            return self._actions[f"{name},"](line, number)
        if head[2:] == "," and name.isascii() and name.isalnum() and name.isupper():
            self._other(name, line, number)
        elif line.strip(" \x1a"):
            self._strange += not self._known
            self.issues.add("R-210", f"{number}行目")
        return None

    def _institution_record(self, line: str, number: int) -> Receipt | None:
        finished = self._finish()
        name = line[:2]
        # a dental file repeats IR for every receipt; elsewhere the numbering starts anew with the institution
        repeats = name == "IR" and "UK" in self.kind.headers
        before = self._institution
        cells = Cells(line, number, self.issues, NEED)
        self._institution = read_header(cells, self.kind.headers[name], before)
        if repeats:
            return finished
        known = None if before is _NOBODY else before
        if not self._account.opened(self._institution, known, number) and known is not None:
            self.issues.add("R-205", f"{number}行目")
            self._before = None
        self._account.closed = False
        return finished

    def _patient_record(self, line: str, number: int) -> Receipt | None:
        finished = self._finish()
        if self._account.closed:
            self.issues.add("R-203", f"{number}行目", record="RE")
        cells = Cells(line, number, self.issues, self._widths[0])
        receipt = read_patient(cells, self.kind, self._institution, self._tally.start())
        receipt.rows.append(line)
        before = self._before
        if isinstance(before, int) and receipt.number != before + 1:
            self.issues.add("R-211", f"{number}行目 2項目", number=receipt.number, before=before)
        self._before = receipt.number
        self._current = receipt
        return finished

    def _insurer_record(self, line: str, number: int) -> None:
        current = self._receipt_of("HO", line, number)
        if current is None:
            return
        insurer = read_insurer(Cells(line, number, self.issues, self._widths[1]), self.kind)
        if current.insurer:
            self.issues.add("R-207", f"{number}行目")
        else:
            current.insurer = insurer
        self._account.payers += 1

    def _public_record(self, line: str, number: int) -> None:
        current = self._receipt_of("KO", line, number)
        if current is None:
            return
        cells = Cells(line, number, self.issues, self._widths[2])
        public = read_public(cells, self.kind, len(current.publics) + 1)
        if public.order <= MOST_PUBLICS:
            current.publics.append(public)
        self._account.payers += 1

    def _other(self, name: str, line: str, number: int) -> None:
        """A record of DPC, one outside a receipt, or one nobody knows: kept as it stands."""
        if name in RETURNED:
            self._known += 1
            self._account.returned = True
            if self._current is not None:
                self._current.rows.append(line)
            return
        if name in KEPT or name in DPC:
            self._known += 1
            current = self._receipt_of(name, line, number)
            if current is not None:
                current.dpc = current.dpc or name in DPC
            return
        self._unknown[name] += 1
        self._first_unknown.setdefault(name, number)
        if self._current is not None:
            self._current.rows.append(line)

    def _receipt_of(self, name: str, line: str, number: int) -> Receipt | None:
        """The receipt a record belongs to, which keeps the line; a finding when there is none."""
        current = self._current
        if current is not None:
            current.rows.append(line)
        else:
            self.issues.add("R-203" if self._account.closed else "R-204", f"{number}行目", record=name)
        return current

    def _closing_record(self, line: str, number: int) -> Receipt | None:
        finished = self._finish()
        self._account.close(Cells(line, number, self.issues, NEED))
        return finished

    def _finish(self) -> Receipt | None:
        receipt, self._current = self._current, None
        if receipt is not None:
            check_receipt(receipt, self.issues)
            if points := receipt.counted_points:
                self._account.points += points
        return receipt

    def _end(self, number: int) -> None:
        if number and not self._known and not self._unreadable:
            self.issues.found.clear()
            self.issues.counts.clear()
            self.issues.add("R-110", "ファイル全体")
        elif number:
            self._account.end(number)
        for name, count in self._unknown.items():
            self.issues.add("R-209", f"{self._first_unknown[name]}行目", record=name, count=count)
        self.issues.seal()


_NOBODY = Header()
