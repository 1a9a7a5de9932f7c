"""An authority, three systems and a real listener on loopback, made once for all tests of the wire."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sasae.wire.authority import create_authority, issue
from tests.listening import free_port, wait_until_answering


@dataclass
class Listener:
    pki: Path
    address: str
    port: int
    log: Path

    def bodies(self) -> list[str]:
        return [line[5:] for line in self.log.read_text().splitlines() if line.startswith("BODY ")]


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki")
    create_authority(folder)
    for name in ("linkage", "subsidy", "tax", "intake"):
        issue(folder, name)
    issue(folder, "simulators", also=["bank", "public_assistance"])
    issue(folder, "bank")
    return folder


@pytest.fixture(scope="session")
def listener(pki: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    yield from listening(pki, "tax", tmp_path_factory.mktemp("tax"))


def listening(pki: Path, name: str, folder: Path, port: int = 0) -> Iterator[Listener]:
    """Start an echo server under this name; end it afterwards."""
    port = port or free_port()
    log = folder / "log"
    command = [sys.executable, str(Path(__file__).with_name("echo_server.py")), str(pki), name, str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_until_answering(port, process)
            yield Listener(pki, f"https://127.0.0.1:{port}", port, log)
        finally:
            process.terminate()
            process.wait(60)
