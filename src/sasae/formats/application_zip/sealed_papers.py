"""The attachments of an application file as they are: who has no key carries them over into another file unopened."""

from dataclasses import dataclass

from sasae.formats.application_zip import members as m
from sasae.formats.application_zip.archive import Limits, open_members
from sasae.formats.application_zip.rules import RULES
from sasae.formats.issues import Issues


@dataclass(frozen=True)
class SealedPaper:
    """One attachment; `size` and `sha256` are of what it is in the clear, by the file's own list."""

    number: int
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    sealed: bytes


def sealed_papers(content: bytes) -> list[SealedPaper]:
    """In their order; nothing when the file cannot be opened."""
    opened = open_members(content, lambda sealed: sealed, Limits(), Issues(RULES))
    listed = m.read_csv(opened.get(m.MANIFEST, b""), m.MANIFEST_COLUMNS) or []
    found = []
    for name, size, digest in sorted(listed):
        told = m.ATTACHMENT.fullmatch(name)
        if told is not None and name in opened:
            number, kind, stem, suffix = told.groups()
            found.append(
                SealedPaper(
                    int(number), kind, f"{stem}.{suffix}", m.MEDIA_TYPES[suffix], int(size), digest, opened[name]
                )
            )
    return found
