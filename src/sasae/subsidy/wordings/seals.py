"""The picture of a seal: PNG or SVG, looked through before it is taken, kept as one SVG that papers can carry.

What an SVG may hold is listed: shapes and their groups. No text (its look would hang on the machine's fonts), no links,
no scripts, no pictures in it, nothing defined outside (entities). A PNG is read chunk by chunk with its check sums.
"""

import base64
import binascii
import hashlib
import re
import struct
import xml.etree.ElementTree as ElementTree
import zlib

MOST_BYTES = 60_000
SMALLEST, LARGEST = 150, 2000  # pixels
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc", "defs"}
_OUTSIDE = re.compile(r"url\s*\(|javascript:|data:|https?:|expression|@import", re.IGNORECASE)


class SealRefused(ValueError):
    """The picture cannot be taken; `id` names the check, the text says why, in Japanese."""

    def __init__(self, id: str, message: str) -> None:
        super().__init__(message)
        self.id = id


def as_text(content: bytes) -> str:
    """A picture as it travels through a form until the change is proposed."""
    return base64.b64encode(content).decode("ascii")


def seal_of(text: str) -> dict[str, str]:
    """The seal to be kept, from `as_text`. Raises SealRefused."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SealRefused("WD-201", "画像を読めません。PNGかSVGのファイルを選んでください。") from None
    if len(content) > MOST_BYTES:
        raise SealRefused("WD-202", f"画像が大きすぎます（{len(content):,}バイト。{MOST_BYTES:,}バイトまで）。")
    if content.startswith(_SIGNATURE):
        drawn = _of_png(content)
    elif b"<svg" in content[:2000]:
        drawn = _of_svg(content)
    else:
        raise SealRefused("WD-201", "PNGでもSVGでもありません。名前ではなく中身で見分けています。")
    return {"svg": drawn, "sha256": hashlib.sha256(content).hexdigest()}


def _of_png(content: bytes) -> str:
    """A PNG laid into an SVG. Raises SealRefused for what is broken, too small, too large, or not about square."""
    place, kinds, size = len(_SIGNATURE), [], (0, 0)
    while place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        body = content[place + 4 : place + 8 + length]
        told = content[place + 8 + length : place + 12 + length]
        if len(told) < 4 or struct.unpack(">I", told)[0] != zlib.crc32(body):
            raise SealRefused("WD-203", "PNGの中身が壊れています。")
        kinds.append(body[:4])
        if body[:4] == b"IHDR":
            size = struct.unpack(">II", body[4:12])
        place += 12 + length
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds or place != len(content):
        raise SealRefused("WD-203", "PNGの中身が壊れているか、後ろに余分なものがついています。")
    if b"acTL" in kinds:
        raise SealRefused("WD-204", "動く画像は使えません。")
    width, height = size
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise SealRefused("WD-205", f"画像は{width}×{height}です。縦横とも{SMALLEST}から{LARGEST}までにしてください。")
    _square(width, height)
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"><image width="{width}" height="{height}"'
        f' xlink:href="data:image/png;base64,{data}"/></svg>'
    )


def _of_svg(content: bytes) -> str:
    """An SVG written anew from its shapes. Raises SealRefused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SealRefused("WD-203", "SVGの文字コードはUTF-8にしてください。") from None
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise SealRefused("WD-206", "SVGに外の定義（DOCTYPE）があります。除いて保存し直してください。")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type nothing outside is read
    except ElementTree.ParseError:
        raise SealRefused("WD-203", "SVGの中身が壊れています。") from None
    for one in root.iter():
        name = one.tag.removeprefix(_SVG) if isinstance(one.tag, str) else ""
        if name not in _SHAPES or not one.tag.startswith(_SVG):
            raise SealRefused("WD-206", f"SVGに使えないもの（{name[:30]}）があります。線と図形だけにしてください。")
        for attribute, value in one.attrib.items():
            short = attribute.rpartition("}")[2].lower()
            if short.startswith("on") or short == "href" or _OUTSIDE.search(value):
                raise SealRefused(
                    "WD-206", f"SVGに使えない指定（{short[:30]}）があります。線と図形だけにしてください。"
                )
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        width, height = float(box[2]), float(box[3])
    except (IndexError, ValueError):
        raise SealRefused("WD-207", "SVGに大きさ（viewBox）がありません。") from None
    _square(width, height)
    ElementTree.register_namespace("", _SVG[1:-1])
    drawn: bytes = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=False)
    return drawn.decode("ascii")


def _square(width: float, height: float) -> None:
    if not (width > 0 and height > 0 and 0.9 <= width / height <= 1.1):
        raise SealRefused("WD-208", f"公印の画像は正方形にしてください（いま{width:g}×{height:g}）。")
