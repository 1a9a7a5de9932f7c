"""Papers as people send them: the smallest that a reader really opens."""

import io

import pikepdf
from PIL import Image


def page() -> bytes:
    """A PDF of one blank page, the same bytes each time."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, static_id=True)
    return out.getvalue()


def photograph(kind: str, size: tuple[int, int] = (8, 6)) -> bytes:
    """A picture, JPEG or PNG."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 220, 240)).save(out, kind)
    return out.getvalue()
