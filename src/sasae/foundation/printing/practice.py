"""Papers of a training installation: each page bears 見本 across it, so that none is taken for a real one."""

import tempfile
from pathlib import Path

import typst
from django.conf import settings

from sasae.foundation.printing.pages import count_pages
from sasae.foundation.printing.rendering import _fonts

_SOURCE = """#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Noto Sans JP", lang: "ja")
#for one in range(1, int(sys.inputs.pages) + 1) {
  page(foreground: place(center + horizon, rotate(-30deg, text(64pt, fill: rgb(200, 60, 60, 90), tracking: 0.3em)[見本])),
    image("paper.pdf", page: one))
}
"""


def stamped(pdf: bytes) -> bytes:
    """The paper as it is, or with 見本 on every page where people only practise."""
    if not settings.SASAE_TRAINING:
        return pdf
    with tempfile.TemporaryDirectory(prefix="sasae-practice-") as folder:
        place = Path(folder)
        (place / "paper.pdf").write_bytes(pdf)
        (place / "stamped.typ").write_text(_SOURCE, encoding="utf-8")
        made: bytes = typst.compile(
            str(place / "stamped.typ"), root=folder, font_paths=_fonts(),
            sys_inputs={"pages": str(count_pages(pdf))},
        )  # fmt: skip
    return made
