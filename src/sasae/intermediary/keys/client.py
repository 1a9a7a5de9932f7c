"""Asking a body's key agent to open records."""

import base64
import json
import socket
from collections.abc import Sequence

from django.conf import settings

from sasae.intermediary.keys.envelope import CannotOpen

WAIT = 10.0  # seconds


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
    path = settings.SASAE_KEY_AGENTS[body_code]
    opened: list[bytes | CannotOpen] = []
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(WAIT)
            connection.connect(str(path))
            answers = connection.makefile("rb")
            for identifier, sealed in records:
                connection.sendall(json.dumps({"id": identifier, "sealed": sealed}).encode() + b"\n")
                opened.append(_opened(json.loads(answers.readline() or b"{}")))
    except OSError as failure:
        raise AgentAway(AgentAway.__doc__) from failure
    return opened


def _opened(reply: dict[str, str]) -> bytes | CannotOpen:
    if "plain" not in reply:
        return CannotOpen(reply.get("error", "鍵代理が途中で終わりました。"))
    return base64.b64decode(reply["plain"])
