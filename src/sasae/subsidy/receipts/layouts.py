"""The forms a file can have, as a choice."""

from sasae.formats.receipt.lists import bundled
from sasae.subsidy.receipts.sources import UKE

UKE_LABEL = "レセプト電算処理（.UKE）"


def forms_of_file() -> list[tuple[str, str]]:
    """Blank to recognise it, receipt files, and every layout of a list."""
    return [
        ("", "中身で見分ける"),
        (UKE, UKE_LABEL),
        *((name, layout.label) for name, layout in sorted(bundled().items())),
    ]


def label_of(form: str) -> str:
    """The form in words."""
    if not form:
        return "－"
    return UKE_LABEL if form == UKE else (bundled()[form].label if form in bundled() else form)
