"""Serves the Japanese font of the installed font package, for machines that have none of their own."""

from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from pylopdf_fonts_jp import sans_path

FOLDER = "fonts"


class FontFinder(BaseFinder):
    """Finds `fonts/NotoSansJP-Regular.otf` in the package and nothing else of it."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """The file's place, in the shape staticfiles wants."""
        found = str(sans_path()) if path == f"{FOLDER}/{sans_path().name}" else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, FileSystemStorage]]:
        """The one file, under its folder."""
        storage = FileSystemStorage(location=sans_path().parent)
        storage.prefix = FOLDER  # type: ignore[attr-defined]
        yield sans_path().name, storage
