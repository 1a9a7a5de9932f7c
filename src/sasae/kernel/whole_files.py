"""Files that others read at any moment are replaced whole."""

import os
from pathlib import Path


def replace_whole(path: Path, content: bytes, mode: int = 0o644, *, durable: bool = False) -> None:
    """Put a file in the place of the one there; a reader sees the one before or this one, never half of it.

    `durable`: it is on the disk before anybody rests on it, as a key must be that no power cut may take away again.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    draft.replace(path)
    if durable:
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
