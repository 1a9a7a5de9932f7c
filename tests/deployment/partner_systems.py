"""Partners under test: one that takes everything, one of ours that does it right, callers of either kind."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sasae.contracts.catalog import answered_by
from sasae.deployment.documentation.examples import example_of


@contextmanager
def careless(pki: Path, name: str, answer: Any = None) -> Iterator[str]:
    """A system that believes everybody: any TLS, no certificate asked for, every request answered by an example."""
    known = {operation.path: operation for operation in answered_by(name)}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            operation = known.get(self.path) or next(iter(known.values()))
            self._say(example_of(operation.response) if answer is None else answer)

        def do_GET(self) -> None:
            self._say({})

        def _say(self, content: Any) -> None:
            told = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki / name / "tls.pem", pki / name / "tls.key")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
