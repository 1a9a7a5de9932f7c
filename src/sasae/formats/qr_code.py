"""QR codes (JIS X 0510, level M or better) as pictures, by the library segno.

One mask for all codes: looking for the best of eight takes three times as long, and every reader knows all eight.
"""

import io
from typing import Any

import segno

MASK = 2
QUIET = 4  # modules of white around the code


def code_of(text: str) -> segno.QRCode:
    """The smallest code that holds the text. Raises ValueError for a text that is too long."""
    return segno.make_qr(text, error="m", mask=MASK)


def svg(text: str) -> bytes:
    """The code as SVG, one unit a module, with its quiet zone: for a page, no style attributes, no size of its own."""
    return _saved(text, kind="svg", xmldecl=False, omitsize=True, light="#fff", svgclass=None, lineclass=None, nl=False)


def png(text: str, scale: int = 4) -> bytes:
    """The code as a picture of one bit a point, `scale` points a module, with its quiet zone: small and quickly set."""
    return _saved(text, kind="png", scale=scale)


def _saved(text: str, **form: Any) -> bytes:
    out = io.BytesIO()
    code_of(text).save(out, border=QUIET, **form)
    return out.getvalue()
