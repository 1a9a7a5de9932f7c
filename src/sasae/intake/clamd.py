"""Talking with clamd: a file is streamed to it (INSTREAM), its verdict read; its pattern base is asked for (VERSION).

An address is `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`: the stream is not encrypted, so it stays on this
machine. Each command has a connection of its own and a deadline for the whole of it, however slowly clamd speaks.
"""

import ipaddress
import socket
import struct
import time
from dataclasses import dataclass
from datetime import datetime

from sasae.kernel.clock import TOKYO

PIECE = 128 * 1024  # bytes a chunk
LONGEST = 4096  # bytes of an answer; clamd's have about a hundred
PATIENCE = 60.0  # seconds for one file
_ENDED = (BrokenPipeError, ConnectionResetError)


class BadAddress(ValueError):
    """No address of a clamd on this machine; the text says what is expected."""


class CannotScan(Exception):
    """No verdict is to be had. The text is for staff, in Japanese."""


@dataclass(frozen=True)
class Patterns:
    """The engine and its pattern base. `dated` is None for a base without a day, as one of local patterns has."""

    engine: str
    number: str = ""
    dated: datetime | None = None

    @property
    def text(self) -> str:
        """As it is kept beside a verdict."""
        return "/".join(
            part for part in (self.engine, self.number, f"{self.dated:%Y-%m-%d}" if self.dated else "") if part
        )


def place_of(address: str) -> str | tuple[str, int]:
    """The socket's path, or host and port. Raises BadAddress."""
    way, _, rest = address.partition(":")
    if way == "unix" and rest.startswith("/"):
        return rest
    host, _, port = rest.rpartition(":")
    if way == "tcp" and port.isascii() and port.isdecimal() and 0 < int(port) < 65536 and _is_loopback(host):
        return host.strip("[]"), int(port)
    raise BadAddress(f"{address!r} is no address of a clamd on this machine: unix:/path or tcp:127.0.0.1:3310")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def scan(address: str, content: bytes, *, patience: float = PATIENCE) -> str:
    """The name of what was found in a file; empty when nothing was. Raises CannotScan: the file is not scanned then."""
    said = _ask(address, b"zINSTREAM\0", content, patience)
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND") or "名前なし"
    if "size limit exceeded" in said:
        raise CannotScan(
            "ウイルス検査の装置が、大きいファイルを受け取りません（clamdのStreamMaxLengthを16M以上にしてください）。"
        )
    raise CannotScan(f"ウイルス検査の装置が検査できませんでした（{_shown(said)}）。")


def patterns(address: str, *, patience: float = 3.0) -> Patterns:
    """The pattern base in use. Raises CannotScan."""
    said = _ask(address, b"zVERSION\0", None, patience)
    engine, *rest = said.split("/", 2)
    if not engine.startswith("ClamAV "):
        raise CannotScan(f"ウイルス検査の装置の返事が違います（{_shown(said)}）。")
    if len(rest) < 2:
        return Patterns(engine)
    try:
        dated = datetime.strptime(rest[1].strip(), "%a %b %d %H:%M:%S %Y").replace(tzinfo=TOKYO)
    except ValueError:
        return Patterns(engine, rest[0])
    return Patterns(engine, rest[0], dated)


def _ask(address: str, command: bytes, content: bytes | None, patience: float) -> str:
    until = time.monotonic() + patience
    place = place_of(address)
    family = socket.AF_UNIX if isinstance(place, str) else (socket.AF_INET6 if ":" in place[0] else socket.AF_INET)
    try:
        with socket.socket(family, socket.SOCK_STREAM) as line:
            _wait(line, until)
            line.connect(place)
            try:
                line.sendall(command)
                if content is not None:
                    _stream(line, content, until)
            except _ENDED:
                pass  # clamd closes its ear when it has heard enough, and says why: that is read below
            return _answer(line, until)
    except TimeoutError:
        raise CannotScan("ウイルス検査の装置が時間内に答えません。") from None
    except OSError:
        raise CannotScan("ウイルス検査の装置に届きません。") from None


def _stream(line: socket.socket, content: bytes, until: float) -> None:
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        _wait(line, until)
        line.sendall(struct.pack("!I", len(piece)) + piece)
    line.sendall(struct.pack("!I", 0))


def _answer(line: socket.socket, until: float) -> str:
    """Up to the closing NUL, in however many pieces it comes. An answer that breaks off is none."""
    said = b""
    while not said.endswith(b"\0"):
        _wait(line, until)
        piece = line.recv(LONGEST)
        if not piece:
            raise CannotScan("ウイルス検査の装置の返事が途中で切れました。")
        said += piece
        if len(said) > LONGEST:
            raise CannotScan("ウイルス検査の装置の返事が長すぎます。")
    return said[:-1].decode("utf-8", "replace").strip()


def _wait(line: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def _shown(said: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in said)[:120]
