"""What lies inside a paper: parts of a PDF that act by themselves; streams and pictures that burst when they are opened.

Streams of a PDF are measured before a reader is let at them, for a reader inflates some of them to find its way; and the
reader works in a process of its own (`confined`).
"""

import io
import re
import struct
import zlib
from typing import Any

from PIL import Image

from sasae.formats.application_zip import confined
from sasae.formats.application_zip.pdf_looker import ACTS, GAVE_UP, UNREADABLE
from sasae.formats.issues import Issues

MOST_INFLATED = 256 * 1024 * 1024  # bytes all streams of one PDF may come to
MOST_STREAMS = 100_000
MOST_PIXELS = 80_000_000  # four times what a telephone's camera usually takes
_STEP, _BITE = 1024 * 1024, 16 * 1024  # bytes inflated and fed at once
_STREAM = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")  # and a byte packed data begin with
_LAYERS = 3  # a stream packed in itself, and once more
_ACTIVE = (b"/javascript", b"/launch", b"/embeddedfile", b"/richmedia")
_DAMAGED_PICTURE = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, IndexError, KeyError, TypeError)


def look_into_pdf(name: str, content: bytes, issues: Issues, memory: int = confined.MEMORY) -> None:
    """Faults of a PDF go to `issues`: the size it bursts to, that it cannot be read, that something in it acts.

    The reader may use `memory` bytes.
    """
    if _bursts(content):
        issues.add("A-307", name)
        return
    found = confined.look(content, memory=memory)
    if found == GAVE_UP:
        issues.add("A-308", name)
        return
    if found & UNREADABLE:
        issues.add("A-306", name)
    if found & ACTS or any(mark in content.lower() for mark in _ACTIVE):
        issues.add("A-305", name)


def look_at_picture(name: str, content: bytes, issues: Issues) -> None:
    """Faults of a photograph go to `issues`. Its pixels are counted by its head and not unpacked."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                issues.add("A-307", name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        issues.add("A-307", name)
    except _DAMAGED_PICTURE:
        issues.add("A-306", name)


def _bursts(content: bytes) -> bool:
    """Whether the streams come to more than anything a person scans."""
    left, view = MOST_INFLATED, memoryview(content)
    for count, found in enumerate(_STREAM.finditer(content)):
        if count > MOST_STREAMS:
            return True
        left -= _work(view[found.end() :], left)
        if left < 0:
            return True
    return False


def _work(packed: memoryview, most: int) -> int:
    """Bytes a stream comes to with all its layers, and those read for it, counted little further than `most`.

    Nearly 0 for what is not packed this way. Streams inside each other are read again and again: that counts as well.
    """
    layers, total = [zlib.decompressobj() for _ in range(_LAYERS)], 0
    for start in range(0, len(packed), _BITE):
        total += _BITE if start else 0
        try:
            total += _unpacked(layers, 0, packed[start : start + _BITE], most - total)
        except zlib.error:
            break
        if layers[0].eof or total > most:
            break
    return total


def _unpacked(layers: list[Any], depth: int, packed: bytes | memoryview, most: int) -> int:
    total = 0
    while packed and total <= most and not layers[depth].eof:
        piece = layers[depth].decompress(packed, _STEP)
        packed = layers[depth].unconsumed_tail
        total += len(piece)
        if depth + 1 < len(layers):
            try:
                total += _unpacked(layers, depth + 1, piece, most - total)
            except zlib.error:
                del layers[depth + 1 :]
    return total
