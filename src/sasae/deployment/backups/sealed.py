"""A folder as one sealed file, and back: tar, gzip and age in a stream, so that size costs no memory."""

import gzip
import hashlib
import os
import tarfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pyrage

from sasae.deployment.backups.place import NoBackup

QUICK = 1  # level of compression: the data of a database halves several times at once


class _Counted:
    """A file that is written to, hashed and measured on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, part: bytes) -> int:
        self._hash.update(part)
        self.size += len(part)
        return self._file.write(part)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def seal_folder(folder: Path, file: Path, recipients: list[pyrage.x25519.Recipient]) -> tuple[int, str]:
    """Pack what is in the folder into a sealed file. Returns its bytes and their SHA-256. Raises OSError."""
    draft = file.with_name(f".{file.name}.part")
    reader, writer = os.pipe()
    try:
        with ThreadPoolExecutor(1) as beside:
            packing = beside.submit(_pack, folder, writer)
            with os.fdopen(reader, "rb") as packed, draft.open("wb") as out:
                counted = _Counted(out)
                pyrage.encrypt_io(packed, counted, recipients)
                out.flush()
                os.fsync(out.fileno())
        packing.result()  # raises what went wrong there: half a folder is sealed like a whole one
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return counted.size, counted.sha256


def open_into(file: Path, folder: Path, key: pyrage.x25519.Identity) -> None:
    """Unpack a sealed file into a folder. Raises NoBackup when it is not whole, was changed, or is not for this key."""
    reader, writer = os.pipe()
    broken: Exception | None = None
    with ThreadPoolExecutor(1) as beside:
        opening = beside.submit(_decrypt, file, writer, key)
        with os.fdopen(reader, "rb") as packed:
            try:
                with gzip.GzipFile(fileobj=packed) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
                    archive.extractall(folder, filter=_closed)
                    while plain.read(1 << 20):  # what comes after the last member is checked as well
                        pass
            except (tarfile.TarError, EOFError, OSError, zlib.error) as trouble:
                broken = trouble
    try:
        opening.result()
    except (pyrage.DecryptError, OSError) as trouble:
        raise NoBackup(
            f"{file.name} を開けません。この鍵のものでないか、壊れているか、書き換えられています。"
        ) from trouble
    if broken is not None:
        raise NoBackup(f"{file.name} の中身が壊れています：{broken}") from broken


def sha256_of(file: Path) -> str:
    """Of a file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _pack(folder: Path, writer: int) -> None:
    with (
        os.fdopen(writer, "wb") as out,
        gzip.GzipFile(fileobj=out, mode="wb", compresslevel=QUICK, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for path in sorted(folder.iterdir()):
            archive.add(path, path.name)


def _closed(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo:
    """Nothing outside the folder, and folders for their owner alone, as PostgreSQL wants them."""
    checked = tarfile.data_filter(member, folder)
    return checked.replace(mode=0o700) if checked.isdir() else checked


def _decrypt(file: Path, writer: int, key: pyrage.x25519.Identity) -> None:
    out: Any = os.fdopen(writer, "wb")
    try:
        with file.open("rb") as sealed:
            pyrage.decrypt_io(sealed, out, [key])
    finally:
        with suppress(BrokenPipeError):  # the reader has given up, and says why itself
            out.close()
