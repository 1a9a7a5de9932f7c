"""Runs the tests: one process a group, three at a time. `python tests/run.py [group …]`

Groups without Django, one a service (foundation and house rules under each; the largest in two halves), static checks, and
those that start the whole installation, each from a copy of the same one (tests/installation.py). Where Debian's PostgreSQL 15 is installed (always in CI), the subsidy office's group runs on it; the
groups that start the whole installation run that office on the embedded server. Prints the seconds of each, merges the
JUnit files, and ends with one line of counts. A group that ran nothing fails; one that was left out whole (no chromium)
is counted as skipped; with CI=true a skip fails.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
OUTPUT = TESTS / "_output"
AT_ONCE = 3  # on two cores: while one waits for processes it has started the others work
LONGEST = 4500  # seconds a group may take before it is ended and counted as failed
LONG = (  # they begin first, the longest before all, so that none ends alone
    "browser", "subsidy", "subsidy-money", "deployment", "contracts", "journeys", "faults", "intake", "linkage",
    "intermediary", "portal", "pure",
)  # fmt: skip
MOST_SHOWN, MOST_SAID = 4_000, 1_500  # characters of the end of a group that failed, and of each test that did
MOST_FAILURES = 25  # what fails this often fails for one reason: the rest would only take time
SERVICES = ("subsidy", "linkage", "intermediary", "portal", "intake")
OLDEST = "subsidy"  # the largest service is tried on the oldest server that must do; all else runs on the embedded one
OLD = "oldest"  # its home, below the run's
MONEY = ("claims", "ledger", "payments", "receipts", "recovery", "third_parties", "treasury")  # half of the largest: what it pays


@dataclass
class Group:
    """One process of pytest."""

    name: str
    folders: list[str]
    settings: str = ""
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Result:
    """What came of a group."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    output: str = ""
    wrong: dict[str, str] = field(default_factory=dict)  # what each test that failed said


def groups() -> list[Group]:
    """Every group whose tests exist."""
    pure = ["kernel", "reference", "law", "formats", "wire"]
    found = [Group("pure", pure), Group("deployment", ["deployment"]), Group("static", ["static"])]
    for service in SERVICES:
        folders, settings = ["foundation", "house_rules", service], f"sasae.deployment.settings.{service}"
        if service == OLDEST:
            money, other = _halves()
            found += [Group(service, [*folders[:2], *other], settings), Group(f"{service}-money", money, settings)]
        else:
            found.append(Group(service, folders, settings))
    found.append(Group("simulators", ["simulators"], "sasae.deployment.settings.simulators"))
    found += [Group(name, [name]) for name in ("contracts", "journeys", "browser", "faults")]
    for group in found:
        group.folders = [folder for folder in group.folders if _holds_tests(TESTS / folder)]
    return [group for group in found if group.folders]


def _halves() -> tuple[list[str], list[str]]:
    """What the largest service's folder holds: all about money, and all else."""
    money: list[str] = []
    other: list[str] = []
    for place in sorted((TESTS / OLDEST).iterdir()):
        about = place.stem.removeprefix("test_").removesuffix("s")
        is_money = any(about.startswith(each.removesuffix("s")) for each in MONEY)
        (money if is_money else other).append(f"{OLDEST}/{place.name}")
    return money, other


def _holds_tests(place: Path) -> bool:
    return bool(list(place.rglob("test_*.py"))) if place.is_dir() else place.match("test_*.py")


def system_postgres() -> Path | None:
    """Debian's PostgreSQL 15, where it is installed: the oldest server that must do."""
    binaries = Path("/usr/lib/postgresql/15/bin")
    return binaries if os.environ.get("CI") and (binaries / "initdb").exists() else None


def run(group: Group) -> Result:
    """Run a group and count."""
    start = time.monotonic()
    report = OUTPUT / f"{group.name}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", "-p", "no:cacheprovider"]
    command.append(f"--maxfail={MOST_FAILURES}")
    if group.settings:
        command.append(f"--ds={group.settings}")
    command += [str(TESTS / folder) for folder in group.folders]
    environment = {**os.environ, **group.environment}
    environment = {name: value for name, value in environment.items() if value}
    if group.settings:
        environment["DJANGO_SETTINGS_MODULE"] = group.settings
    code, output = _ended(command, environment)
    result = read(report)
    result.seconds = time.monotonic() - start
    result.output = output
    if code and not result.failed:
        result.failed = 1  # it broke before it could count
    if not result.passed and not result.failed and not result.skipped:
        result.failed, result.output = 1, f"{group.name} ran no test.\n{result.output}"
    return result


