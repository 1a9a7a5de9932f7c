"""Asking a body's key agent to open records."""

import base64
import json
import socket
from collections.abc import Iterator, Sequence

from django.conf import settings

from sasae.intermediary.keys.envelope import CannotOpen

WAIT = 10.0  # seconds
ON_THE_WAY = 64 * 1024  # bytes asked before the answers are read; a socket holds thrice that


class AgentAway(ConnectionError):
    """団体の鍵代理が動いていません。団体の鍵管理者が起動してください。"""


def open_sealed(body_code: str, identifier: str, sealed: str) -> bytes:
    """The plain bytes. Raises AgentAway when the agent does not answer, CannotOpen when it refuses."""
    (opened,) = open_many(body_code, [(identifier, sealed)])
    if isinstance(opened, CannotOpen):
        raise opened
    return opened


def open_many(body_code: str, records: Sequence[tuple[str, str]]) -> list[bytes | CannotOpen]:
    """Many records over one connection: plain bytes, or the refusal in the place of what the agent refuses.

    Records are pairs of identifier and JWE. Raises AgentAway.
    """
    return [_opened(reply) for reply in _ask(body_code, [{"id": name, "sealed": sealed} for name, sealed in records])]


def _ask(body_code: str, requests: Sequence[dict[str, object]]) -> list[dict[str, str]]:
    path, replies = settings.SASAE_KEY_AGENTS[body_code], []
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(WAIT)
            connection.connect(str(path))
            answers = connection.makefile("rb")
            for group in _groups([json.dumps(each).encode() + b"\n" for each in requests]):
                connection.sendall(b"".join(group))
                replies += [_reply(answers.readline()) for _ in group]
    except OSError as failure:
        raise AgentAway(AgentAway.__doc__) from failure
    return replies


def _reply(line: bytes) -> dict[str, str]:
    """One whole line. Raises ConnectionResetError: an agent that was ended while it answered has refused nothing."""
    if not line.endswith(b"\n"):
        raise ConnectionResetError
    told: dict[str, str] = json.loads(line)
    return told


def _groups(lines: Sequence[bytes]) -> Iterator[list[bytes]]:
    """As many lines as go into the socket at once: the agent's answers, which are no longer, must find room as well."""
    group: list[bytes] = []
    size = 0
    for line in lines:
        if group and size + len(line) > ON_THE_WAY:
            yield group
            group, size = [], 0
        group.append(line)
        size += len(line)
    if group:
        yield group


def reseal_many(body_code: str, records: Sequence[tuple[str, str]], mark: str) -> list[str | CannotOpen]:
    """Each sealed anew by the agent to the key of this mark; nothing of it comes back plain. Raises AgentAway."""
    asked: list[dict[str, object]] = [
        {"id": identifier, "sealed": sealed, "reseal": mark} for identifier, sealed in records
    ]
    replies = _ask(body_code, asked)
    return [each["sealed"] if "sealed" in each else CannotOpen(each["error"]) for each in replies]


def held_by_agent(body_code: str) -> list[str]:
    """The marks of the keys the agent holds, the newest first. Raises AgentAway."""
    return [mark for mark in _ask(body_code, [{"held": True}])[0].get("held", "").split(" ") if mark]


def _opened(reply: dict[str, str]) -> bytes | CannotOpen:
    if "plain" not in reply:
        return CannotOpen(reply["error"])
    return base64.b64decode(reply["plain"])
