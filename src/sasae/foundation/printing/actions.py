"""Keeping what was printed."""

import hashlib
from collections.abc import Iterable

from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.printing.pictures import count_pages


def keep(kind: str, subject: str, pdf: bytes, *, by_id: str, persons: Iterable[str] = ()) -> PrintedDocument:
    """Keep the bytes of one paper. Part of the caller's transaction."""
    document = paper_of(kind, subject, pdf, by_id=by_id, persons=persons)
    document.save(force_insert=True)
    return document


def paper_of(kind: str, subject: str, pdf: bytes, *, by_id: str, persons: Iterable[str] = ()) -> PrintedDocument:
    """One paper with its number, not yet kept: for `keep_many`."""
    return PrintedDocument(
        kind=kind, subject=subject, persons=list(persons), content=pdf, sha256=hashlib.sha256(pdf).hexdigest(),
        pages=count_pages(pdf), printed_by=by_id,
    )  # fmt: skip


def keep_many(papers: Iterable[PrintedDocument]) -> None:
    """Keep many papers in few statements. Part of the caller's transaction."""
    PrintedDocument.objects.bulk_create(papers, batch_size=500)
