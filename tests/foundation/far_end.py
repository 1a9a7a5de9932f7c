"""linkage, as seen by the outbox: a real listener over mutual TLS that takes inquiries. `information` says how it takes
them: "refuse"; "away" (503 twice, then taken); "slow" (taken at once, answered after 3 s).

python -m tests.foundation.far_end PKI PORT LOG. It writes `CALL key` for each request and `EFFECT key` for each inquiry really taken.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sasae.wire.identity import directory, load
from sasae.wire.nonces import MemoryNonces
from sasae.wire.server import gunicorn_options, headers_of, peer_names, serve, target_uri
from sasae.wire.signing import verify
from tests.listening import free_port, wait_until_answering

ROOT = Path(__file__).parents[2]


class FarEnd:
    """The running listener, for the test."""

    def __init__(self, address: str, log: Path) -> None:
        self.address = address
        self.log = log

    def told(self, word: str) -> list[str]:
        return [line.partition(" ")[2] for line in self.log.read_text().splitlines() if line.startswith(f"{word} ")]


@contextmanager
def far_end(pki: Path, folder: Path) -> Iterator[FarEnd]:
    """Run the listener while the block lasts."""
    port = free_port()
    log = folder / "far_end.log"
    log.touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.foundation.far_end", str(pki), str(port), str(log)], cwd=ROOT
    )
    try:
        wait_until_answering(port, process)
        yield FarEnd(f"https://127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.wait(60)


def application(pki: Path, log: Path):  # noqa: ANN201
    nonces, answers, calls = MemoryNonces(), {}, Counter()

    def say(word: str, key: str) -> None:
        with log.open("a") as file:
            file.write(f"{word} {key}\n")

    def answer(environ, start_response):
        body = environ["wsgi.input"].read()
        headers = headers_of(environ)
        peer = peer_names(environ, pki)
        verify("POST", target_uri(environ), headers, body, peer, directory(pki), nonces)
        key, how = headers["idempotency-key"], json.loads(body)["information"]
        calls[key] += 1
        say("CALL", key)
        if how == "refuse":
            finding = {"id": "L-101", "severity": "error", "at": "information", "message": "照会できない情報です。"}
            return _json(start_response, "422 Unprocessable Content", {"findings": [finding]})
        if how == "away" and calls[key] < 3:
            return _json(start_response, "503 Service Unavailable", {"findings": []})
        if key not in answers:
            answers[key] = {"inquiry_no": f"KM{len(answers) + 1}"}
            say("EFFECT", key)
            if how == "slow":
                time.sleep(3)
        return _json(start_response, "200 OK", answers[key])

    return answer


def _json(start_response, status, content):
    body = json.dumps(content).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    where, listen, told = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    serve(gunicorn_options(load(where, "linkage"), where, f"127.0.0.1:{listen}"), lambda: application(where, told))
