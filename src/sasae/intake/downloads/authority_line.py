"""The connection to the card authority and the time stamper: one client a process, kept over questions.

A new client costs more than the question. A forked process begins with one of its own: it must not speak on its parent's
connections, nor end them.
"""

import atexit
import os
from threading import Lock

import httpx

TIMEOUT = httpx.Timeout(10.0, connect=3.0)

_kept: list[httpx.Client] = []  # one, or none yet
_parents: list[httpx.Client] = []  # held, so that nothing of a parent's is closed from here
_lock = Lock()


class NoAnswer(OSError):
    """Nobody is there, or the answer did not come."""


def ask(method: str, url: str, body: bytes | None = None, kind: str = "") -> httpx.Response:
    """One question; once more when a kept connection turns out to be closed. Raises NoAnswer."""
    headers = {"content-type": kind} if kind else {}
    try:
        try:
            return _client().request(method, url, content=body, headers=headers)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            return _client().request(method, url, content=body, headers=headers)
    except httpx.HTTPError as trouble:
        raise NoAnswer(str(trouble)) from trouble


def close() -> None:
    """End the connections; the next question opens new ones."""
    with _lock:
        ended = list(_kept)
        _kept.clear()
    for client in ended:
        client.close()


def _client() -> httpx.Client:
    with _lock:
        if not _kept:
            _kept.append(httpx.Client(timeout=TIMEOUT, trust_env=False))
        return _kept[0]


def _begin_anew() -> None:
    """In a forked process. The lock too: another thread of the parent may have held it."""
    global _lock  # noqa: PLW0603
    _lock = Lock()
    _parents.extend(_kept)
    _kept.clear()


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(close)
