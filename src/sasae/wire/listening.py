"""The sockets of a listener: nobody holds one longer than it takes, and a handshake that is refused is told.

A thread of the server waits for one caller at a time. Without an end to that wait a few callers who send a byte now and
then would hold all threads, with no certificate at all.
"""

import ssl
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

HANDSHAKE_WITHIN = 5.0  # seconds
READ_WITHIN = 30.0  # seconds for one whole request, after its first byte
TAKE_WITHIN = 60.0  # seconds in which a caller takes a piece of the answer

TellRefused = Callable[[str, str], None]  # (address, reason)
_WORDS = {
    "CERTIFICATE_VERIFY_FAILED": "証明書を信頼できない",
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": "証明書を示さない",
    "UNSUPPORTED_PROTOCOL": "TLS 1.3ではない",
    "WRONG_VERSION_NUMBER": "TLSではない",
    "HTTP_REQUEST": "TLSではない",
}
_ABOUT_CERTIFICATE = {
    23: "証明書が失効している",
    10: "証明書の期限が切れている",
    9: "証明書がまだ有効でない",
    12: "失効リストの期限が切れている",
}


class ListenersSocket(ssl.SSLSocket):
    """A listener's side of a connection. `tell` hears of each refused handshake."""

    tell: TellRefused | None = None
    read_within = READ_WITHIN
    _until = 0.0

    def do_handshake(self, block: bool = False) -> None:
        """Within its time; a refusal is told before it is raised."""
        self.settimeout(HANDSHAKE_WITHIN)
        try:
            super().do_handshake(block)
        except TimeoutError:
            _tell(self.tell, self, "接続の手順が時間内に終わらない")
            raise
        except ssl.SSLEOFError:
            raise  # only looked whether somebody listens
        except ssl.SSLError as refusal:
            _tell(self.tell, self, _why(refusal))
            raise
        self._start()

    def setblocking(self, flag: bool) -> None:
        """The server says so before each request: its time begins."""
        super().setblocking(flag)
        if flag:
            self._start()

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """What has come, while the request's time lasts."""
        left = self._until - time.monotonic()
        if self.gettimeout() != 0.0 and self._until:
            if left <= 0:
                raise TimeoutError("The request did not arrive in time.")
            self.settimeout(left)
        return super().recv(buflen, flags)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """To a caller who takes it."""
        self.settimeout(TAKE_WITHIN)
        super().sendall(data, flags)

    def _start(self) -> None:
        self._until = time.monotonic() + self.read_within
        self.settimeout(self.read_within)


@lru_cache(maxsize=4)
def socket_class(tell: TellRefused | None, read_within: float) -> type[ListenersSocket]:
    """The class of one listener's sockets: the standard library makes them itself, and asks for nothing but a class."""
    of_listener = {"tell": staticmethod(tell) if tell else None, "read_within": read_within}
    return type("ListenersSocket", (ListenersSocket,), of_listener)


def _why(refusal: ssl.SSLError) -> str:
    if isinstance(refusal, ssl.SSLCertVerificationError) and refusal.verify_code in _ABOUT_CERTIFICATE:
        return _ABOUT_CERTIFICATE[refusal.verify_code]
    return _WORDS.get(refusal.reason or "", f"接続の手順の誤り（{refusal.reason or type(refusal).__name__}）")


def _tell(tell: TellRefused | None, socket: ssl.SSLSocket, reason: str) -> None:
    if tell is None:
        return
    try:
        address = str(socket.getpeername()[0])
    except OSError:  # gone already
        address = "（不明）"
    tell(address, reason)
