"""Papers as a camera sees them: pages drawn by PDFium, codes read by ZXing; neither had a part in making them."""

import io
from collections.abc import Iterator

import pypdfium2
import typst
import zxingcpp
from PIL import Image


def pages_as_pictures(pdf: bytes, dots_an_inch: int = 300) -> Iterator[Image.Image]:
    """Every page, as a scanner of this resolution sees it."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.render(scale=dots_an_inch / 72).to_pil()


def codes_in_picture(picture: Image.Image) -> list[str]:
    """The text of every QR code in the picture."""
    formats = zxingcpp.BarcodeFormat.QRCode
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"), formats=formats)]


def codes_in_png(content: bytes) -> list[str]:
    """The text of every QR code in a PNG file."""
    return codes_in_picture(Image.open(io.BytesIO(content)))


def png_of_svg(content: bytes) -> bytes:
    """A drawing as a picture, set on a white page."""
    page = b'#set page(width: auto, height: auto, margin: 5mm)\n#image(bytes("%s"), width: 60mm)'
    drawn = typst.compile(page % content.replace(b'"', b'\\"'), format="png", ppi=200)
    assert isinstance(drawn, bytes)
    return drawn
