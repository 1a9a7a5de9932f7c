"""A resident's papers as they are shown: drawn anew by a process of its own, never the bytes that were sent.

The bytes that were sent stay as they are, as evidence.
"""

import json
import subprocess
import sys
from pathlib import Path

PDF = "application/pdf"
KINDS = {"image/jpeg": "image/jpeg", "image/png": "image/png", PDF: "image/png"}  # what a paper of a kind is shown as
_MAKER = Path(__file__).with_name("picture_maker.py")
_PATIENCE = 60  # seconds of the clock: the machine may have other work; the process itself may work for 20


class CannotShow(Exception):
    """The paper does not turn into a picture: damaged, locked, or made to do harm."""


def picture_of(paper: bytes, media_type: str, page: int) -> bytes:
    """The photograph, or one page of the PDF. Raises CannotShow."""
    if media_type == PDF:
        return _made(paper, "page", str(page))
    if page != 1:
        raise CannotShow
    return _made(paper, "picture")


def words_of(paper: bytes) -> list[str]:
    """The words of each page of a PDF. Raises CannotShow."""
    words: list[str] = json.loads(_made(paper, "pages"))
    return words


def _made(paper: bytes, *wish: str) -> bytes:
    command = [sys.executable, "-I", str(_MAKER), *wish]
    try:
        done = subprocess.run(command, input=paper, capture_output=True, timeout=_PATIENCE, check=False, env={})  # noqa: S603
    except subprocess.TimeoutExpired:
        raise CannotShow from None
    if done.returncode or not done.stdout:
        raise CannotShow
    return done.stdout
