"""`sasae check`: style, types, walls."""

import argparse
import subprocess
import sys
from pathlib import Path

NAME = "check"
HELP = "書き方（ruff）、型（下の層は mypy strict）、層の壁を検査する"
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
    return max(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)
