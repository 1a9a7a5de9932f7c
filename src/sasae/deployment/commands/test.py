"""`sasae test [group …]`: runs the tests."""

import argparse
import subprocess
import sys
from pathlib import Path

NAME = "test"
HELP = "試験を実行する（すべて、または指定した組）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Groups: pure, static, one a service, journeys, browser, faults."""
    parser.add_argument("groups", nargs="*")


def run(args: argparse.Namespace) -> int:
    """The runner's exit code."""
    runner = Path(__file__).parents[4] / "tests" / "run.py"
    return subprocess.run([sys.executable, str(runner), *args.groups], check=False).returncode
