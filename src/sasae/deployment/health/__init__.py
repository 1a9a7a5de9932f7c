"""What is wrong with this machine or this installation, in words. Nothing is changed by looking, nothing is made."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from sasae.deployment.health import backups, databases, files, keys, machine, processes, scanner
from sasae.deployment.health.looks import Look, Mark, attention, well, wrong
from sasae.deployment.home import BadHome, Home

__all__ = ["Look", "Mark", "attention", "examine", "well", "wrong"]

OF_MACHINE = (machine.python, machine.requirements, machine.browser, machine.fonts, machine.memory)
OF_HOME = (
    files.clock_and_calendar,
    files.secrets,
    files.certificates,
    keys.terms,
    files.demonstration,
    machine.disk,
    machine.postgres,
    processes.ports,
    processes.running,
    scanner.scanner,
    databases.services,
    backups.backups,
)
_TROUBLE = (OSError, ValueError, RuntimeError, LookupError, psycopg.Error, subprocess.SubprocessError)


def examine(path: Path | str | None = None) -> list[Look]:
    """Every look at the machine and at the installation at `path` (default: the one SASAE_HOME names)."""
    found = [look for each in OF_MACHINE for look in _guarded(each)]
    try:
        home = Home.load(path)
    except BadHome as trouble:
        return [*found, wrong("sasae.toml", f"読めません：{trouble}", "上の指摘に従って直してください。")]
    except OSError as trouble:
        return [*found, wrong("sasae.toml", f"開けません：{trouble}", "この利用者が読めるようにしてください。")]
    return found + [look for each in (files.folder, *OF_HOME) for look in _guarded(each, home)]


def _guarded(look: Callable[..., Iterator[Look]], *at: Home) -> list[Look]:
    """A look that cannot be taken is itself something wrong: the others are taken all the same."""
    found: list[Look] = []
    try:
        found.extend(look(*at))
    except _TROUBLE as trouble:
        said = f"調べられませんでした：{type(trouble).__name__}: {trouble}"
        found.append(wrong(f"調査（{look.__name__}）", said, "この文を添えて管理者に知らせてください。"))
    return found
