"""`sasae check`: style, types, walls."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

NAME = "check"
HELP = "書き方（ruff）、型（下の層は mypy strict）、層の壁、試験が呼ぶ名前があるかを検査する"
MISSING = re.compile(r'Module "sasae[^"]*" has no attribute')
ROOT = Path(__file__).parents[4]
STRICT = ("kernel", "reference", "law", "formats", "contracts", "wire")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Exit 1 when one of them objects."""
    python = sys.executable
    commands = [
        [python, "-m", "ruff", "check", "src", "tests"],
        [python, "-m", "mypy", *(f"src/sasae/{layer}" for layer in STRICT)],
        [str(Path(python).with_name("lint-imports"))],
    ]
    return max(*(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands), missing_names())


def missing_names() -> int:
    """1 when a test imports what is no longer there: a moved function is found now, not when the tests are collected."""
    command = [sys.executable, "-m", "mypy", "tests"]
    lines = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout.splitlines()
    missing = [line for line in lines if 'module named "sasae' in line or MISSING.search(line)]
    sys.stdout.writelines(f"{line}\n" for line in missing)
    return int(bool(missing))
