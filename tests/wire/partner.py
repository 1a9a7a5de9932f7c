"""A partner for tests inside one process: its requests are signed and carry its certificate, as on the wire.

    partner = Partner(pki, "subsidy")
    answer = partner.ask(client, person_index.PEOPLE, message)     # a Django test client

Everything but the sockets is real: certificate, signature, digest, nonce. The sockets are tried in test_line.py.
"""

import json
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.wire.identity import load
from sasae.wire.signing import sign


class Socket:
    """What gunicorn hands to the application."""

    def __init__(self, certificate: Path) -> None:
        self._der = x509.load_pem_x509_certificate(certificate.read_bytes()).public_bytes(Encoding.DER)

    def getpeercert(self, binary_form: bool = False) -> bytes:
        assert binary_form
        return self._der


class Partner:
    """One system calling."""

    def __init__(self, pki: Path, name: str) -> None:
        self.identity = load(pki, name)
        self.socket = Socket(self.identity.tls_cert)

    def ask(self, client: Any, operation: Any, message: Any, key: str | None = None) -> Any:
        """Ask as the contract says; returns Django's response."""
        return self.post(client, operation.path, message.model_dump_json().encode(), key=key)

    def post(self, client: Any, path: str, body: bytes, key: str | None = None, sent: bytes | None = None) -> Any:
        """Sign `body`; send `sent` in its place if a test says so."""
        request = self.signed(path, body, key)
        return self.send(client, request, sent)

    def signed(self, path: str, body: bytes, key: str | None = None) -> httpx.Request:
        headers = {"content-type": "application/json"} | ({"idempotency-key": key} if key else {})
        request = httpx.Request("POST", f"https://testserver{path}", content=body, headers=headers)
        sign(request, self.identity)
        return request

    def send(self, client: Any, request: httpx.Request, sent: bytes | None = None) -> Any:
        names = ("content-digest", "signature", "signature-input", "idempotency-key")
        headers = {
            f"HTTP_{name.upper().replace('-', '_')}": request.headers[name] for name in names if name in request.headers
        }
        path = request.url.raw_path.decode()
        return client.generic(
            "POST", path, sent if sent is not None else request.content, content_type="application/json", secure=True,
            **{"gunicorn.socket": self.socket, "RAW_URI": path, "HTTP_HOST": "testserver"}, **headers,
        )  # fmt: skip


def findings(response: Any) -> list[str]:
    """The ids of a refusal."""
    return [found["id"] for found in json.loads(response.content)["findings"]]
