"""Form of taking a file of moves in."""

from sasae.foundation.moves.reading import HEADS
from sasae.foundation.screens.forms import SasaeForm, UploadField

MOST = 4 * 1024**2


class MoveFileForm(SasaeForm):
    """The file."""

    file = UploadField(
        label="異動のファイル", most=MOST,
        help_text=f"CSV（UTF-8かShift_JIS）。1行目は見出しの「{','.join(HEADS)}」。4メガバイトまで",
    )  # fmt: skip
