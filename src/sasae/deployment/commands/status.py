"""`sasae status`: what runs, and whether it works."""

import argparse

from sasae.deployment import control
from sasae.deployment.home import Home

NAME = "status"
HELP = "何が動いているか、正しく働いているかを示す"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Exit 1 when something is not well."""
    rows = control.status(Home.load())
    for name, said, well in rows:
        print(f"{'ok ' if well else 'BAD'} {name:26} {said}")
    return 0 if rows and all(well for _, _, well in rows) else 1
