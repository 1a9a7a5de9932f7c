"""Asking a body's key agent to open one record."""

import base64
import json
import socket

from django.conf import settings

from sasae.intermediary.keys.envelope import CannotOpen

WAIT = 10.0  # seconds


class AgentAway(ConnectionError):
    """団体の鍵代理が動いていません。団体の鍵管理者が起動してください。"""


def open_sealed(body_code: str, identifier: str, sealed: str) -> bytes:
    """The plain bytes. Raises AgentAway when the agent does not answer, CannotOpen when it refuses."""
    path = settings.SASAE_KEY_AGENTS[body_code]
    request = json.dumps({"id": identifier, "sealed": sealed}).encode() + b"\n"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(WAIT)
            connection.connect(str(path))
            connection.sendall(request)
            reply = json.loads(connection.makefile("rb").readline() or b"{}")
    except OSError as failure:
        raise AgentAway(AgentAway.__doc__) from failure
    if "plain" not in reply:
        raise CannotOpen(reply.get("error", "鍵代理が途中で終わりました。"))
    return base64.b64decode(reply["plain"])
