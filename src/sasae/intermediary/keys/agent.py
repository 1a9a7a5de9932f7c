"""A body's key agent: one process that holds the body's private key in memory and opens one record at a time.

    python -m sasae.intermediary.keys.agent --body 141305 --key FILE --passphrase-file FILE --socket PATH

The key file is PKCS#8, encrypted; its passphrase is the body's custodian's. The agent listens on a Unix socket that only
its own user may open. A request is one JSON line {"id": …, "sealed": JWE}, the answer one JSON line {"plain": base64} or
{"error": …}. It counts what it opened and logs identifiers, never content.
"""

import argparse
import base64
import json
import logging
import os
import socketserver
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import OKPKey

from sasae.intermediary.keys.envelope import CannotOpen, decrypt

log = logging.getLogger("sasae.key_agent")
LONGEST_REQUEST = 4 * 1024 * 1024  # bytes


def load(key_file: Path, passphrase: bytes) -> OKPKey:
    """The private key of a body. Raises ValueError for a wrong passphrase."""
    load_pem_private_key(key_file.read_bytes(), passphrase)  # says clearly when the passphrase is wrong
    return OKPKey.import_key(key_file.read_bytes(), password=passphrase)


def answer(key: OKPKey, line: bytes) -> dict[str, str]:
    """Open one record. Never raises on bad input: the caller gets the reason."""
    try:
        request = json.loads(line)
        identifier, sealed = str(request["id"]), str(request["sealed"])
    except (ValueError, KeyError, TypeError):
        return {"error": "要求の形が違います。"}
    try:
        plain = decrypt(key, sealed)
    except CannotOpen as refusal:
        log.warning("refused %s", identifier)
        return {"error": str(refusal)}
    log.info("opened %s", identifier)
    return {"plain": base64.b64encode(plain).decode("ascii")}


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while line := self.rfile.readline(LONGEST_REQUEST):
            reply = answer(self.server.key, line)  # type: ignore[attr-defined]
            self.wfile.write(json.dumps(reply).encode() + b"\n")


class Agent(socketserver.ThreadingUnixStreamServer):
    """Listens until it is ended."""

    daemon_threads = True
    request_queue_size = 128  # who comes while others are served waits, and is not turned away

    def __init__(self, path: Path, key: OKPKey) -> None:
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            super().__init__(str(path), _Handler)
        finally:
            os.umask(before)
        self.key = key


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
        key = load(options.key, options.passphrase_file.read_bytes().strip())
    except (OSError, ValueError) as trouble:
        # Says the file and never what stands in it.
        reason = "読めません" if isinstance(trouble, OSError) else "パスフレーズが違うか、鍵ファイルが壊れています"
        log.error("%s: %s", options.key, reason)
        return 2
    with Agent(options.socket, key) as agent:
        log.info("ready")
        agent.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
