"""A kept file as a stream: one part in memory at a time."""

import io

from sasae.subsidy.receipts.models import FilePart

PART = 1 << 20  # bytes


class PartsReader(io.RawIOBase):
    """Reads the parts of a file one after another."""

    def __init__(self, file_id: int) -> None:
        self._file_id = file_id
        self._number = 0
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; all that is left for -1. Empty at the end."""
        out = bytearray()
        while size < 0 or len(out) < size:
            if not self._rest and not self._next():
                break
            wanted = len(self._rest) if size < 0 else size - len(out)
            out += self._rest[:wanted]
            self._rest = self._rest[wanted:]
        return bytes(out)

    def _next(self) -> bool:
        rows = FilePart.objects.filter(file_id=self._file_id, number=self._number).values_list("content", flat=True)
        found = rows.first()
        self._number += 1
        self._rest = bytes(found or b"")
        return bool(found)
