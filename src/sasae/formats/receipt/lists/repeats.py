"""Which values come again among any number of them, in bounded memory: the newest in a table, the others on disk."""

import heapq
import struct
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

AT_ONCE = 100_000  # values in memory
_PAIR = struct.Struct("=qq")
_READ = _PAIR.size * 4096  # bytes of a run that are looked at together


class Repeats:
    """Values (of 64 bits, as `hash` gives them) with their places in the file, the places ascending.

    When the table is full it goes into a nameless temporary file as a sorted run; the runs are merged once, at the end.
    """

    def __init__(self, at_once: int = 0) -> None:
        self._at_once = at_once or AT_ONCE
        self._newest: dict[int, int] = {}
        self._file: BinaryIO | None = None
        self._runs: list[tuple[int, int]] = []

    def first(self, value: int, place: int) -> int | None:
        """Where the value stood before, as far as the table tells; None for one it does not have."""
        before = self._newest.setdefault(value, place)
        if before != place:
            return before
        if len(self._newest) >= self._at_once:
            self._put_away()
        return None

    def rest(self) -> Iterator[tuple[int, int]]:
        """What `first` could not see: each place whose value stood in an earlier run, with the first of its places."""
        if self._file is None:
            return
        self._put_away()
        value, first = None, 0
        for one, place in heapq.merge(*(self._run(*run) for run in self._runs)):
            if one == value:
                yield place, first
            else:
                value, first = one, place
        self._file.close()

    def _put_away(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the list is read
        start = self._file.seek(0, 2)
        for pair in sorted(self._newest.items()):
            self._file.write(_PAIR.pack(*pair))
        self._runs.append((start, self._file.tell()))
        self._newest.clear()

    def _run(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        assert self._file is not None
        for at in range(start, end, _READ):
            self._file.seek(at)
            yield from _PAIR.iter_unpack(self._file.read(min(_READ, end - at)))
