"""`sasae history verify|seal|radar|sheets|staff-list [--service X]`: checks the journals, seals them, tells which looks to ask
about, draws the sheets of a month, takes in a list of the personnel office."""

import argparse
import subprocess
import sys

NAME = "history"
HELP = "操作履歴が書き換え・削除・挿入されていないか検証する。確かめるべき閲覧を拾う（radar）"
SERVICES = ("subsidy", "linkage", "intermediary", "portal", "intake")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb, and the service if not all."""
    parser.add_argument("verb", choices=["verify", "seal", "radar", "sheets", "staff-list"])
    parser.add_argument("--service", choices=SERVICES, action="append", help="対象のシステム（何度でも指定できる）")
    parser.add_argument("--month", help="radar・sheets：点検する月（例 2026-06。既定は前の月）")
    parser.add_argument("--file", help="staff-list：人事の一覧（CSV）")
    parser.add_argument("--kind", choices=["relatives", "addresses"], help="staff-list：親族の申告か、住所か")
    parser.add_argument("--as-of", help="staff-list：一覧の基準日（例 2026-06-01）")
    parser.add_argument("--second", help="封印の二つ目の置き場所（設定と違うフォルダーと比べるとき）")
    parser.add_argument("--json", action="store_true", help="結果をJSONで、システムごとに1行で出力する")


def run(args: argparse.Namespace) -> int:
    """0 all journals are as they were written, 1 findings, 2 a journal could not be read.

    One process a service: each has its own settings and its own database.
    """
    worst = 0
    for service in args.service or SERVICES:
        command = [sys.executable, "-m", "sasae.deployment.manage", service, "history", args.verb]
        if args.json:
            command.append("--json")
        given = {name: getattr(args, name.replace("-", "_")) for name in ("second", "month", "file", "kind", "as-of")}
        command += [f"--{name}={value}" for name, value in given.items() if value]
        print(f"── {service}", flush=True)
        code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own program, fixed arguments
        worst = max(worst, code if code in (0, 1) else 2)
    return worst
