"""`sasae town`: makes the synthetic city, writes it as JSON lines, or loads it into the simulators' database."""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from sasae.simulators.town import Town, build_town, export
from sasae.simulators.town.cast import CAST
from sasae.simulators.town.records import PARTS

NAME = "town"
HELP = "架空の町を作る（同じ人数と種なら同じ町）。集計、JSON Lines、または --load でシミュレーターに入れる"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Size, seed, and what to do with it."""
    parser.add_argument("--size", type=int, default=3000, help="転出者なども含む人数（既定 3000）")
    parser.add_argument("--seed", type=int, default=1, help="種（既定 1）")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--out", metavar="DIR", help="種類ごとに .jsonl を書く")
    where.add_argument("--json-lines", action="store_true", help="すべてを1行に1件のJSONで出力する")
    where.add_argument("--load", action="store_true", help="シミュレーターのデータベースに入れる")
    where.add_argument("--cast", action="store_true", help="実演の登場人物と番号をJSONで示す")
    parser.add_argument(
        "--replace", action="store_true", help="--load のとき、入っている町と置き換える"
    )


def run(args: argparse.Namespace) -> int:
    """0 done, 1 the database holds another town already, 2 the size is not a number of persons."""
    if args.size < 0:
        print("人数（--size）は0以上にしてください。", file=sys.stderr)
        return 2
    if args.load:
        return _load(args)
    if args.cast:
        _print_cast()
        return 0
    start = time.perf_counter()
    town = build_town(args.size, args.seed)
    seconds = time.perf_counter() - start
    if args.json_lines:
        for part in PARTS:
            for line in export.lines(town, part):
                print(f'{{"part":"{part}",{line[1:]}')
    elif args.out:
        for path in export.write(town, Path(args.out)):
            print(path)
    else:
        _print_figures(town, seconds)
    return 0


def _load(args: argparse.Namespace) -> int:
    """In a process of its own: it needs the simulators' settings."""
    command = [sys.executable, "-m", "sasae.deployment.manage", "simulators", "load_town"]
    command += ["--size", str(args.size), "--seed", str(args.seed), *(["--replace"] if args.replace else [])]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program, numbers as arguments


def _print_cast() -> None:
    for member in CAST.values():
        told = {
            "key": member.key,
            "name": member.name,
            "kana": member.kana,
            "birth_date": member.birth.isoformat(),
            "atena_no": member.atena_no,
            "individual_number": member.individual_number,
        }
        print(json.dumps(told, ensure_ascii=False))


def _print_figures(town: Town, seconds: float) -> None:
    households = len({person.household_no for person in town.persons})
    reasons = Counter(family.reason for family in town.families)
    print(f"人口 {len(town.persons):,}人　世帯 {households:,}　作成 {seconds:.1f}秒　SHA-256 {export.digest(town)}")
    print(f"ひとり親家庭 {len({family.applicant for family in town.families}):,}　児童 {len(town.families):,}")
    print("理由別の児童　" + "　".join(f"{reason}：{count:,}" for reason, count in sorted(reasons.items())))
    for part in PARTS:
        print(f"  {part:16}{len(getattr(town, part)):>10,}")
