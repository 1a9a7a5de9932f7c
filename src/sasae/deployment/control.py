"""Starting and ending an installation from a terminal, and seeing how it is."""

import subprocess
import sys
import time
from collections.abc import Callable

from sasae.deployment import database, supervisor
from sasae.deployment.home import SERVICES, SIMULATORS, Home
from sasae.deployment.processes import table
from sasae.deployment.running import end

START_SECONDS = 120


class DidNotStart(RuntimeError):
    """Something does not come up; the text says what, and the last lines of the log."""


def up(home: Home, *, simulators: bool, say: Callable[[str], None]) -> None:
    """Start the supervisor in the background and wait until everything works. Raises DidNotStart."""
    marks = supervisor.state(home)
    started = None
    if supervisor.running(home) is None:
        command = [sys.executable, "-m", "sasae.deployment.supervisor", *(["--simulators"] if simulators else [])]
        with (home.logs_dir / "supervisor.log").open("ab") as log:
            started = subprocess.Popen(
                command, env=home.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
    elif simulators and len(marks) > 1 and not any(name.startswith(SIMULATORS) for name in marks):
        raise DidNotStart(
            "シミュレーターなしで動いています。sasae down で終了してから起動してください。\n"
            "It runs without the simulators: end it first (sasae down)."
        )
    _wait(home, started, simulators=simulators, say=say)


def _wait(home: Home, started: subprocess.Popen[bytes] | None, *, simulators: bool, say: Callable[[str], None]) -> None:
    """Until every health check passes. A supervisor that ended, with no other in its place, is not waited for.

    Nobody's health counts before a supervisor has written that it runs: until then what a killed one left behind answers.
    """
    waiting = {each.name: each for each in table(home, simulators=simulators) if each.healthy is not None}
    deadline = time.monotonic() + START_SECONDS
    while waiting:
        watched = supervisor.running(home) is not None
        for name, process in list(waiting.items()):
            if watched and process.healthy is not None and process.healthy():
                del waiting[name]
                say(f"  {name}")
        if waiting and started is not None and started.poll() is not None and not _supervised(home):
            said = (home.logs_dir / "supervisor.log").read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            raise DidNotStart("\n".join([f"The supervisor ended ({started.returncode}).", *said]))
        if waiting and time.monotonic() > deadline:
            raise DidNotStart(f"Not healthy after {START_SECONDS} s: {', '.join(waiting)}\n{tail(home, 15)}")
        if waiting:
            time.sleep(0.3)


def _supervised(home: Home) -> bool:
    """Whether somebody holds the supervisor's place."""
    place = supervisor.hold(home)
    if place is not None:
        place.close()
    return place is None


def down(home: Home) -> bool:
    """End everything; false when nothing ran."""
    found = supervisor.running(home)
    if found is not None:
        end([found], grace=60)
    left = supervisor.left_behind(home)  # of one that was killed
    end(left)
    supervisor.state_file(home).unlink(missing_ok=True)
    return bool(found or left)


def status(home: Home) -> list[tuple[str, str, bool]]:
    """Each process with what can be said of it, and whether it is well."""
    marks = supervisor.state(home)
    simulators = any(name.startswith("simulators") for name in marks)
    watching = supervisor.running(home)
    rows = [("supervisor", f"pid {watching.pid}" if watching else "does not run", watching is not None)]
    if home.embedded:
        server = database.of_home(home).pid()
        rows.append(("postgres", f"pid {server}" if server else "does not run", server is not None))
    for process in table(home, simulators=simulators):
        one = marks.get(process.name)
        alive = one is not None and one.alive
        well = alive and (process.healthy is None or process.healthy())
        rows.append((process.name, f"pid {one.pid}" if one and alive else "does not run", well))
    return rows


def addresses(home: Home) -> list[tuple[str, str]]:
    """Where people open what."""
    names = {
        "portal": "住民のオンライン申請", "intake": "申請管理", "subsidy": "医療費助成", "linkage": "連携基盤",
        "intermediary": "中間サーバー",
    }  # fmt: skip
    order = ("portal", "intake", "subsidy", "linkage", "intermediary")
    return [(names[service], home.page(service)) for service in order if service in SERVICES]


def tail(home: Home, lines: int) -> str:
    """The last lines of the one log."""
    place = home.logs_dir / "sasae.log"
    if lines <= 0 or not place.exists():
        return ""
    return "\n".join(place.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
