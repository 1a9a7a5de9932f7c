"""`sasae docs [--out DIR]`: builds the documentation as pages that open without a server."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

NAME = "docs"
HELP = "文書（規定集、契約、表と列、命令、docs/）をHTMLにする"
ROOT = Path(__file__).parents[4]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--out", metavar="DIR", help="既定 docs/_site。前に作ったものは置き換える")


def run(args: argparse.Namespace) -> int:
    """0 built, 1 built but some links lead nowhere, 2 not built: something else is in the folder, or a part is missing."""
    if find_spec("markdown_it") is None:
        print("markdown-it-py がありません。./sasae docs から実行すると入ります。", file=sys.stderr)
        return 2
    from sasae.deployment.documentation import NotOurs, build

    out = Path(args.out).absolute() if args.out else ROOT / "docs" / "_site"
    try:
        dead = build(ROOT / "docs", out)
    except NotOurs as folder:
        print(
            f"{folder} にはほかのものが入っています。空のフォルダーか、新しい名前を指定してください。", file=sys.stderr
        )
        return 2
    print(out / "index.html")
    for link in dead:
        print(f"行き先のないリンク：{link}", file=sys.stderr)
    return 1 if dead else 0
