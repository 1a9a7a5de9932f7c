"""`sasae` as an operator calls it: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def command(*arguments: str) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "sasae.deployment.cli", *arguments]


def environment(home: Path) -> dict[str, str]:
    """What the operator's shell hands over: where the installation is, and nothing a test runner needs."""
    return {**os.environ, "SASAE_HOME": str(home)}


def sasae(home: Path, *arguments: str, seconds: float = 180) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    return subprocess.run(
        command(*arguments), env=environment(home), capture_output=True, text=True, timeout=seconds, check=False
    )
