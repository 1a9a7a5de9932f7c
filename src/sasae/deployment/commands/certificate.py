"""`sasae certificate verify FILE|TEXT` checks the code on a certificate, read by a scanner or from a photograph or a PDF of
it, without a network and without a database."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from sasae.deployment.home import Home
from sasae.formats import certificate_code as code
from sasae.formats.certificate_picture import NoCode, code_in
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date, to_wareki

NAME = "certificate"
HELP = "医療証のQRコードを、読んだ文字・写真・PDFから検査する（署名・有効期間・失効の一覧）"
KEYS, REVOCATIONS = "certificate-keys.json", "certificate-revocations.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs and options of the command."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify")
    verify = verbs.add_parser("verify", help="符号を検査する（終了コード 0：使える、1：使えない、2：読めない）")
    verify.add_argument(
        "text",
        metavar="FILE|TEXT",
        help="QRコードから読んだ文字、またはその文字の入ったファイル、医療証の写真かPDF（- は標準入力の文字）",
    )
    verify.add_argument("--keys", type=Path, help=f"公開鍵のファイル（初めは published/{KEYS}）")
    verify.add_argument("--revocations", type=Path, help=f"失効の一覧（初めは published/{REVOCATIONS}）")
    verify.add_argument("--on", metavar="DATE", help="この日に使えるか（初めは今日）")
    verify.add_argument("--json", action="store_true", help="JSONで出力する")


def run(args: argparse.Namespace) -> int:
    """0 it can be used, 1 it cannot, 2 nothing that could be read."""
    try:
        keys = code.PublicKeys.parse((args.keys or _published(KEYS)).read_bytes())
        revocations = _revocations(args, keys)
        on = parse_date(args.on) if args.on else clock.today()
        text = _text(args.text)
    except NoCode as none:
        _say_no_code(none, as_json=args.json)
        return 2
    except (OSError, ValueError) as unusable:
        print(unusable, file=sys.stderr)
        return 2
    try:
        found = code.read(text, keys)
    except code.BadCode as bad:
        print(json.dumps({"good": False, "words": str(bad)}, ensure_ascii=False) if args.json else f"× {bad}")
        return 1
    verdict = code.judge(found.statement, on, revocations, clock.now())
    _report(found.statement, verdict, on, as_json=args.json)
    return 0 if verdict.good else 1


def _published(name: str) -> Path:
    return Path(Home.load().path) / "published" / name


def _revocations(args: argparse.Namespace, keys: code.PublicKeys) -> code.Revocations | None:
    """The list that was named, or the published one when there is one."""
    path = args.revocations
    if path is None and args.keys is None:
        path = _published(REVOCATIONS)
        if not path.exists():
            return None
    return code.read_list(path.read_bytes(), keys) if path else None


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if given.strip().upper().startswith("SASAE1."):
        return given
    content = Path(given).read_bytes()
    return content.decode("ascii") if content.isascii() and b"%PDF-" not in content[:1024] else code_in(content)


def _say_no_code(none: NoCode, *, as_json: bool) -> None:
    if as_json:
        found = [finding.as_dict() for finding in none.findings]
        print(json.dumps({"good": False, "words": str(none), "findings": found}, ensure_ascii=False))
    else:
        print(none, file=sys.stderr)


def _report(claim: code.Statement, verdict: code.Verdict, on: date, *, as_json: bool) -> None:
    told = {
        "payer_number": claim.payer, "recipient_number": claim.recipient, "valid_from": claim.since.isoformat(),
        "valid_to": claim.until.isoformat(), "kind": claim.kind, "serial": claim.serial,
    }  # fmt: skip
    if as_json:
        whole = {**told, "on": on.isoformat(), "good": verdict.good, "words": verdict.words, "notes": verdict.notes}
        print(json.dumps(whole, ensure_ascii=False))
        return
    print(f"{'○' if verdict.good else '×'} {verdict.words}")
    print(f"医療証番号　　：{claim.serial}\n公費負担者番号：{claim.payer}\n受給者番号　　：{claim.recipient}")
    print(f"有効期間　　　：{to_wareki(claim.since)}～{to_wareki(claim.until)}")
    for note in verdict.notes:
        print(f"注意：{note}")
