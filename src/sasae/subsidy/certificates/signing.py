"""The office's keys for the code on certificates, and the code as a picture."""

from functools import lru_cache
from pathlib import Path

import qrcode
from django.conf import settings
from qrcode.constants import ERROR_CORRECT_M

from sasae.formats.certificate_code import SigningKeys, Statement, write

# One pattern for all: looking for the best of eight takes eight times as long, and every reader knows all eight.
MASK = 2


def signing_keys() -> SigningKeys:
    """The keys, read again when their file changes."""
    path = Path(settings.SASAE_KEY_FILE).with_name("certificates.keys.json")
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=2)
def _read(path: Path, stamp: int) -> SigningKeys:
    return SigningKeys.read(path)


def code_of(claim: Statement) -> str:
    """The line a reader of the QR code gets."""
    return write(claim, signing_keys())


def picture_of(text: str) -> bytes:
    """A QR code as SVG, one unit a module, with the quiet zone of four modules."""
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, mask_pattern=MASK)
    drawn.add_data(text)
    drawn.make()
    modules = drawn.get_matrix()
    runs = [
        f"M{start} {row}h{length}v1h-{length}z" for row, line in enumerate(modules) for start, length in _runs(line)
    ]
    size = len(modules)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
    return f'{head}<path d="M0 0h{size}v{size}h-{size}z" fill="#fff"/><path d="{"".join(runs)}"/></svg>'.encode("ascii")


def _runs(line: list[bool]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate([*line, False]):
        if dark and (place == 0 or not line[place - 1]):
            runs.append((place, 0))
        elif not dark and place and line[place - 1]:
            runs[-1] = (runs[-1][0], place - runs[-1][0])
    return runs
