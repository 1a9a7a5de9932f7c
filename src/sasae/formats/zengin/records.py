"""From bytes to records: with any line end or none, with stripped trailing spaces, with a final 0x1A.

A file without line ends is cut by length, and where a byte has been lost or doubled the cut finds its way back to the
next record; one with line ends is taken line by line, so that one broken line does not spoil the next. UTF-8 is brought
back to single bytes first.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from sasae.formats.incoming import line_blocks
from sasae.formats.zengin.layouts import LENGTH

# far more than a record; what is longer is thrown away up to the next line end
LINE_LIMIT = 4096
END_OF_TEXT = b"\x1a"
BREAKS = b"\r\n"
# records of other lengths that are met: all filled up with spaces, or a space more or less at the end of each
LENGTHS = (119, 121, 118, 122, 128, 200, 240, 256)
WINDOW = 1024
REACH = 30  # bytes a record may be too short or too long and still be followed
A_RECORD = re.compile(rb"1(?:[17][12]|21|41|91)[0-9 ]|2[0-9]{4}.{15}[0-9]{3}|8[0-9]{18}|9 {12}", re.DOTALL)


_EUC = re.compile(rb"(?:[\x00-\x7f]|\x8e[\xa1-\xdf])*\x8e?")


def is_euc(head: bytes) -> bool:
    """Whether half-width kana is written in EUC-JP: two bytes a sign, the first 0x8E, and nothing else is beyond ASCII."""
    return head.count(b"\x8e") > 1 and _EUC.fullmatch(head) is not None


def is_utf8(head: bytes) -> bool:
    """Whether half-width kana (or other text) is written in UTF-8: three-byte sequences, valid up to the cut."""
    if not any(byte >= 0xE0 for byte in head):
        return False
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return any(character >= "\u0800" for character in text)


def from_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same text in the file's proper single bytes; what has none becomes `?`, which no field permits."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("cp932", "replace")
    yield decoder.decode(b"", final=True).encode("cp932", "replace")


class Records:
    """The records in order, not yet padded or cut. Blank lines come as empty records.

    `unbroken` says that the file has no line ends; `length` is then what its records measure.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        head = next(chunks, b"")
        self._chunks = chain([head], chunks)
        first = min((place for place in (head.find(b"\n"), head.find(b"\r")) if place >= 0), default=-1)
        self.unbroken = first < 0 or (first > LENGTH and first % LENGTH == 0) or first > LINE_LIMIT
        self.length = _length_of(head) if self.unbroken else LENGTH

    def __iter__(self) -> Iterator[bytes]:
        return self._by_length() if self.unbroken else self._by_line()

    def _by_line(self) -> Iterator[bytes]:
        for block, _ in line_blocks(self._chunks, LINE_LIMIT):
            for line in block.split(b"\n"):
                record = line.rstrip(END_OF_TEXT)
                if record or not line:
                    yield record

    def _by_length(self) -> Iterator[bytes]:
        rest = b""
        for chunk in self._chunks:
            rest += chunk
            start = 0
            while len(rest) - start >= WINDOW:
                size = self._next(rest, start)
                yield rest[start : start + size]
                start += size
                # line ends after some records only
                while rest[start : start + 1] in (b"\r", b"\n"):
                    start += 1
            rest = rest[start:]
        while rest := rest.lstrip(BREAKS):
            size = self._next(rest, 0)
            record, rest = rest[:size], rest[size:]
            record = record.rstrip(BREAKS + END_OF_TEXT)
            if record:
                yield record

    def _next(self, data: bytes, start: int) -> int:
        """How long the record at `start` is: as long as all, unless the next one clearly begins elsewhere."""
        length = self.length
        if _begins(data, start + length):
            return length
        for step in range(1, REACH + 1):
            for size in (length - step, length + step):
                place = start + size
                if data[place : place + 1] and _begins(data, place) and _begins(data, place + length):
                    return size
        return length


def _begins(data: bytes, place: int) -> bool:
    """Whether a record, or the end of the file, is at this place (line ends before it do not matter)."""
    while data[place : place + 1] in (b"\r", b"\n"):
        place += 1
    following = data[place : place + LENGTH]
    return not following.strip(END_OF_TEXT) or A_RECORD.match(following) is not None


def _length_of(head: bytes) -> int:
    """The record length that fits every place of the first block; the standard's when none does."""
    if _begins(head, LENGTH):
        return LENGTH
    for length in LENGTHS:
        places = range(length, min(len(head), length * 8), length)
        if len(places) > 1 and all(_begins(head, place) for place in places):
            return length
    return LENGTH


def records(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The records of a file, however they are parted."""
    return iter(Records(chunks))