def _ended(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Exit code and output; a group that takes too long is ended with all it started."""
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = running.communicate(timeout=LONGEST)
        return running.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        return 1, f"{running.communicate()[0]}\nEnded after {LONGEST} s."


def read(report: Path) -> Result:
    """Counts of a JUnit file; nothing when there is none."""
    result = Result()
    if not report.exists():
        return result
    for suite in ET.parse(report).getroot().iter("testsuite"):  # our own file
        wrong = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        result.failed += wrong
        result.skipped += skipped
        result.passed += int(suite.get("tests", 0)) - wrong - skipped
        for case in suite.iter("testcase"):
            for fault in (*case.iter("failure"), *case.iter("error")):
                result.wrong[f"{case.get('classname')}::{case.get('name')}"] = fault.get("message", "")[:MOST_SAID]
    return result


def main(wanted: list[str]) -> int:
    """Exit 1 when anything failed."""
    OUTPUT.mkdir(exist_ok=True)
    known = groups()
    chosen = [group for group in known if not wanted or {group.name, group.name.partition("-")[0]} & set(wanted)]
    if unknown := set(wanted) - {group.name for group in known}:
        print(f"No such group: {', '.join(sorted(unknown))}. There are: {', '.join(g.name for g in groups())}")
        return 2
    home = Path(tempfile.mkdtemp(prefix="sasae-tests-"))
    prepare(home, chosen)
    try:
        results = dict(_all(chosen))
    finally:
        stop(home)
        shutil.rmtree(home, ignore_errors=True)
    return report(results)


def _all(chosen: list[Group]) -> list[tuple[str, Result]]:
    """Some at a time, the long ones first."""
    last = len(LONG)
    ordered = sorted(chosen, key=lambda group: LONG.index(group.name) if group.name in LONG else last)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(zip([group.name for group in ordered], pool.map(_told, ordered), strict=True))


def _told(group: Group) -> Result:
    result = run(group)
    mark = "ok " if not result.failed else "BAD"
    counts = f"{result.passed} passed, {result.failed} failed, {result.skipped} skipped"
    print(f"{mark} {group.name:20} {result.seconds:6.1f} s  {counts}", flush=True)
    if result.failed:
        print(*(f"{test}\n{said}\n" for test, said in result.wrong.items()), result.output[-MOST_SHOWN:], sep="\n", flush=True)
    return result


def prepare(home: Path, chosen: list[Group]) -> None:
    """One embedded server for all groups; the oldest server, where it is here, for the largest service's."""
    from sasae.deployment import database
    from sasae.deployment.home import create, free_ports

    database.of_home(create(home, free_ports()), durable=False).start()
    os.environ["SASAE_TEST_HOME"] = str(home)
    if oldest := system_postgres():
        old = create(home / OLD, free_ports())  # started by the group that needs it first
        for group in chosen:
            if group.name.partition("-")[0] == OLDEST:
                group.environment = {"SASAE_POSTGRES_BIN": str(oldest), "SASAE_TEST_HOME": str(old.path)}


def stop(home: Path) -> None:
    """End the servers."""
    from sasae.deployment import database
    from sasae.deployment.home import Home

    for place in (home / OLD, home):
        if (place / "postgres" / "PG_VERSION").exists():
            database.of_home(Home.load(place), durable=False).stop()


def report(results: dict[str, Result]) -> int:
    """The closing lines."""
    passed = sum(result.passed for result in results.values())
    failed = sum(result.failed for result in results.values())
    skipped = sum(result.skipped for result in results.values())
    if skipped and os.environ.get("CI"):
        print("With CI=true nothing may be skipped.")
        failed += skipped
    for group, result in results.items():
        for test in result.wrong:
            print(f"FAILED in {group}: {test}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    sys.exit(main(sys.argv[1:]))
