"""A body's key agent: one process that holds the body's private key in memory and opens one record at a time.

    python -m sasae.intermediary.keys.agent --body 141305 --key FILE --passphrase-file FILE --socket PATH

The key file is PKCS#8, encrypted; its passphrase is the body's custodian's. The agent listens on a Unix socket that only
its own user may open. A request is one JSON line {"id": …, "sealed": JWE}, the answer one JSON line {"plain": base64} or
{"error": …}; with "reseal": MARK the answer is {"sealed": JWE}, to another version held here. Later versions of the key
lie beside the first (key-2.pem …) under the same passphrase. It logs identifiers, never content.
"""

import argparse
import base64
import json
import logging
import os
import signal
import socketserver
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import OKPKey

from sasae.intermediary.keys.envelope import CannotOpen, decrypt, encrypt, public_jwk, sealed_to

log = logging.getLogger("sasae.key_agent")
LONGEST_REQUEST = 4 * 1024 * 1024  # bytes


def load(key_file: Path, passphrase: bytes) -> OKPKey:
    """The private key of a body. Raises ValueError for a wrong passphrase."""
    load_pem_private_key(key_file.read_bytes(), passphrase)  # says clearly when the passphrase is wrong
    return OKPKey.import_key(key_file.read_bytes(), password=passphrase)


class KeyRing:
    """Every version of the key the agent holds. Read anew on SIGHUP, so that a new version needs no interruption."""

    def __init__(self, first: Path, passphrase_file: Path) -> None:
        self._first, self._passphrase_file = first, passphrase_file
        self._keys: dict[str, OKPKey] = {}
        self.read()

    def read(self) -> None:
        """Raises OSError, and ValueError for a wrong passphrase; what was held before is then held on."""
        passphrase = self._passphrase_file.read_bytes().strip()
        later = sorted(self._first.parent.glob("key-*.pem"), key=lambda file: int(file.stem.partition("-")[2]))
        files = [self._first, *later] if self._first.exists() or not later else later  # the first may be retired
        held = [load(file, passphrase) for file in files]
        self._keys = {str(key.thumbprint()): key for key in reversed(held)}

    @property
    def marks(self) -> list[str]:
        """The newest first."""
        return list(self._keys)

    def open(self, sealed: str) -> bytes:
        """With the version it names, or with each in turn where it names none. Raises CannotOpen."""
        mark = sealed_to(sealed)
        if mark and mark not in self._keys:
            raise CannotOpen("この団体の鍵では開けません。")
        for key in [self._keys[mark]] if mark else self._keys.values():
            try:
                return decrypt(key, sealed)
            except CannotOpen:
                continue
        raise CannotOpen("この団体の鍵では開けません。")

    def reseal(self, sealed: str, mark: str) -> str:
        """Sealed to another version that is held here, and to nobody else's key. Raises CannotOpen."""
        if mark not in self._keys:
            raise CannotOpen("封じ直す先の鍵を、この鍵代理は持っていません。")
        return encrypt(public_jwk(self._keys[mark]), self.open(sealed))


def answer(keys: KeyRing, line: bytes) -> dict[str, str]:
    """Open one record, or seal it anew. Never raises on bad input: the caller gets the reason."""
    try:
        request = json.loads(line)
        if request.get("held"):
            return {"held": " ".join(keys.marks)}
        identifier, sealed, mark = str(request["id"]), str(request["sealed"]), str(request.get("reseal", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"error": "要求の形が違います。"}
    try:
        told = {"sealed": keys.reseal(sealed, mark)} if mark else {"plain": _text(keys.open(sealed))}
    except CannotOpen as refusal:
        log.warning("refused %s", identifier)
        return {"error": str(refusal)}
    log.info("%s %s", "sealed anew" if mark else "opened", identifier)
    return told


def _text(plain: bytes) -> str:
    return base64.b64encode(plain).decode("ascii")


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while line := self.rfile.readline(LONGEST_REQUEST):
            reply = answer(self.server.keys, line)  # type: ignore[attr-defined]
            self.wfile.write(json.dumps(reply).encode() + b"\n")


class Agent(socketserver.ThreadingUnixStreamServer):
    """Listens until it is ended."""

    daemon_threads = True
    request_queue_size = 128  # who comes while others are served waits, and is not turned away

    def __init__(self, path: Path, keys: KeyRing) -> None:
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            super().__init__(str(path), _Handler)
        finally:
            os.umask(before)
        self.keys = keys


def main(arguments: list[str] | None = None) -> int:
    """Start the agent of one body."""
    parser = argparse.ArgumentParser(description="団体の鍵代理")
    parser.add_argument("--body", required=True)
    parser.add_argument("--key", required=True, type=Path)
    parser.add_argument("--passphrase-file", required=True, type=Path)
    parser.add_argument("--socket", required=True, type=Path)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s key-agent {options.body} %(message)s")
    try:
        keys = KeyRing(options.key, options.passphrase_file)
    except (OSError, ValueError) as trouble:
        log.error("%s: %s", options.key, _why(trouble))
        return 2
    signal.signal(signal.SIGHUP, lambda *_: _read_anew(keys))
    with Agent(options.socket, keys) as agent:
        log.info("ready, %d keys", len(keys.marks))
        agent.serve_forever()
    return 0


def _read_anew(keys: KeyRing) -> None:
    try:
        keys.read()
    except (OSError, ValueError) as trouble:
        log.error("not read anew: %s", _why(trouble))
    else:
        log.info("read anew, %d keys", len(keys.marks))


def _why(trouble: OSError | ValueError) -> str:
    """Says what is wrong with the file and never what stands in it."""
    return "読めません" if isinstance(trouble, OSError) else "パスフレーズが違うか、鍵ファイルが壊れています"


if __name__ == "__main__":
    sys.exit(main())
