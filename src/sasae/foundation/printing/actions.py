"""Keeping what was printed."""

import hashlib
import re
from collections.abc import Iterable

from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.printing.practice import stamped

_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def keep(kind: str, subject: str, pdf: bytes, *, by_id: str, persons: Iterable[str] = ()) -> PrintedDocument:
    """Keep the bytes of one paper. Part of the caller's transaction."""
    document = paper_of(kind, subject, pdf, by_id=by_id, persons=persons)
    document.save(force_insert=True)
    return document


def paper_of(kind: str, subject: str, pdf: bytes, *, by_id: str, persons: Iterable[str] = ()) -> PrintedDocument:
    """One paper with its number, not yet kept: for `keep_many`. Where people only practise it bears 見本."""
    pdf = stamped(pdf)
    return PrintedDocument(
        kind=kind, subject=subject, persons=list(persons), content=pdf, sha256=hashlib.sha256(pdf).hexdigest(),
        pages=len(_PAGE.findall(pdf)), printed_by=by_id,
    )  # fmt: skip


def keep_many(papers: Iterable[PrintedDocument]) -> None:
    """Keep many papers in few statements. Part of the caller's transaction."""
    PrintedDocument.objects.bulk_create(papers, batch_size=500)
