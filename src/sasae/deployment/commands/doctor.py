"""`sasae doctor`: what is wrong with this machine or this installation, and what to do about it."""

import argparse
import json

from sasae.deployment.health import Look, Mark, examine
from sasae.formats.tables import width

NAME = "doctor"
HELP = "このコンピューターと設置のおかしいところを調べ、どうすればよいかを示す"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For people or for programs."""
    parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")


def run(args: argparse.Namespace) -> int:
    """0 nothing is wrong (注意 may remain), 1 something is."""
    looks = examine()
    good = all(look.mark is not Mark.WRONG for look in looks)
    if args.json:
        said = {"well": good, "looks": [look.as_dict() for look in looks]}
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(looks)))
    return 0 if good else 1


def _lines(looks: list[Look]) -> list[str]:
    lines = []
    for look in looks:
        mark = look.mark.value + " " * (6 - width(look.mark.value))
        lines.append(f"{mark}{look.area}：{look.what}")
        if look.do:
            lines.append(f"      → {look.do}")
    count = {mark: sum(1 for look in looks if look.mark is mark) for mark in Mark}
    return [*lines, "", f"誤り {count[Mark.WRONG]}件、注意 {count[Mark.ATTENTION]}件、問題なし {count[Mark.WELL]}件"]
