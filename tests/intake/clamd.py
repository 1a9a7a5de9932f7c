"""A stand-in that speaks clamd's protocol on a unix socket, with every bad habit a scanner may have."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

# The harmless pattern every scanner knows, put together here so that this file is not itself taken for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
VERSION = "ClamAV 1.4.6/27824/Fri Nov 27 08:25:11 2026"
FOUND = "stream: Win.Test.EICAR_HDB-1 FOUND"


@dataclass
class StandIn:
    """`habit` is how it behaves: well, in_pieces, silent, small (its limit is 1,000 bytes), broken, cut_off, endless."""

    address: str
    habit: str = "well"
    version: str = VERSION
    seen: list[bytes] = field(default_factory=list)

    def reset(self) -> None:
        self.habit, self.version = "well", VERSION
        self.seen.clear()


@contextmanager
def listening(place: Path) -> Iterator[StandIn]:
    """The stand-in at a socket of its own."""
    stand_in = StandIn(f"unix:{place}")
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(place))
    door.listen(16)
    door.settimeout(0.2)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                line, _ = door.accept()
                threading.Thread(target=_talk, args=(stand_in, line, over), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        over.set()
        thread.join()
        door.close()


def _talk(stand_in: StandIn, line: socket.socket, over: threading.Event) -> None:
    with line, suppress(OSError, EOFError):
        line.settimeout(30)
        command = _exactly(line, 1)
        while not command.endswith(b"\0"):
            command += _exactly(line, 1)
        _say(stand_in, line, _verdict(stand_in, line, command), over)


def _verdict(stand_in: StandIn, line: socket.socket, command: bytes) -> str:
    if command == b"zVERSION\0":
        return stand_in.version
    content = _stream(stand_in, line)
    if content is None:
        return "INSTREAM size limit exceeded. ERROR"
    stand_in.seen.append(content)
    return FOUND if EICAR in content else "stream: OK"


def _stream(stand_in: StandIn, line: socket.socket) -> bytes | None:
    content = b""
    while size := struct.unpack("!I", _exactly(line, 4))[0]:
        content += _exactly(line, size)
        if stand_in.habit == "small" and len(content) > 1000:
            return None
    return content


def _say(stand_in: StandIn, line: socket.socket, text: str, over: threading.Event) -> None:
    match stand_in.habit:
        case "silent":
            over.wait(20)
        case "in_pieces":
            for byte in (text + "\0").encode():
                line.sendall(bytes([byte]))
                time.sleep(0.001)
        case "broken":
            line.sendall(b"stream: Can't allocate memory ERROR\0")
        case "cut_off":
            line.sendall(text.encode()[:8])
        case "endless":
            line.sendall(b"x" * 10_000)
        case _:
            line.sendall((text + "\0").encode())


def _exactly(line: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        piece = line.recv(size - len(got))
        if not piece:
            raise EOFError
        got += piece
    return got
