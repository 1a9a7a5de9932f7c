"""For which operations an admitted partner was let in: `pki/permits.json`, names of operations by name of system.

The contracts say who may ask what at all; a permit narrows it to what a partner went live with. Systems of our own have
none and ask what the contracts name.
"""

import json
from functools import lru_cache
from pathlib import Path

FILE = "permits.json"


def permitted(pki_dir: Path | str, caller: str, operation: str) -> bool:
    """Whether this system may ask this operation, by its full name; read again when the file changes."""
    path = Path(pki_dir) / FILE
    try:
        stat = path.stat()
    except FileNotFoundError:
        return True
    named = _permits(path, (stat.st_mtime_ns, stat.st_ino))
    return caller not in named or operation in named[caller]


@lru_cache(maxsize=4)
def _permits(path: Path, stamp: tuple[int, int]) -> dict[str, frozenset[str]]:
    listed: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return {name: frozenset(operations) for name, operations in listed.items()}
