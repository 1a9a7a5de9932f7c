"""`sasae sbom`: the parts of this installation as CycloneDX, and which of them a list of known vulnerabilities names."""

import argparse
import json
import sys
import uuid
from pathlib import Path

from sasae.deployment.parts.bill import bill
from sasae.deployment.parts.installed import ourselves, parts
from sasae.deployment.parts.known import CannotRead, hits, records
from sasae.kernel import clock

NAME = "sbom"
HELP = "部品表（CycloneDX 1.6 の JSON）を出力する。--audit で、OSV 形式のファイルにある脆弱性と照らす"
ROOT = Path(__file__).parents[4]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and what to compare with."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="部品表を書くファイル（なければ画面に出力する）")
    parser.add_argument("--audit", type=Path, metavar="FILE", help="OSV 形式の JSON か ZIP。通信はしない")


def run(args: argparse.Namespace) -> int:
    """0 written, nothing known is wrong; 1 a part is named as vulnerable; 2 the file cannot be read."""
    found = parts(ROOT / "requirements")
    if args.audit is None or args.out is not None:
        text = json.dumps(bill(found, *ourselves(ROOT), clock.real_now(), uuid.uuid4()), ensure_ascii=False, indent=1)
        if args.out is None:
            print(text)
            return 0
        args.out.write_text(f"{text}\n", encoding="utf-8")
        print(f"{args.out}：部品 {len(found)}個")
    if args.audit is None:
        return 0
    try:
        known = records(args.audit)
    except CannotRead as refusal:
        print(refusal, file=sys.stderr)
        return 2
    wrong = hits(found, known)
    for hit in wrong:
        mended = f"。直った版：{'・'.join(hit.mended_in)}" if hit.mended_in else "。直った版はまだない"
        where = "" if hit.part.running else "（試験だけに使う部品）"
        print(f"{hit.part.name} {hit.part.version}{where}：{hit.id} {hit.summary}{mended}")
    unpinned = [part.name for part in found if not part.hashes]
    if unpinned:
        print(f"requirements にない部品（版を確かめていない）：{'、'.join(unpinned)}")
    print(f"部品 {len(found)}個を記録 {len(known):,}件と照らし、該当 {len(wrong)}件")
    return 1 if wrong else 0

