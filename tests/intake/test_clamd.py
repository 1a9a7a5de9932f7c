"""What clamd says, and every way it may fail to say it: by a stand-in, and by a real one where the machine has it."""

import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sasae.intake import clamd as protocol
from sasae.kernel import clock
from tests.intake.clamd import EICAR, FOUND, StandIn

CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
SCANNERS = ["stand_in", *(["real"] if Path(CLAMD).exists() else [])]
PATIENCE = 120  # seconds a machine may take to start clamd


@pytest.fixture(scope="session")
def real_clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Debian's clamd with one local pattern and no others: nothing is fetched."""
    place = tmp_path_factory.mktemp("real-clamd")
    patterns = place / "patterns"
    patterns.mkdir()
    (patterns / "eicar.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Local.Eicar\n")  # noqa: S324
    for folder in (place, patterns):
        folder.chmod(0o755)
    settings = place / "clamd.conf"
    lines = [
        f"LocalSocket {place}/ctl", f"DatabaseDirectory {patterns}", "Foreground yes", "User root", "MaxThreads 2",
        "StreamMaxLength 16M", f"LogFile {place}/log",
    ]  # fmt: skip
    settings.write_text("\n".join(lines) + "\n")
    process = subprocess.Popen([CLAMD, f"--config-file={settings}"], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while not (place / "ctl").exists():
            assert process.poll() is None, (place / "log").read_text()
            assert time.monotonic() < until, "clamd does not begin to listen"
            time.sleep(0.1)
        yield f"unix:{place}/ctl"
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(params=SCANNERS)
def address(request: pytest.FixtureRequest, clamd: StandIn) -> str:
    """Where a scanner listens."""
    return clamd.address if request.param == "stand_in" else request.getfixturevalue("real_clamd")


@pytest.mark.parametrize("size", [0, 1, 131_072, 131_073, 15 * 1024 * 1024])
def test_a_harmless_file_of_any_size_passes(address: str, size: int) -> None:
    assert protocol.scan(address, b"\x89PNG" + b"a" * size) == ""


def test_the_test_pattern_is_found_by_name(address: str) -> None:
    assert "eicar" in protocol.scan(address, EICAR).lower()


def test_the_pattern_base_says_what_it_is(address: str) -> None:
    assert protocol.patterns(address).engine.startswith("ClamAV ")


def test_the_day_of_the_patterns_is_read(clamd: StandIn) -> None:
    base = protocol.patterns(clamd.address)
    assert (base.number, str(base.dated)) == ("27824", "2026-11-27 08:25:11+09:00")
    clamd.version = "ClamAV 1.4.6"
    assert protocol.patterns(clamd.address).dated is None


def test_an_answer_in_pieces_is_read_whole(clamd: StandIn) -> None:
    clamd.habit = "in_pieces"
    assert protocol.scan(clamd.address, EICAR) == FOUND.removeprefix("stream: ").removesuffix(" FOUND")


@pytest.mark.parametrize(
    ("habit", "said"),
    [
        ("small", "StreamMaxLength"),
        ("broken", "allocate memory"),
        ("cut_off", "途中で切れ"),
        ("endless", "長すぎます"),
        ("silent", "時間内に"),
    ],
)
def test_no_verdict_is_no_pass(clamd: StandIn, habit: str, said: str) -> None:
    clamd.habit = habit
    with pytest.raises(protocol.CannotScan, match=said):
        protocol.scan(clamd.address, b"x" * 5_000_000, patience=0.5 if habit == "silent" else 60)


def test_nobody_listening_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(protocol.CannotScan, match="届きません"):
        protocol.scan(f"unix:{tmp_path}/nobody", b"x")


def test_what_is_no_clamd_is_told(clamd: StandIn) -> None:
    clamd.version = "220 mail.example ESMTP"
    with pytest.raises(protocol.CannotScan, match="返事が違います"):
        protocol.patterns(clamd.address)


def test_a_port_of_this_machine_does_as_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(protocol.CannotScan, match="届きません"):
        protocol.scan(f"tcp:127.0.0.1:{port}", b"x")


@pytest.mark.parametrize(
    ("given", "place"),
    [("unix:/run/c.ctl", "/run/c.ctl"), ("tcp:127.0.0.1:3310", ("127.0.0.1", 3310)), ("tcp:[::1]:3310", ("::1", 3310))],
)
def test_an_address_on_this_machine_is_taken(given: str, place: object) -> None:
    assert protocol.place_of(given) == place


@pytest.mark.parametrize(
    "given",
    [
        "",
        "clamd",
        "unix:relative",
        "tcp:10.0.0.5:3310",
        "tcp:localhost:3310",
        "tcp:127.0.0.1:0",
        "tcp:127.0.0.1:x",
        "tcp:0.0.0.0:3310",
    ],
)
def test_an_address_elsewhere_is_refused(given: str) -> None:
    with pytest.raises(protocol.BadAddress):
        protocol.place_of(given)


@pytest.mark.parametrize(("days", "state"), [(7, "正常"), (8, "注意")], ids=["a week old", "a day more"])
def test_old_patterns_are_told(clamd: StandIn, days: int, state: str) -> None:
    from sasae.intake.downloads.scanning import outlook

    made = clock.real_now() - timedelta(days=days, minutes=5)
    clamd.version = f"ClamAV 1.4.6/27824/{made.astimezone(clock.TOKYO):%a %b %d %H:%M:%S %Y}"
    assert outlook(clock.real_now()).state == state
