"""Reading a transfer file: every record is looked at, every fault is named with its place, nothing is guessed."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import chain
from typing import BinaryIO, Protocol

from sasae.formats import incoming
from sasae.formats.fixed_width import Layout
from sasae.formats.incoming import Disguise, Unusable
from sasae.formats.issues import Issues
from sasae.formats.zengin import characters, checks
from sasae.formats.zengin.layouts import END, FORMS, LENGTH, NOTICES, TRANSFER, Form
from sasae.formats.zengin.lengths import Lengths
from sasae.formats.zengin.model import ReadBatch, Trailer, Transfer, ZenginFile
from sasae.formats.zengin.records import Records, from_utf8, is_euc, is_utf8
from sasae.formats.zengin.rules import RULES
from sasae.formats.zengin.totals import check_totals

OPENINGS = ("121", "111", "112", "171", "172", "191", "141")
BLOCK = 1 << 16
PARTED = re.compile(rb'"?1"?([,\t;])"?[0-9]{2}"?\1')
SHIFTED = "7ビットのJIS（SO・SI）"
UNKNOWN_LIMIT = 200
BATCH_LIMIT = 10_000
TRANSFER_LIMIT = 999_999  # of one batch: no trailer can count more
NAMES = {b"1": "ヘッダー", b"2": "データ", b"8": "トレーラー", b"9": "エンド"}


class Taker(Protocol):
    """Who takes the content as it is read, so that nobody has to hold it all."""

    def batch(self, batch: ReadBatch) -> None:
        """A header has been read."""

    def transfer(self, batch: ReadBatch, transfer: Transfer) -> None:
        """The next transfer of that batch."""


class Keeper:
    """Keeps every transfer with its batch."""

    def batch(self, batch: ReadBatch) -> None:
        """Nothing to do: the file knows its batches."""

    def transfer(self, batch: ReadBatch, transfer: Transfer) -> None:
        """Put it with its batch."""
        batch.transfers.append(transfer)


class _Stop(Exception):
    """There is no sense in reading on; the finding has been recorded."""


def read(
    source: BinaryIO | bytes, *, around: date | None = None, with_reference: bool = True, taker: Taker | None = None
) -> ZenginFile:
    """Read and check a transfer file; never raises for what the file contains.

    `around` is the day the file was made (or is looked at): MMDD is taken for the nearest such day and compared with
    the bank calendar. Without it, and with `with_reference` False, those checks (Z-5xx) are left out.
    `taker` gets the transfers one by one; the batches of the answer are then without them.
    """
    return _Reader(around, with_reference, taker or Keeper()).read(
        BytesIO(source) if isinstance(source, bytes) else source
    )


class _Reader:
    def __init__(self, around: date | None, with_reference: bool, taker: Taker) -> None:
        self.around = around
        self.taker = taker
        self.issues = Issues(RULES)
        self.banks = checks.KnownBanks(self.issues) if with_reference else None
        self.batches: list[ReadBatch] = []
        self.form: Form = TRANSFER
        self.open = False
        self.ended = False
        self.line = self.known = self.unknown = 0
        self.lengths = Lengths(self.issues)
        self.payments: dict[int, int] = {}  # line by hash: the payments themselves would be held twice
        self.actions = {b"1": self._header, b"2": self._data, b"8": self._trailer, b"9": self._end}

    def read(self, stream: BinaryIO) -> ZenginFile:
        try:
            records = Records(self._bytes(stream))
            self.lengths.unbroken = records.unbroken
            for record in records:
                self.line += 1
                self._record(record)
            self._finish()
        except _Stop:
            pass
        except Unusable as reason:
            self.issues.add("Z-000", self._here(), reason=str(reason))
        self.lengths.report()
        self.issues.seal()
        unusable = any(self.issues.counts[name] for name in ("Z-000", "Z-006", "Z-009", "Z-011"))
        return ZenginFile(self.batches, self.issues.found, recognised=self.known > 0 and not unusable)

    def _bytes(self, stream: BinaryIO) -> Iterator[bytes]:
        """The file's bytes as single-byte text. Stops at what is not text."""
        chunks = incoming.blocks(stream, BLOCK)
        head = next(chunks, b"")
        if not head.strip(b"\r\n \t\x1a"):
            self._stop("Z-001")
        found = incoming.disguise(head, OPENINGS)
        if found is Disguise.UTF8_MARK:
            self.issues.add("Z-002", "1行目 1-3桁")
            head = head[3:]
        elif found is Disguise.BINARY:
            self._stop("Z-005")
        elif found or (b"\x0e" in head and b"\x0f" in head):
            self._stop("Z-004", name=found.value if found else SHIFTED)
        elif is_euc(head):
            self._stop("Z-004", name="EUC-JP")
        if PARTED.match(head):
            self._stop("Z-011")
        kind = head[1:3].decode("ascii", "replace")
        if head[:1] == b"1" and kind in NOTICES:
            self._stop("Z-009", name=NOTICES[kind], kind=kind)
        chunks = chain([head], chunks)
        if is_utf8(head):
            self.issues.add("Z-003", "ファイル全体")
            chunks = from_utf8(chunks)
        for chunk in chunks:
            if b"\0" in chunk:
                yield chunk[: chunk.index(b"\0")]
                self._stop("Z-005")
            yield chunk

    def _stop(self, rule_id: str, **values: object) -> None:
        self.issues.add(rule_id, self._here(), **values)
        raise _Stop

    def _here(self) -> str:
        return f"{self.line}行目の後" if self.line else "ファイル全体"

    def _not_ours(self) -> None:
        """No record of the format at all: one finding says so, instead of one a line."""
        self.issues = Issues(RULES)
        self.lengths = Lengths(self.issues)
        self.line = 0
        self._stop("Z-006")

    def _record(self, record: bytes) -> None:
        if not record:
            if not self.ended:
                self.issues.add("Z-215", checks.place(self.line))
            return
        if self.ended:
            if not record.strip():
                return
            if record[:1] != b"1":
                self._stop("Z-209")
            # files put together: what follows is read as well
            self.issues.add("Z-209", checks.place(self.line))
            self.ended = False
        action = self.actions.get(record[:1])
        if action is None:
            self.unknown += 1
            self.issues.add("Z-203", checks.place(self.line), value=characters.show(record[:1]).strip() or "空白")
            if self.unknown >= UNKNOWN_LIMIT:
                if not self.known:
                    self._not_ours()
                self._stop("Z-007", count=UNKNOWN_LIMIT)
            return
        self.known += 1
        self.lengths.check(record, self.line)
        action(record[:LENGTH].ljust(LENGTH))

    def _sliced(self, layout: Layout, record: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
        raw = layout.slice(record)
        checks.check_fields(layout, raw, self.line, self.issues)
        text = characters.show(record)
        return raw, {field.name: text[field.offset : field.offset + field.width].strip() for field in layout.fields}

    def _header(self, record: bytes) -> None:
        if self.open:
            self.issues.add("Z-205", checks.place(self.line), what=NAMES[b"1"])
        kind = characters.show(record[1:3])
        self.form = FORMS.get(kind, TRANSFER)
        layout = self.form.header
        if record[3:4] == b"1":
            self._stop("Z-212")
        raw, text = self._sliced(layout, record)
        at = checks.place(self.line, layout["kind"])
        if kind not in FORMS:
            self.issues.add("Z-211", at, value=kind)
        elif kind == "41":
            self.issues.add("Z-218", at)
        first = self.batches[0].kind if self.batches else kind
        if first not in (kind, ""):
            self.issues.add("Z-210", at, value=kind, first=first)
        if raw["code_division"] not in (b"0", b" "):
            self.issues.add("Z-214", checks.place(self.line, layout["code_division"]), value=text["code_division"])
        day = checks.check_day(layout["date"], text["date"], self.around, self.line, self.issues)
        if not text["client_name"]:
            self.issues.add("Z-307", checks.place(self.line, layout["client_name"]), field=layout["client_name"].label)
        batch = ReadBatch(
            kind, text["client_code"], text["client_name"], text["date"], text["bank"], text["bank_name"],
            text["branch"], text["branch_name"], text["type"], text["account"], day,
        )  # fmt: skip
        self._look_up(layout, batch.bank, batch.branch)
        self._open(batch)

    def _open(self, batch: ReadBatch) -> None:
        if len(self.batches) >= BATCH_LIMIT:
            self._stop("Z-010", count=BATCH_LIMIT)
        self.batches.append(batch)
        self.payments = {}
        self.open = True
        self.taker.batch(batch)

    def _look_up(self, layout: Layout, bank: str, branch: str) -> None:
        if self.banks:
            self.banks.check(layout, bank, branch, self.line)

    def _data(self, record: bytes) -> None:
        if not self.open:
            self.issues.add("Z-204", checks.place(self.line), what=NAMES[b"2"])
            # a batch without a name, so that the payments are shown and counted all the same
            self._open(ReadBatch())
        batch = self.batches[-1]
        if batch.counted.count >= TRANSFER_LIMIT:
            self._stop("Z-008", count=TRANSFER_LIMIT)
        layout = self.form.data
        raw, text = self._sliced(layout, record)
        transfer = Transfer(
            text["bank"], text["bank_name"], text["branch"], text["branch_name"], text["type"], text["account"],
            text["name"], int(raw["yen"]) if raw["yen"].isdigit() else None, text["new_code"],
            text["customer_code1"], text["customer_code2"], text.get("result", ""),
        )  # fmt: skip
        checks.check_payment(layout, raw, transfer, self.line, self.issues)
        self._look_up(layout, transfer.bank, transfer.branch)
        key = (transfer.bank, transfer.branch, transfer.type, transfer.account, transfer.name, transfer.yen)
        first = self.payments.setdefault(hash(key), self.line)
        if first != self.line:
            self.issues.add("Z-311", checks.place(self.line), first=first)
        batch.counted.add(transfer)
        self.taker.transfer(batch, transfer)

    def _trailer(self, record: bytes) -> None:
        if not self.open:
            again = bool(self.batches) and self.batches[-1].trailer is not None
            self.issues.add("Z-206" if again else "Z-204", checks.place(self.line), what=NAMES[b"8"])
            return
        layout = self.form.trailer
        raw, _ = self._sliced(layout, record)
        batch = self.batches[-1]
        number = {name: int(data) if data.isdigit() else None for name, data in raw.items()}
        batch.trailer = Trailer(number["count"], number["yen"])
        check_totals(batch, layout, number, self.line, self.issues)
        self.open = False

    def _end(self, record: bytes) -> None:
        self._sliced(END, record)
        if self.open:
            self.issues.add("Z-205", checks.place(self.line), what=NAMES[b"9"])
        elif not self.batches:
            self.issues.add("Z-204", checks.place(self.line), what=NAMES[b"9"])
        self.open = False
        self.ended = True

    def _finish(self) -> None:
        if not self.known:
            self._not_ours()
        if self.open:
            self.issues.add("Z-207", f"{self.line}行目の後")
        if not self.ended:
            self.issues.add("Z-208", f"{self.line}行目の後")
