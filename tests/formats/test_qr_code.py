"""QR codes, read back by another reader."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasae.formats import qr_code
from tests.foundation.pictures import codes_in_png, png_of_svg

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
CERTIFICATE = "SASAE1.K2QX.85145001.1234566.20260615.20261231.1.2026-00000001." + "A2" * 51 + "7"
SECRET = "otpauth://totp/Sasae:counter1?secret=JBSWY3DPEHPK3PXP&issuer=Sasae"


@settings(max_examples=40, deadline=None)
@given(st.text(SIGNS, min_size=1, max_size=250))
def test_whatever_is_written_is_read_by_another_reader(text: str) -> None:
    assert codes_in_png(qr_code.png(text)) == [text]


@pytest.mark.parametrize("text", ["0", "00001200034010310", CERTIFICATE, SECRET, "7" * 600, "Z9" * 300])
def test_picture_and_drawing_are_read_by_another_reader(text: str) -> None:
    assert codes_in_png(qr_code.png(text)) == codes_in_png(png_of_svg(qr_code.svg(text))) == [text]


def test_the_same_text_gives_the_same_bytes() -> None:
    assert qr_code.png(CERTIFICATE) == qr_code.png(CERTIFICATE)
    assert qr_code.svg(CERTIFICATE) == qr_code.svg(CERTIFICATE)


def test_a_drawing_has_no_style_and_no_size_of_its_own() -> None:
    """A page's content security policy lets it be, and the page says how large it is."""
    head = qr_code.svg(SECRET).split(b">")[0]
    assert b"viewBox" in head
    assert b"width" not in head
    assert b"style" not in qr_code.svg(SECRET)


def test_the_longest_text_fits_and_a_longer_one_is_refused() -> None:
    assert qr_code.code_of("A" * 3391).version == 40
    with pytest.raises(ValueError, match="too large"):
        qr_code.code_of("A" * 3392)
