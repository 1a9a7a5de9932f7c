"""`sasae conformance keys|callee|caller`: for the developers of other systems, before they go live."""

import argparse
import json
import sys
import time
from pathlib import Path

from sasae.contracts.catalog import OPERATIONS, answered_by
from sasae.deployment.conformance.report import Check, good, text

NAME = "conformance"
HELP = "適合の検査：連携先のシステムが契約のとおりに答えるか（callee）、呼び出すか（caller）を調べる"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is looked at."""
    kinds = parser.add_subparsers(dest="kind", required=True)
    keys = kinds.add_parser("keys", help="検査のための認証局と、連携先・相手すべての鍵を作る")
    keys.add_argument("pki", metavar="DIR", help="置き場所（新しいフォルダー）")
    callee = kinds.add_parser("callee", help="答える側：こちらが相手の役をして、正しい要求と誤った要求を送る")
    callee.add_argument("url", help="連携先の宛先（https://HOST:PORT）")
    callee.add_argument("--operation", default="", metavar="操作", help="1つの操作だけ（例 tax.incomes）")
    caller = kinds.add_parser("caller", help="呼び出す側：この機械で待ち受け、届いた要求を調べる")
    caller.add_argument("--port", type=int, default=0, help="待ち受けるポート（既定 空いているもの）")
    caller.add_argument("--seconds", type=float, default=60, help="待つ秒数（既定 60）")
    for each in (keys, callee, caller):
        each.add_argument("--as", dest="name", required=True, metavar="名", help="検査する連携先の、契約にある名")
    for each in (callee, caller):
        each.add_argument("--pki", required=True, metavar="DIR", help="keys で作ったフォルダー")
        each.add_argument("--json", metavar="FILE", help="結果を機械で読む形でも書く")


def run(args: argparse.Namespace) -> int:
    """0 conforms, 1 does not, 2 unusable call."""
    if not any(args.name == operation.callee or args.name in operation.callers for operation in OPERATIONS):
        print(f"「{args.name}」は、どの契約にもない名です。", file=sys.stderr)
        return 2
    if args.kind == "keys":
        return _keys(args)
    if not (Path(args.pki) / "ca.pem").exists():
        print(f"{args.pki} に鍵がありません。sasae conformance keys で作ってください。", file=sys.stderr)
        return 2
    return _callee(args) if args.kind == "callee" else _caller(args)


def _keys(args: argparse.Namespace) -> int:
    from sasae.wire import authority

    pki = Path(args.pki)
    if (pki / "ca.pem").exists():
        print(f"{pki} には、もう鍵があります。新しいフォルダーを指定してください。", file=sys.stderr)
        return 2
    authority.create_authority(pki)
    names = {name for operation in OPERATIONS for name in (operation.callee, *operation.callers)} | {args.name}
    for name in sorted(names):
        authority.issue(pki, name)
    print(
        f"検査用の鍵を作りました：{pki}\n連携先は {pki}/{args.name}/ の鍵と、ca.pem・ca.crl・directory.json を使ってください。"
    )
    print("検査だけに使い、本番には使わないでください。")
    return 0


def _callee(args: argparse.Namespace) -> int:
    from sasae.deployment.conformance.asking import Asking

    if not answered_by(args.name):
        print(
            f"「{args.name}」が答える操作は契約にありません。呼び出す側の検査（caller）をしてください。",
            file=sys.stderr,
        )
        return 2
    return _report(args, list(Asking(args.name, args.url, Path(args.pki)).checks(args.operation)))


def _caller(args: argparse.Namespace) -> int:
    from sasae.deployment.conformance.listening import listen

    if not any(args.name in operation.callers for operation in OPERATIONS):
        print(
            f"「{args.name}」が呼び出す操作は契約にありません。答える側の検査（callee）をしてください。",
            file=sys.stderr,
        )
        return 2
    with listen(args.name, Path(args.pki), args.port) as (heard, address):
        print(f"{address} で待っています（{args.seconds:.0f}秒）。この宛先に要求を送ってください。", flush=True)
        time.sleep(args.seconds)
        checks = heard.checks()
    return _report(args, checks)


def _report(args: argparse.Namespace, checks: list[Check]) -> int:
    print(text(args.name, checks))
    if args.json:
        told = {"name": args.name, "conforms": good(checks), "checks": [check.as_dict() for check in checks]}
        Path(args.json).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if good(checks) else 1
