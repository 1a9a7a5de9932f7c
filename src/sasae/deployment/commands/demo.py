"""`sasae demo`: plays the whole story on a made-up town and leaves everything running; `--once` ends it again."""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sasae.deployment import control, database, demonstration
from sasae.deployment.database import NoServer
from sasae.deployment.home import BadHome, Home, free_ports
from sasae.deployment.installation import NotReady
from sasae.deployment.story.play import Story
from sasae.deployment.story.visitor import NotAsExpected

NAME = "demo"
HELP = "3,000人の架空の町で全体の流れを演じ、動かしたまま残す"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """To look at, or once without a person."""
    parser.add_argument("--once", action="store_true", help="演じて、できたものを残し、すべて終了する")
    parser.add_argument(
        "--out", metavar="DIR", help="PDF・一覧・ファイル・story.json の置き場所（既定 SASAE_HOME/story）"
    )
    parser.add_argument("--fresh", action="store_true", help="前の実演を消して、はじめからやり直す")
    parser.add_argument("--size", type=int, default=3000, help="町の人数（既定 3000）")
    parser.add_argument("--seed", type=int, default=1, help="同じ種なら同じ町になる（既定 1）")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when something did not come up or is not as the story says."""
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - start:5.1f}秒] {text}", flush=True)

    try:
        if args.once:
            with tempfile.TemporaryDirectory(prefix="sasae-once-") as folder:
                return _once(Path(folder), args, say)
        return _stay(Home.load().path, args, say)
    except (NotReady, NoServer, BadHome, control.DidNotStart, NotAsExpected) as trouble:
        print(trouble)
        return 1


def _once(folder: Path, args: argparse.Namespace, say: Callable[[str], None]) -> int:
    """An installation of its own on free ports, ended whatever happens."""
    path = folder / "home"
    out = Path(args.out or "story").absolute()
    try:
        home = demonstration.set_up(path, size=args.size, seed=args.seed, say=say, ports=free_ports())
        Story(home, out, say).play()
    finally:
        _end(Home.load(path))
    say(f"終わりました。できたものは {out} にあります")
    return 0


def _end(home: Home) -> None:
    control.down(home)
    if (home.postgres_dir / "PG_VERSION").exists():
        database.of_home(home).stop()


def _stay(path: Path, args: argparse.Namespace, say: Callable[[str], None]) -> int:
    os.environ["SASAE_HOME"] = str(path)
    again = (path / demonstration.READY).exists()
    if args.fresh and again:
        _end(Home.load(path))
        shutil.rmtree(path)
        again = False
    home = demonstration.set_up(path, size=args.size, seed=args.seed, say=say)
    out = Path(args.out or home.path / "story").absolute()
    if not again:
        Story(home, out, say).play()
    print(demonstration.where_to_look(home, out))
    return 0
