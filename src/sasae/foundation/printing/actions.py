"""Keeping what was printed."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import connection

from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.printing.pages import count_pages
from sasae.foundation.printing.practice import stamped

_TYPES = {
    "id": "uuid", "kind": "varchar", "subject": "varchar", "persons": "varchar[]", "content": "bytea", "sha256": "varchar",
    "pages": "int4", "printed_by": "varchar", "printed_at": "timestamptz",
}  # fmt: skip


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
        pages=count_pages(pdf), printed_by=by_id,
    )  # fmt: skip


def keep_many(papers: Sequence[PrintedDocument]) -> None:
    """Keep many papers in one stream to the database, as bytes. Part of the caller's transaction."""
    if not papers:
        return
    fields = PrintedDocument._meta.concrete_fields
    names = ", ".join(field.column for field in fields)
    command = f"COPY {PrintedDocument._meta.db_table} ({names}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        copy.set_types([_TYPES[field.name] for field in fields])
        for paper in papers:
            copy.write_row([field.pre_save(paper, add=True) for field in fields])  # the hour comes by the field's own rule
