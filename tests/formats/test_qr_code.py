"""QR codes are those of the standard: the same modules as another writer's, and read by another reader."""

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_M

from sasae.formats import qr_code
from tests.foundation.pictures import codes_in_png, png_of_svg

CERTIFICATE = "SASAE1.K2QX.85145001.1234566.20260615.20261231.1.2026-00000001." + "A2" * 51 + "7"


def by_another_writer(text: str) -> list[str]:
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=qr_code.MASK)
    drawn.add_data(text, optimize=0)
    drawn.make()
    return ["".join("1" if dark else "0" for dark in line) for line in drawn.get_matrix()]


@pytest.mark.parametrize(
    "text", ["0", "12", "123", "00001200034010310", "SASAE1", "A", CERTIFICATE, "7" * 600, "Z9" * 300]
)
def test_its_modules_are_another_writer_s(text: str) -> None:
    assert qr_code.rows_of(text) == by_another_writer(text)


@settings(max_examples=60, deadline=None)
@given(st.text(qr_code.SIGNS, min_size=1, max_size=250))
def test_whatever_is_written_is_read_by_another_reader(text: str) -> None:
    assert codes_in_png(qr_code.png(text)) == [text]


def test_the_drawing_of_lines_is_read_by_another_reader() -> None:
    assert codes_in_png(png_of_svg(qr_code.svg(CERTIFICATE))) == [CERTIFICATE]


@pytest.mark.parametrize("text", ["", "a", "医", "SASAE1_"])
def test_other_signs_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="repertoire"):
        qr_code.rows_of(text)


def test_the_longest_text_fits_and_a_longer_one_is_refused() -> None:
    assert len(qr_code.rows_of("A" * 3391)) == 177
    with pytest.raises(ValueError, match="does not fit"):
        qr_code.rows_of("A" * 3392)
