"""What do mutual TLS and a signature cost a request between two systems, beside the same view over plain HTTP?

Run as a program it is the listener: python bench/signed_requests.py PKI PORT signed|plain
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.home import free_ports
from sasae.wire import authority
from sasae.wire.client import Client
from sasae.wire.identity import directory, load
from sasae.wire.nonces import MemoryNonces
from sasae.wire.server import gunicorn_options, headers_of, peer_names, serve, target_uri
from sasae.wire.signing import verify

TITLE = "システム間の要求（相互TLS、署名、再送の検査）"
UNIT = "要求"
SIZES = (100, 1_000, 5_000)
QUICK = (20, 100)
ALTERNATIVE = "同じビューを平文のHTTPで呼ぶ（証明書も署名もなく、誰が呼んだか分からない）"
CALLER, CALLEE, START = "subsidy", "tax", 20.0  # seconds
TEXT = "住民税の照会に当たる大きさの文。" * 20


class Words(BaseModel):
    """What is asked and answered."""

    text: str


@dataclass(frozen=True)
class Echo:
    """The one operation."""

    path: str = "/contracts/echo/v1/ask"
    full_name: str = "echo.ask"
    request: type[Words] = Words
    response: type[Words] = Words
    callers: frozenset[str] = frozenset({CALLER})
    callee: str = CALLEE
    effect: bool = False


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """One caller, one request after another on kept connections; besides, requests that each open a connection."""
    pki, ports = folder / "pki", free_ports(["signed", "plain"])
    authority.create_authority(pki)
    for name in (CALLER, CALLEE):
        authority.issue(pki, name)
    addresses = {CALLEE: f"https://127.0.0.1:{ports['signed']}"}
    plain_url = f"http://127.0.0.1:{ports['plain']}{Echo.path}"
    with _listening(pki, ports["signed"], "signed"), _listening(pki, ports["plain"], "plain"):
        signed, plain = Client(load(pki, CALLER), pki, addresses), _plain_client()
        try:
            _ask_signed(signed, 10)
            _ask_plain(plain, plain_url, 10)
            for size in sizes:
                ours = seconds_of(lambda size=size: _ask_signed(signed, size))
                yield Run("接続を保つ", size, ours, seconds_of(lambda size=size: _ask_plain(plain, plain_url, size)))
            few = min(sizes)
            ours = seconds_of(lambda: _anew(few, lambda: _ask_once_signed(pki, addresses)))
            theirs = seconds_of(lambda: _anew(few, lambda: _ask_once_plain(plain_url)))
            yield Run("毎回つなぐ", few, ours, theirs)
        finally:
            signed.close()
            plain.close()


def _plain_client() -> httpx.Client:
    """For plain HTTP: with `verify` it would load a list of authorities that nobody asks, and look slower than it is."""
    return httpx.Client(trust_env=False, verify=False)  # noqa: S501


def _ask_signed(client: Client, count: int) -> None:
    question = Words(text=TEXT)
    for _ in range(count):
        if client.call(Echo(), question).text != TEXT:
            raise Failed("署名つきの要求に違う答えが返りました。")


def _ask_plain(client: httpx.Client, url: str, count: int) -> None:
    question = Words(text=TEXT)
    for _ in range(count):
        answer = client.post(url, content=question.model_dump_json(), headers={"content-type": "application/json"})
        if Words.model_validate_json(answer.content).text != TEXT:
            raise Failed("平文の要求に違う答えが返りました。")


def _anew(count: int, ask: Callable[[], None]) -> None:
    for _ in range(count):
        ask()


def _ask_once_signed(pki: Path, addresses: dict[str, str]) -> None:
    client = Client(load(pki, CALLER), pki, addresses)
    try:
        _ask_signed(client, 1)
    finally:
        client.close()


def _ask_once_plain(url: str) -> None:
    with _plain_client() as client:
        _ask_plain(client, url, 1)


@contextmanager
def _listening(pki: Path, port: int, how: str) -> Iterator[None]:
    """A listener in a process of its own, ended afterwards."""
    command = [sys.executable, __file__, str(pki), str(port), how]
    with (pki / f"{how}.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(port, process, pki / f"{how}.log")
            yield
        finally:
            process.terminate()
            process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failed("受け側が起動しません。\n" + "\n".join(log.read_text(encoding="utf-8").splitlines()[-10:]))
        time.sleep(0.05)


def _application(pki: Path, *, signed: bool) -> Any:
    nonces = MemoryNonces()

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        if signed:
            names = peer_names(environ, pki)
            verify("POST", target_uri(environ), headers_of(environ), body, names, directory(pki), nonces)
        said = json.dumps({"text": json.loads(body)["text"]}).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(said)))])
        return [said]

    return answer


def _serve(pki: Path, port: int, how: str) -> None:
    options = gunicorn_options(load(pki, CALLEE), pki, f"127.0.0.1:{port}", threads=4)
    if how == "plain":
        for name in ("certfile", "keyfile", "ca_certs", "cert_reqs", "ssl_context"):
            del options[name]
    serve(options, lambda: _application(pki, signed=how == "signed"))


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
