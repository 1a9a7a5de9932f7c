"""Keeping what was printed."""

import hashlib
import re
from collections.abc import Iterable

from sasae.foundation.printing.models import PrintedDocument

_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def keep(kind: str, subject: str, pdf: bytes, *, by_id: str, persons: Iterable[str] = ()) -> PrintedDocument:
    """Keep the bytes of one paper. Part of the caller's transaction."""
    return PrintedDocument.objects.create(
        kind=kind, subject=subject, persons=list(persons), content=pdf, sha256=hashlib.sha256(pdf).hexdigest(),
        pages=len(_PAGE.findall(pdf)), printed_by=by_id,
    )  # fmt: skip
