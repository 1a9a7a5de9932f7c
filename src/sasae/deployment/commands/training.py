"""`sasae training`: a second installation to practise on, with a made-up town; apart from the real one in everything."""

import argparse
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from sasae.deployment import control, database, demonstration
from sasae.deployment.database import NoServer
from sasae.deployment.home import BadHome, Home, free_ports
from sasae.deployment.installation import NotReady
from sasae.deployment.story.play import Story
from sasae.deployment.story.visitor import NotAsExpected

NAME = "training"
HELP = "研修環境：架空の町だけの別の設置を、起動する（up）・終える（down）・はじめに戻す（reset）"
FOLDER = "training"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and where it lies."""
    parser.add_argument("what", choices=["up", "down", "reset"], help="起動、終了、はじめからやり直し")
    parser.add_argument("--home", metavar="DIR", help=f"研修環境の置き場所（既定 SASAE_HOME/{FOLDER}）")
    parser.add_argument("--size", type=int, default=3000, help="町の人数（既定 3000）")
    parser.add_argument("--seed", type=int, default=1, help="同じ種なら同じ町になる（既定 1）")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when it does not come up, or when the place holds something else than a training installation."""
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - start:5.1f}秒] {text}", flush=True)

    real = Home.load()
    path = Path(args.home or real.path / FOLDER).absolute()
    try:
        require_training(path)
        if args.what == "down":
            print("終了しました。" if _end(path) else "動いていませんでした。")
            return 0
        if args.what == "reset" and path.exists():
            _end(path)
            shutil.rmtree(path)
        _up(path, real, args, say)
    except (NotReady, NoServer, BadHome, control.DidNotStart, NotAsExpected) as trouble:
        print(trouble)
        return 1
    return 0


def require_training(path: Path) -> None:
    """Nothing but an empty place or a training installation is touched. Raises BadHome."""
    if path.exists() and any(path.iterdir()) and not Home.load(path).settings.get("training"):
        raise BadHome(f"{path} は研修環境ではありません。別の置き場所を --home で指定してください。")


def _up(path: Path, real: Home, args: argparse.Namespace, say: Callable[[str], None]) -> None:
    os.environ["SASAE_HOME"] = str(path)
    again = (path / demonstration.READY).exists()
    _mark(path, real)
    home = demonstration.set_up(path, size=args.size, seed=args.seed, say=say)
    if not again:
        Story(home, path / "story", say).play()
    place = f" --home {path}" if args.home else ""
    ending = f"終わるとき: ./sasae training down{place}　　はじめに戻すとき: ./sasae training reset{place}"
    print(demonstration.where_to_look(home, ending=ending))
    print(f"本番の画面から開けるようにするには、本番の sasae.toml に書きます: training_page = \"{home.page('subsidy')}/\"")


def _mark(path: Path, real: Home) -> None:
    """Ports of its own, and the mark that makes every page and paper say what it is, before anything else lies there.

    The real installation may not run just now: its ports are free, and still not to be taken.
    """
    file = path / "sasae.toml"
    if file.exists():
        return
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    ports = [f"{name} = {port}" for name, port in free_ports(besides=real.ports.values()).items()]
    file.write_text("\n".join(["training = true", "", "[ports]", *ports, ""]), encoding="utf-8")


def _end(path: Path) -> bool:
    if not path.exists():
        return False
    home = Home.load(path)
    ended = control.down(home)
    if (home.postgres_dir / "PG_VERSION").exists():
        database.of_home(home).stop()
    return ended
