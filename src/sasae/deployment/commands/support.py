"""`sasae support --out FILE`: what a supporter needs, without anybody's personal data."""

import argparse
from pathlib import Path

from sasae.deployment.home import Home
from sasae.deployment.support import LINES, bundle
from sasae.kernel import clock

NAME = "support"
HELP = "問合せに添える資料を、個人の情報を入れずに1つのZIPにする"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="作るZIP（すでにあるファイルは上書きしない）"
    )


def run(args: argparse.Namespace) -> int:
    """0 made, 2 not: the file is there, or the place cannot be written."""
    try:
        names = bundle(Home.load(), args.out, clock.real_now())
    except OSError as trouble:
        print(f"{args.out} を作れません：{trouble.strerror}")
        return 2
    print(f"{args.out} を作りました。渡す前に、中を見て確かめてください。")
    print("\n".join(f"  {name}" for name in names))
    print(
        f"入っているもの：版、doctor と status の結果、設定、表の名前と行数、記録の末尾{LINES:,}行（番号らしいものは伏せてあります）。"
    )
    return 0
