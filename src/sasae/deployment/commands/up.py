"""`sasae up`: makes the installation ready and starts it in the background."""

import argparse
import os

from sasae.deployment import control, demonstration, supervisor
from sasae.deployment.database import NoServer
from sasae.deployment.home import BadHome, Home
from sasae.deployment.installation import NotReady, prepare

NAME = "up"
HELP = "データベース、移行、5つのシステムとその処理係をすべて起動する"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """In front or behind, with or without the world outside."""
    parser.add_argument("--simulators", action="store_true", help="外部機関のシミュレーターも起動する")
    parser.add_argument("--foreground", action="store_true", help="Ctrl-C まで、この端末で動かす")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when it does not come up."""
    try:
        home = prepare(Home.load().path, upgrade=False)
        os.environ["SASAE_HOME"] = str(home.path)
        if args.foreground:
            return supervisor.main(["--simulators"] if args.simulators else [])
        control.up(home, simulators=args.simulators, say=print)
    except (NotReady, NoServer, BadHome, control.DidNotStart) as trouble:
        print(trouble)
        return 1
    if (home.path / demonstration.READY).exists():
        print(demonstration.where_to_look(home))
        return 0
    for what, address in control.addresses(home):
        print(f"{address}  {what}")
    return 0
