"""A process of its own that reads PDFs strangers sent, so that one made to do harm ends itself and nothing else.

    python pdf_looker.py

It imports the reader once and then looks at one paper after the other, each in a fork of its own that may use only so much
processor time and memory, and no file. By the standard input come, for each, three numbers of 8 bytes (seconds, bytes of
memory, length) and the paper; to the standard output goes one byte: 0 nothing, 1 something in it acts by itself, 2 it
cannot be read, 3 both, 9 it did not get to the end. It ends with its input.
"""

import io
import os
import resource
import struct
import sys
from collections.abc import Iterator

import pikepdf

HEAD = struct.Struct(">QQQ")
ACTS, UNREADABLE, GAVE_UP = 1, 2, 9
_DONE = 32  # added to what a fork found: no other end of a process looks like that
_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute", "/Rendition", "/Movie", "/GoToE"}
_KINDS = {"/RichMedia", "/FileAttachment", "/Screen", "/Movie", "/3D", "/Sound"}
_PARTS = {"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}


def look(paper: bytes) -> int:
    """What there is to say of one paper: ACTS and UNREADABLE, added."""
    try:
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            return (ACTS if acts(pdf) else 0) + (0 if len(pdf.pages) else UNREADABLE)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RecursionError, TypeError, OverflowError):
        return UNREADABLE


def acts(pdf: pikepdf.Pdf) -> bool:
    """Whether something in it runs, opens something else, or carries a file: wherever it stands and however it is written."""
    return any(_active(one) for top in pdf.objects for one in _inner(top))


def _inner(top: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """An object and what is written inside it; what it points to has its own turn."""
    waiting = [top]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Stream):
            one = one.stream_dict
        if isinstance(one, pikepdf.Dictionary):
            yield one
            waiting += [value for value in one.values() if _direct(value)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _direct(value)]


def _direct(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _active(one: pikepdf.Object) -> bool:
    return (
        any(part in one for part in _PARTS)
        or str(one.get("/S", "")) in _ACTIONS
        or str(one.get("/Subtype", "")) in _KINDS
    )


def _looked_at(paper: bytes, seconds: int, memory: int) -> int:
    """In a fork with these limits. Whatever ends it, this process goes on."""
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            os._exit(_DONE + look(paper))
        finally:
            os._exit(1)
    found = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) - _DONE
    return found if 0 <= found <= ACTS + UNREADABLE else GAVE_UP


def main() -> None:
    """One paper after the other, until the input ends. No file to write; nobody's core dump with a paper in it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while len(head := sys.stdin.buffer.read(HEAD.size)) == HEAD.size:
        seconds, memory, length = HEAD.unpack(head)
        paper = sys.stdin.buffer.read(length)
        if len(paper) < length:
            return
        sys.stdout.buffer.write(bytes([_looked_at(paper, seconds, memory)]))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
