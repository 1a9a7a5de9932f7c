"""Code 128 (ISO/IEC 15417) as pictures, by the library zxing-cpp: the code every scanner at a counter reads."""

import zxingcpp


def svg(text: str) -> bytes:
    """The code as SVG with its quiet zone, one unit a module. Raises ValueError for signs the code does not have."""
    made: str = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg()
    return made.encode()
