"""QR codes (JIS X 0510, level M) as pictures, quickly: what stays the same for a size is worked out once.

Tables of sizes and the fixed patterns come from the library `qrcode`; its way from text to modules takes a hundred times
as long. One mask for all codes: looking for the best of eight takes eight times as long, and every reader knows all eight.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

import qrcode
from qrcode.base import EXP_TABLE, LOG_TABLE, rs_blocks
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import mask_func

MASK = 2
QUIET = 4  # modules of white around the code
LARGEST = 40
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
Modules = list[list[bool]]


@dataclass(frozen=True)
class _Size:
    """What a version of the code is made of; `arrange` puts data bits and fixed modules into their places."""

    side: int
    capacity: int
    blocks: tuple[tuple[int, int], ...]  # data and correction codewords of each block
    masked: int
    bits: int
    fixed: str
    arrange: Any


@cache
def _size(version: int) -> _Size:
    blank: Any = qrcode.QRCode(version=version, error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    side = blank.modules_count = version * 4 + 17
    blank.modules = [[None] * side for _ in range(side)]
    for row, column in ((0, 0), (side - 7, 0), (0, side - 7)):
        blank.setup_position_probe_pattern(row, column)
    blank.setup_position_adjust_pattern()
    blank.setup_timing_pattern()
    blank.setup_type_info(False, MASK)
    if version >= 7:
        blank.setup_type_number(False)
    path = [(row, column) for row, column in _path(side) if blank.modules[row][column] is None]
    dark = mask_func(MASK)
    places = {place: index for index, place in enumerate(path)}
    fixed: list[str] = []
    order: list[int] = []
    for row, line in enumerate(blank.modules):
        for column, module in enumerate(line):
            if module is None:
                order.append(places[row, column])
            else:
                order.append(len(path) + len(fixed))
                fixed.append("1" if module else "0")
    blocks = tuple((one.data_count, one.total_count - one.data_count) for one in rs_blocks(version, ERROR_CORRECT_M))
    masked = int("".join("1" if dark(row, column) else "0" for row, column in path), 2)
    return _Size(side, sum(data for data, _ in blocks), blocks, masked, len(path), "".join(fixed), itemgetter(*order))


def _path(side: int) -> list[tuple[int, int]]:
    """The way the data takes: two columns at a time, up and down in turn, around the timing line."""
    way, rows = [], list(range(side - 1, -1, -1))
    for column in range(side - 1, 0, -2):
        at = column - 1 if column <= 6 else column
        way += [(row, each) for row in rows for each in (at, at - 1)]
        rows.reverse()
    return way


@cache
def _remainders(count: int) -> tuple[int, ...]:
    """The generator of `count` correction codewords, times every factor, as one integer each."""
    generator = [1]
    for power in range(count):
        longer = [*generator, 0]
        for place, value in enumerate(generator):
            longer[place + 1] ^= EXP_TABLE[(LOG_TABLE[value] + power) % 255]
        generator = longer
    logs = [LOG_TABLE[value] for value in generator[1:]]
    times = [
        bytes(count),
        *(bytes(EXP_TABLE[(log + LOG_TABLE[factor]) % 255] for log in logs) for factor in range(1, 256)),
    ]
    return tuple(int.from_bytes(row, "big") for row in times)


def _corrections(data: bytes, count: int) -> bytes:
    """The correction codewords of one block."""
    table, top, keep = _remainders(count), 8 * (count - 1), (1 << 8 * count) - 1
    rest = 0
    for byte in data:
        rest = ((rest << 8) & keep) ^ table[(rest >> top) ^ byte]
    return rest.to_bytes(count, "big")


def _signs(text: str) -> str:
    """The signs as bits, in the shorter of the modes for digits and for capitals and digits."""
    if _digits(text):
        groups = [text[place : place + 3] for place in range(0, len(text), 3)]
        return "".join(f"{int(group):0{(4, 7, 10)[len(group) - 1]}b}" for group in groups)
    pairs = "".join([_PAIRS[text[place : place + 2]] for place in range(0, len(text) - 1, 2)])
    return pairs + (f"{SIGNS.index(text[-1]):06b}" if len(text) % 2 else "")


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


_PAIRS = {one + two: f"{SIGNS.index(one) * 45 + SIGNS.index(two):011b}" for one in SIGNS for two in SIGNS}


def _codewords(text: str) -> tuple[_Size, bytes]:
    """The smallest size that holds the text, and its data codewords, filled up: mode, length, signs, padding."""
    signs, digits = _signs(text), _digits(text)
    for version in range(1, LARGEST + 1):
        counting = (10, 12, 14) if digits else (9, 11, 13)
        length = counting[(version > 9) + (version > 26)]
        size = _size(version)
        room = size.capacity * 8
        if 4 + length + len(signs) <= room:
            bits = f"{'0001' if digits else '0010'}{len(text):0{length}b}{signs}"
            bits += "0" * min(4, room - len(bits))
            bits += "0" * (-len(bits) % 8)
            data = int(bits, 2).to_bytes(len(bits) // 8, "big")
            return size, data + (b"\xec\x11" * size.capacity)[: size.capacity - len(data)]
    raise ValueError(f"This text does not fit a code of level M: {text[:40]}")


def _woven(size: _Size, data: bytes) -> bytes:
    """Data and corrections of all blocks, one codeword of each in turn."""
    parts, corrections, place = [], [], 0
    for count, correcting in size.blocks:
        parts.append(data[place : place + count])
        corrections.append(_corrections(parts[-1], correcting))
        place += count
    longest = max(map(len, parts))
    woven = [part[index] for index in range(longest) for part in parts if index < len(part)]
    return bytes(woven) + bytes(byte for column in zip(*corrections, strict=True) for byte in column)


def rows_of(text: str) -> list[str]:
    """The modules, line by line: 1 is dark. Digits, capitals and a few marks only. Raises ValueError for others."""
    if not text or set(text) - set(SIGNS):
        raise ValueError(f"Not of the alphanumeric repertoire: {text[:40]}")
    size, data = _codewords(text)
    woven = _woven(size, data)
    bits = (int.from_bytes(woven, "big") << (size.bits - 8 * len(woven))) ^ size.masked
    modules = "".join(size.arrange(f"{bits:0{size.bits}b}{size.fixed}"))
    return [modules[place : place + size.side] for place in range(0, len(modules), size.side)]


def svg(text: str) -> bytes:
    """The code as SVG, one unit a module, with its quiet zone."""
    rows = rows_of(text)
    size = len(rows) + 2 * QUIET
    path = "".join(
        f"M{start + QUIET} {row}h{length}v1h-{length}z"
        for row, line in enumerate(rows, start=QUIET)
        for start, length in _runs(line)
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
    return f'{head}<path d="M0 0h{size}v{size}h-{size}z" fill="#fff"/><path d="{path}"/></svg>'.encode("ascii")


def _runs(line: str) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    runs, place = [], 0
    for part in line.replace("10", "1 0").replace("01", "0 1").split(" "):
        if part[0] == "1":
            runs.append((place, len(part)))
        place += len(part)
    return runs


def png(text: str, scale: int = 4) -> bytes:
    """The code as a picture of one bit a point, `scale` points a module, with its quiet zone: small and quickly set."""
    rows = rows_of(text)
    side = (len(rows) + 2 * QUIET) * scale
    width = -(-side // 8)
    white = b"\0" + b"\xff" * width
    body = [white] * (QUIET * scale)
    wide = {ord("1"): "0" * scale, ord("0"): "1" * scale}
    for line in rows:
        points = ("1" * QUIET * scale + line.translate(wide)).ljust(width * 8, "1")
        body += [b"\0" + int(points, 2).to_bytes(width, "big")] * scale
    body += [white] * (QUIET * scale)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(body))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
