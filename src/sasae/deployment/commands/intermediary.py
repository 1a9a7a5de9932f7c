"""`sasae intermediary verify | evidence NO --body CODE --out FILE | check FILE`: the intermediary server's own proofs."""

import argparse
import subprocess
import sys
from pathlib import Path

NAME = "intermediary"
HELP = "中間サーバーの記録・副本・符号を検証する。照会の証跡一式を作り、検査する"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Three verbs; `check` needs neither database nor installation."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="記録・許可証・副本・符号を検証する")
    verify.add_argument("--json", action="store_true", help="所見をJSONで出力する")
    evidence = verbs.add_parser("evidence", help="一つの照会の証跡一式をファイルに書き出す")
    evidence.add_argument("processing_no", help="処理通番")
    evidence.add_argument("--body", required=True, help="団体コード（6桁）")
    evidence.add_argument("--out", required=True, help="書き出すファイル")
    check = verbs.add_parser("check", help="証跡一式を、データベースなしで検査する")
    check.add_argument("file", type=Path)
    check.add_argument("--core-key", type=Path, help="コアシステムの公開鍵（JWK）のファイル")
    check.add_argument("--platform-key", type=Path, help="中間サーバーの公開鍵（JWK）のファイル")


def run(args: argparse.Namespace) -> int:
    """0 all is well, 1 findings, 2 could not be done."""
    if args.verb == "check":
        return _check(args)
    if args.verb == "evidence":
        return _manage("evidence", args.processing_no, "--body", args.body, "--out", args.out)
    return _verify(args)


def _manage(*arguments: str, handed_in: str | None = None) -> int:
    command = [sys.executable, "-m", "sasae.deployment.manage", "intermediary", *arguments]
    run = subprocess.run(command, check=False, input=handed_in, text=True)  # noqa: S603 - our own program
    return run.returncode if run.returncode in (0, 1) else 2


def _verify(args: argparse.Namespace) -> int:
    """First the codes, which stand in exchange tables alone in all five databases; the rest is the service's own, and it
    keeps both for its page. Databases that cannot be looked into are no reason to leave the rest unverified."""
    import json

    import psycopg

    from sasae.deployment.code_search import search
    from sasae.deployment.home import Home

    asked = ["--json"] if args.json else []
    try:
        found = [each.as_dict() for each in search(Home.load())]
    except psycopg.Error as trouble:
        print(f"符号を探せません（データベースを調べられません）: {trouble}", file=sys.stderr)
        _manage("verify_exchange", *asked)
        return 2
    code = _manage("verify_exchange", *asked, "--codes", handed_in=json.dumps(found))
    if not found and not args.json and code != 2:
        print("符号は、情報連携の表のほかにありません。")
    return code


def _check(args: argparse.Namespace) -> int:
    from sasae.formats.evidence import check
    from sasae.kernel.findings import Severity

    try:
        text = args.file.read_text(encoding="utf-8")
        keys = {
            name: path.read_text(encoding="utf-8") if path else ""
            for name, path in (("core_key", args.core_key), ("platform_key", args.platform_key))
        }
    except (OSError, UnicodeDecodeError) as trouble:
        print(f"読めません: {trouble}", file=sys.stderr)
        return 2
    found = check(text, **keys)
    for each in found:
        print(f"{each.id} {each.at} {each.message}")
    wrong = any(each.severity is Severity.ERROR for each in found)
    print("誤りが見つかりました。" if wrong else "誤りは見つかりませんでした。")
    return 1 if wrong else 0
