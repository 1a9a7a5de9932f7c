"""`sasae down`: ends what `sasae up` started."""

import argparse

from sasae.deployment import control, database
from sasae.deployment.home import Home

NAME = "down"
HELP = "起動したものをすべて終了する"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Exit 0 also when nothing ran."""
    home = Home.load()
    ended = control.down(home)
    if home.embedded and (home.postgres_dir / "PG_VERSION").exists():
        database.of_home(home).stop()
    print("終了しました。" if ended else "動いていませんでした。")
    return 0
