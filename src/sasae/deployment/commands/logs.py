"""`sasae logs`: the one log of all processes."""

import argparse
import time

from sasae.deployment import control
from sasae.deployment.home import Home

NAME = "logs"
HELP = "すべての処理のログを表示する。--follow で続けて表示する"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much, and whether to go on."""
    parser.add_argument("--lines", type=int, default=50)
    parser.add_argument("--follow", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Until Ctrl-C when following."""
    home = Home.load()
    print(control.tail(home, args.lines))
    if not args.follow:
        return 0
    place = home.logs_dir / "sasae.log"
    place.touch()
    with place.open(encoding="utf-8", errors="replace") as file:
        file.seek(0, 2)
        while True:
            line = file.readline()
            print(line, end="", flush=True) if line else time.sleep(0.3)
