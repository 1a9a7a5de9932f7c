"""When is a listener over TLS there? When a worker of it has shaken hands: the port alone opens before it has one."""

import socket
import ssl
import subprocess
import time
from pathlib import Path

PATIENCE = 120.0  # seconds; a machine full of other work loads a listener slowly


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_answering(port: int, process: subprocess.Popen, log: Path | None = None) -> None:
    """Return after the first handshake; fail when the process ends before, with what it wrote to `log`."""
    end = time.monotonic() + PATIENCE
    while not _shakes_hands(port):
        assert process.poll() is None, log.read_text() if log else "the listener ended"
        assert time.monotonic() < end, "the listener does not answer"
        time.sleep(0.05)


def _shakes_hands(port: int) -> bool:
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line,
            anyone.wrap_socket(line),
        ):
            return True
    except OSError:
        return False
