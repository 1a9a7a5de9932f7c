"""`sasae whatif --on DATE --set PATH=VALUE`: what other limits, ages or deductions would do to the city's families."""

import argparse
import subprocess
import sys

NAME = "whatif"
HELP = "限度額・年齢・控除が違ったら、いまの受給者のだれが得てだれが失うかを、区・家庭区分・金額で試算する"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The day, the changes, or the list of what may be changed."""
    parser.add_argument("--on", default="", help="判定の日。2027-01-01 または 令和9年1月1日（省くと今日）")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="名前=値",
        help="変える値（何度でも）。例 limits.A.parent.base=2080000",
    )
    parser.add_argument("--list", action="store_true", help="変えられる値の一覧")
    parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")


def run(args: argparse.Namespace) -> int:
    """0 answered, 1 the change is none, 2 the installation cannot be reached. Nothing is changed for anybody."""
    command = [sys.executable, "-m", "sasae.deployment.manage", "subsidy", "whatif", "--on", args.on]
    for change in args.set:
        command += ["--set", change]
    command += [flag for flag, wanted in (("--list", args.list), ("--json", args.json)) if wanted]
    code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own program
    return code if code in (0, 1) else 2
