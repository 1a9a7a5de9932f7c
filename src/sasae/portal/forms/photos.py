"""Photographs of papers as they go on: turned the right way up, made small enough, without what a camera writes beside them.

A camera writes where and when a picture was taken (EXIF, GPS); none of it goes on, for nobody needs it.
"""

import io
import struct
import zlib

from PIL import Image, ImageOps, ImageStat

LONGEST = 2400  # pixels of the longer side: A4 at about 200 dots an inch
LEAST = 480  # pixels of the shorter side under which print cannot be read
MOST_PIXELS = 80_000_000
HEAVY = 1_500_000  # bytes from which a PNG goes on as a JPEG
QUALITY = 85
EVEN = 4.0  # standard deviation of brightness below which a picture shows nothing
JPEG, PNG = "image/jpeg", "image/png"
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, IndexError, KeyError, TypeError)


class NotReadable(ValueError):
    """The picture cannot go on; the text says why and how to mend it, in Japanese."""


def prepared(content: bytes, media_type: str) -> tuple[bytes, str]:
    """The bytes that go on, and what they are. Raises NotReadable."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotReadable("写真が大きすぎます。カメラの設定を小さくして、もう一度撮ってください。")
            picture = ImageOps.exif_transpose(opened)
            picture = _on_white(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotReadable("写真が大きすぎます。カメラの設定を小さくして、もう一度撮ってください。") from None
    except NotReadable:
        raise
    except _DAMAGED:
        raise NotReadable(
            "写真を開けません。壊れているようです。もう一度撮るか、別のファイルを選んでください。"
        ) from None
    _check(picture)
    picture.thumbnail((LONGEST, LONGEST))
    return _written(picture, media_type)


def _on_white(picture: Image.Image) -> Image.Image:
    """Colour or grey, what was see-through on white."""
    if picture.mode in ("RGB", "L"):
        return picture.copy()
    full = picture.convert("RGBA")
    ground = Image.new("RGBA", full.size, "white")
    return Image.alpha_composite(ground, full).convert("RGB")


def _check(picture: Image.Image) -> None:
    if min(picture.size) < LEAST:
        raise NotReadable("写真が小さすぎて、字が読めません。書類に近づいて、もう一度撮ってください。")
    if ImageStat.Stat(picture.convert("L")).stddev[0] < EVEN:
        raise NotReadable("写真に何も写っていないようです。明るいところで、もう一度撮ってください。")


def _written(picture: Image.Image, media_type: str) -> tuple[bytes, str]:
    """New bytes: nothing of the old file's notes comes along."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    if media_type == PNG:
        drawn = _bytes(bare, "PNG", optimize=True)
        if len(drawn) < HEAVY:
            return drawn, PNG
    return _bytes(bare, "JPEG", quality=QUALITY, optimize=True), JPEG


def _bytes(picture: Image.Image, kind: str, **told: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **told)
    return out.getvalue()
