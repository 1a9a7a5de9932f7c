"""From bytes to records: with any line end or none, with stripped trailing spaces, with a final 0x1A.

A file without line ends is cut every 120 bytes; one with line ends is taken line by line, so that one broken line
does not spoil the next. UTF-8 is brought back to single bytes first.
"""

import codecs
from collections.abc import Iterator
from itertools import chain

from sasae.formats.incoming import line_blocks
from sasae.formats.zengin.layouts import LENGTH

# far more than a record; what is longer is thrown away up to the next line end
LINE_LIMIT = 4096
END_OF_TEXT = b"\x1a"


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


def records(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The records in order, not yet padded or cut. Blank lines come as empty records."""
    head = next(chunks, b"")
    everything = chain([head], chunks)
    first = min((place for place in (head.find(b"\n"), head.find(b"\r")) if place >= 0), default=-1)
    unbroken = first < 0 or (first > LENGTH and first % LENGTH == 0)
    return _by_length(everything) if unbroken else _by_line(everything)


def _by_line(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for block, _ in line_blocks(chunks, LINE_LIMIT):
        for line in block.split(b"\n"):
            record = line.rstrip(END_OF_TEXT)
            if record or not line:
                yield record


def _by_length(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        rest += chunk
        start = 0
        while len(rest) - start >= LENGTH + 2:
            yield rest[start : start + LENGTH]
            start += LENGTH
            # line ends after some records only
            while rest[start : start + 1] in (b"\r", b"\n"):
                start += 1
        rest = rest[start:]
    while rest := rest.lstrip(b"\r\n"):
        record, rest = rest[:LENGTH], rest[LENGTH:]
        record = record.rstrip(b"\r\n" + END_OF_TEXT)
        if record:
            yield record
