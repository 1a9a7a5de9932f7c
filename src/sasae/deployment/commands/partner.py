"""`sasae partner request|check|admit|revoke|list`: other vendors' systems, from their first key to the end."""

import argparse
import sys
from pathlib import Path

from sasae.deployment import partners
from sasae.deployment.home import Home
from sasae.kernel import clock
from sasae.kernel.findings import Finding
from sasae.wire import admission, authority
from sasae.wire.identity import WrongName

NAME = "partner"
HELP = "連携先のシステムの登録：申込みを作る、確かめる、証明書を発行する、失効させる、一覧"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb a step."""
    steps = parser.add_subparsers(dest="step", required=True)
    request = steps.add_parser("request", help="連携先の機械で：鍵と申込み（CSR）を作る")
    request.add_argument("name", help="契約にあるシステムの名")
    request.add_argument("--out", default=".", metavar="DIR", help="鍵と申込みの置き場所（既定 いまの場所）")
    request.add_argument("--host", action="append", metavar="HOST", help="待ち受ける名かアドレス（くり返し可）")
    check = steps.add_parser("check", help="申込みを確かめ、指紋を示す（何も発行しない）")
    check.add_argument("file", help="申込み（…request.json）")
    admit = steps.add_parser("admit", help="認証局の機械で：証明書を発行し、署名の鍵を登録する。2回目からは更新")
    admit.add_argument("file", help="申込み（…request.json）")
    admit.add_argument("--fingerprint", required=True, help="相手から電話などで聞いた指紋")
    admit.add_argument("--endpoint", action="append", default=[], metavar="操作", help="認める操作（例 tax.incomes）")
    admit.add_argument("--all-endpoints", action="store_true", help="契約が認める操作のすべて")
    admit.add_argument("--out", required=True, metavar="DIR", help="連携先へ渡すものの置き場所")
    revoke = steps.add_parser("revoke", help="証明書と署名の鍵を失効させる。次の要求から拒まれる")
    revoke.add_argument("name", help="登録した名")
    for step in (admit, revoke):
        step.add_argument("--by", required=True, help="行う人")
        step.add_argument("--why", required=True, help="根拠（申込書や決裁の番号など）")
    steps.add_parser("list", help="登録した連携先と、これまでの記録")


def run(args: argparse.Namespace) -> int:
    """0 done, 1 not done for the findings printed, 2 unusable call."""
    try:
        return {"request": _request, "check": _check, "admit": _admit, "revoke": _revoke, "list": _list}[args.step](
            args
        )
    except partners.NotDone as refusal:
        return _say(refusal.findings)
    except (OSError, WrongName) as trouble:
        print(f"できません：{trouble}", file=sys.stderr)
        return 2


def _request(args: argparse.Namespace) -> int:
    place = admission.make(Path(args.out), args.name, args.host or authority.HOSTS)
    print(f"申込み：{place}\n指紋　：{admission.fingerprint(place.read_bytes())}")
    print("申込みを認証局の担当に送り、指紋は電話など別の方法で伝えてください。鍵（*.key）は送らないでください。")
    return 0


def _check(args: argparse.Namespace) -> int:
    content = Path(args.file).read_bytes()
    print(f"指紋：{admission.fingerprint(content)}")
    wanted, found = admission.check(content, now=clock.real_now())
    if wanted is None:
        return _say(found)
    print(f"名　：{wanted.name}\n待受：{'、'.join(wanted.hosts)}\n契約が認める操作：")
    for operation in partners.operations_of(wanted.name):
        print(f"  {operation.full_name:40} → {operation.callee}")
    return 0


def _admit(args: argparse.Namespace) -> int:
    home, content = Home.load(), Path(args.file).read_bytes()
    wanted, _ = admission.check(content, now=clock.real_now())
    endpoints = list(args.endpoint)
    if args.all_endpoints and wanted is not None:
        endpoints = [operation.full_name for operation in partners.operations_of(wanted.name)]
    out = partners.admit(
        home, content, endpoints, args.fingerprint, by=args.by, why=args.why, out=Path(args.out)
    )  # fmt: skip
    print(f"発行しました。{out} の中身を連携先へ渡してください（秘密のものは入っていません）。")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    count = partners.revoke(Home.load(), args.name, by=args.by, why=args.why)
    print(f"{args.name} の証明書{count}枚と署名の鍵を失効させました。すべてのシステムが、次の要求から拒みます。")
    return 0


def _list(args: argparse.Namespace) -> int:
    pki = Home.load().pki_dir
    until = dict(authority.expiry(pki)) if (pki / "ca.pem").exists() else {}
    for name, state in sorted(partners.states(pki).items()):
        ends = f"{until[name].astimezone(clock.TOKYO):%Y-%m-%d}まで" if name in until else ""
        print(f"{name:24} {partners.IN_WORDS[state]}　{ends if state != partners.REVOKED else ''}")
    for step in partners.record(pki):
        print(f"  {step.at}　{partners.IN_WORDS[step.what]}　{step.name}　{step.by}　{step.why}")
        for endpoint in step.detail.get("endpoints", []):
            print(f"      {endpoint}")
    line = partners.broken(pki)
    if line is not None:
        print(
            f"{partners.RECORD} の{line}行目が、前の行と続いていません。書き換えられたおそれがあります。",
            file=sys.stderr,
        )
        return 1
    return 0


def _say(findings: list[Finding]) -> int:
    for finding in findings:
        print(f"{finding.id} {finding.at}：{finding.message}" if finding.at else f"{finding.id}：{finding.message}")
    return 1
