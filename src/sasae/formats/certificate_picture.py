"""The code on a certificate from a photograph or a PDF of it: pages drawn by PDFium, codes read by ZXing."""

import io
from collections.abc import Iterator
from contextlib import closing

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from sasae.formats.certificate_code.statement import MARK
from sasae.kernel.findings import Refusals

FORMATS = ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"]
MOST_BYTES = 30 * 1024**2
MOST_POINTS = 80_000_000  # of one picture: a scanner's A3 at 600 dots an inch
MOST_PAGES = 20
DOTS_AN_INCH = 300
QR_CODES = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


class NoCode(Refusals):
    """No one code could be taken from the file; the findings say why, in Japanese."""


def code_in(content: bytes) -> str:
    """The text of the one certificate's code in the file. Seen on several pages it is still one. Raises NoCode."""
    if len(content) > MOST_BYTES:
        raise NoCode.one("CV-104", "file", f"ファイルが{MOST_BYTES // 1024**2}メガバイトを超えています。")
    read = [text for picture in _pictures(content) for text in _codes(picture)]
    codes = list(dict.fromkeys(text for text in read if text.strip().upper().startswith(f"{MARK}.")))
    if not read:
        said = "QRコードが見つかりません。医療証の全体が、明るく、ぶれずに写っているかを確かめてください。"
        raise NoCode.one("CV-102", "file", said)
    if not codes:
        raise NoCode.one("CV-105", "file", f"QRコードは{len(read)}個ありますが、医療証のものではありません。")
    if len(codes) > 1:
        said = f"医療証のQRコードが{len(codes)}個あります。1枚ずつ写してください。"
        raise NoCode.one("CV-103", "file", said)
    return codes[0]


def _pictures(content: bytes) -> Iterator[Image.Image]:
    if content[:1024].find(b"%PDF-") >= 0:
        yield from _pages(content)
        return
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise NoCode.one("CV-104", "file", f"画像が大きすぎます（{picture.width}×{picture.height}）。")
            yield ImageOps.exif_transpose(picture).convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError) as broken:
        said = "写真としてもPDFとしても読めません。JPEG・PNGの写真か、暗証のないPDFを指定してください。"
        raise NoCode.one("CV-101", "file", said) from broken


def _pages(content: bytes) -> Iterator[Image.Image]:
    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            if len(document) > MOST_PAGES:
                raise NoCode.one("CV-104", "file", f"PDFが{MOST_PAGES}ページを超えています（{len(document)}ページ）。")
            for page in document:
                width, height = (int(length * DOTS_AN_INCH / 72) for length in page.get_size())
                if width * height > MOST_POINTS:
                    raise NoCode.one("CV-104", "file", f"PDFのページが大きすぎます（{width}×{height}）。")
                yield page.render(scale=DOTS_AN_INCH / 72).to_pil().convert("L")
    except pypdfium2.PdfiumError as broken:
        said = "PDFとして読めません。壊れているか、開くための暗証が付いています。"
        raise NoCode.one("CV-101", "file", said) from broken


def _codes(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=QR_CODES)]
