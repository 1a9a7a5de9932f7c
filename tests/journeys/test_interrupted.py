"""What the tests start is ended even when the tests are killed."""

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.deployment.waiting import until
from tests.installation import ROOT

STARTS = """
import sys
from sasae.deployment import database
from sasae.deployment.home import create, free_ports
from tests.installation import temporary
with temporary() as place:
    server = database.of_home(create(place, free_ports()), durable=False)
    server.start()
    print(server.pid(), place, flush=True)
    sys.stdin.read()
"""


def test_killed_outright_nothing_is_left_running_and_no_folder():
    started = subprocess.Popen(
        [sys.executable, "-c", STARTS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    pid, _, place = started.stdout.readline().strip().partition(" ")
    assert lives(int(pid))
    started.send_signal(signal.SIGKILL)
    started.wait()
    until(lambda: not lives(int(pid)) and not Path(place).parent.exists(), 60)


def lives(pid: int) -> bool:
    """Whether the process is there and not only waiting to be collected."""
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    return False
