"""A contract listener in a process of its own: python echo_server.py PKI NAME PORT. Writes each body it got to stdout."""

import gzip
import json
import sys
from pathlib import Path

from sasae.wire.identity import directory, load
from sasae.wire.nonces import MemoryNonces
from sasae.wire.server import gunicorn_options, headers_of, peer_names, serve, target_uri
from sasae.wire.signing import Refused, verify


def application(pki: Path):
    nonces = MemoryNonces()

    def answer(environ, start_response):
        body = environ["wsgi.input"].read()
        print("BODY", body.decode(), flush=True)  # noqa: T201
        headers = headers_of(environ)
        try:
            signed = verify(
                environ["REQUEST_METHOD"],
                target_uri(environ),
                headers,
                body,
                peer_names(environ, pki),
                directory(pki),
                nonces,
            )
        except Refused as refusal:
            finding = {"id": refusal.id, "severity": "error", "at": "", "message": refusal.message}
            return _json(start_response, "401 Unauthorized", {"findings": [finding]})
        text = json.loads(body)["text"]
        if text == "broken":
            return _json(start_response, "500 Internal Server Error", {})
        if text == "packed":
            packed = gzip.compress(b" " * 50_000_000)
            start_response("200 OK", [("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))])
            return [packed]
        if text == "foreign words":
            return _json(start_response, "200 OK", {"unknown": 1})
        return _json(
            start_response,
            "200 OK",
            {"caller": signed.caller, "text": text, "key": headers.get("idempotency-key", "")},
        )

    return answer


def _json(start_response, status, content):
    body = json.dumps(content).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    pki, name, port = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    serve(gunicorn_options(load(pki, name), pki, f"127.0.0.1:{port}", threads=4), lambda: application(pki))
