"""`sasae old-system check|import|compare …`: files of the system before this one, checked, taken over, compared."""

import argparse
import subprocess
import sys

NAME = "old-system"
HELP = "旧システムのファイルを点検し、承認された取込みを進め、答えの違いを理由つきで調べる"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb and what it is about."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|import|compare")
    check = verbs.add_parser("check", help="フォルダーのCSVを読み、指摘と合計の比較を表示する（何も取り込まない）")
    check.add_argument("what", metavar="FOLDER")
    check.add_argument("--cutover", default="", help="切替日。2026-06-01 または 令和8年6月1日（省くと今日）")
    check.add_argument("--parallel", action="store_true", help="並行稼働の比較のためのファイルとして読む")
    for verb, told in (
        ("import", "画面で承認された移行の取込みを、この場で最後まで進める（中断していれば続きから）"),
        ("compare", "旧システムの判定・金額と本システムのものを比べ、原因ごとの件数を表示する"),
    ):
        verbs.add_parser(verb, help=told).add_argument("what", metavar="NUMBER")


def run(args: argparse.Namespace) -> int:
    """0 good, 1 findings or unexplained differences, 2 the installation or the folder cannot be used."""
    command = [sys.executable, "-m", "sasae.deployment.manage", "subsidy", "old_system", args.verb, args.what]
    if args.verb == "check":
        command += ["--cutover", args.cutover] + (["--parallel"] if args.parallel else [])
    code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own program
    return code if code in (0, 1) else 2
