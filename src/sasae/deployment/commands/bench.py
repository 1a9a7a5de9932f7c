"""`sasae bench [question …] [--quick | --million]`: measures, writes bench/results/<question>.json, prints a table at the end."""

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from sasae.deployment.benchmark import large, load
from sasae.formats.tables import table

NAME = "bench"
HELP = "各部の速さと、規模に対する費用の伸びを、ほかの手段と並べて測る"
ROOT = Path(__file__).parents[4]
QUESTIONS = ROOT / "bench"
RESULTS = QUESTIONS / "results"
GRACE = 120  # seconds an interrupted question has to end what it started


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which questions, how thoroughly, where to."""
    parser.add_argument("questions", nargs="*", metavar="question", help=f"既定はすべて（{', '.join(names())}）")
    parser.add_argument(
        "--quick", action="store_true", help="最小の規模だけ。動くことを見るためのもので、数値は引用しない"
    )
    parser.add_argument(
        "--million", action="store_true", help="百万の規模も測る（あるものだけ。一つの計測に10分を超える）"
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        help="JSONの置き場所（既定 bench/results、--quick では bench/results/quick）",
    )


def run(args: argparse.Namespace) -> int:
    """0 all measured, 1 one could not be, 2 there is no such question."""
    if unknown := [name for name in args.questions if name not in names()]:
        print(f"「{'、'.join(unknown)}」という計測はありません。あるもの: {'、'.join(names())}", file=sys.stderr)
        return 2
    out = Path(args.out) if args.out else RESULTS / "quick" if args.quick else RESULTS
    out.mkdir(parents=True, exist_ok=True)
    results, failed = [], False
    for name in args.questions or names():
        result = _asked(name, quick=args.quick, million=args.million)
        if result is None:
            failed = True
            continue
        text = json.dumps(result, ensure_ascii=False, indent=1)
        (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        results.append(result)
    print("\n".join(report(result) for result in results))
    return 1 if failed else 0


def names() -> list[str]:
    """The questions there are."""
    return [path.stem for path in sorted(QUESTIONS.glob("*.py"))]


def _asked(name: str, *, quick: bool, million: bool) -> dict[str, Any] | None:
    """The result of one question, measured in a process of its own; None when it failed, which has then been said."""
    file = QUESTIONS / f"{name}.py"
    question = load(file)
    sizes = question.QUICK if quick else (*question.SIZES, *(large(question) if million else ()))
    print(
        f"計測しています：{question.TITLE}（{'・'.join(f'{size:,}' for size in sizes)}）", file=sys.stderr, flush=True
    )
    command = [sys.executable, "-m", "sasae.deployment.benchmark", str(file), *map(str, sizes)]
    # A session of its own: a terminal's Ctrl-C would reach it and what it started a second time, amid their clearing up.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    ) as process:
        try:
            output, _ = process.communicate()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait(GRACE)
            raise
    if process.returncode:
        print(f"計測できませんでした：{question.TITLE}", file=sys.stderr)
        return None
    # What a question imports may print; the result is the last line.
    result: dict[str, Any] = {"quick": quick, **json.loads(output.rstrip().rpartition("\n")[2])}
    return result


def report(result: dict[str, Any]) -> str:
    """One question's table."""
    unit = result["unit"]
    rates = [f"{unit}/秒", f"比較対象 {unit}/秒", "比"] if unit else []
    rows = []
    for run in result["runs"]:
        row = [run["what"], f"{run['size']:,}", f"{run['seconds']:,.3f}"]
        if unit:
            ours, theirs = run["rate"], run["alternative_rate"]
            row += [_figure(ours), "なし" if theirs is None else _figure(theirs)]
            row.append("" if theirs is None else f"{ours / theirs:.2f}倍")
        rows.append([*row, _besides(run)])
    heading = ["計測したもの", "大きさ", "秒", *rates, "ほか"]
    lines = [f"■ {result['title']}", f"  比較対象：{result['alternative']}"]
    lines.append(table(heading, rows, right=range(1, len(heading) - 1)).rstrip())
    for what, exponent in result["growth"].items():
        if exponent is not None:
            lines.append(f"  {what}：秒は大きさの {exponent:.2f} 乗で増えます")
    machine = result["machine"]
    lines.append(f"  {result['date']}　{machine['cores']}コア　Python {result['python']}")
    return "\n".join(lines) + "\n"


_COLUMNS = {"what", "size", "seconds", "rate", "alternative_size", "alternative_seconds", "alternative_rate"}


def _besides(run: dict[str, Any]) -> str:
    said = [f"{name} {value}" for name, value in run.items() if name not in _COLUMNS and value is not None]
    if run["alternative_size"] not in (None, run["size"]):
        said.append(f"比較対象は{run['alternative_size']:,}で計測")
    return "、".join(said)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"
