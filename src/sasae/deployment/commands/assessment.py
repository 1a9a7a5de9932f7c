"""`sasae assessment [pack|ordered|check]`: which clauses of the privacy assessment are true of this installation today, and why not.

`pack` writes what a year's evaluation needs into a folder, `ordered` makes the one somebody asks for on screen; `check` looks whether such a folder is as it was written.
"""

import argparse
import json
import subprocess
import sys

from sasae.deployment.home import Home

NAME = "assessment"
HELP = "特定個人情報保護評価書の条項が、いまこの設置で満たされているかを調べる"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For people or for programs; and whether the result is kept for the page."""
    parser.add_argument(
        "verb", nargs="?", choices=["pack", "ordered", "check"],
        help="pack：年次の評価一式を書き出す　ordered：画面で求められた一式を作る　check：一式を点検する",
    )
    parser.add_argument("folder", nargs="?", help="check：点検するフォルダー")
    parser.add_argument("--out", help="pack：書き出す先（新しいフォルダー）")
    parser.add_argument("--against", help="pack：比べる前回の一式（指定しなければ、評価書そのものと比べる）")
    parser.add_argument("--key", default="", help="check：署名した設置の公開鍵（目録の public_key）")
    parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")
    parser.add_argument("--all", action="store_true", help="満たしている条項も、証拠とともに示す")
    parser.add_argument("--columns", action="store_true", help="評価書になく区分もない列（別添１との違い）を並べる")
    parser.add_argument("--keep", action="store_true", help="結果を医療費助成システムに記録する（画面に出る）")


def run(args: argparse.Namespace) -> int:
    """0 no clause is found untrue, 1 one is untrue or cannot be looked at, 2 the result could not be kept."""
    from sasae.deployment.assessment.judging import State
    from sasae.deployment.assessment.today import as_kept, assess
    from sasae.kernel import clock

    if args.verb:
        from sasae.deployment.assessment.pack import running

        return int(getattr(running, args.verb)(args))
    if args.columns:
        return _columns()
    now = clock.now()
    judged = assess(Home.load(), now)
    kept = as_kept(judged, now)
    if args.json:
        print(json.dumps(kept, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(kept, everything=args.all)))
    if args.keep and not _keep(json.dumps(kept)):
        return 2
    return 1 if any(one.state in (State.FALSE, State.UNKNOWN) for one in judged) else 0


def lines(kept: "dict[str, object]", *, everything: bool) -> list[str]:
    """The result as a person reads it: what is not true first by its reason, then the counts."""
    from sasae.deployment.assessment.judging import WORDS, State

    said: list[str] = []
    for one in kept["clauses"]:  # type: ignore[attr-defined]
        if one["state"] == State.TRUE and not everything:
            continue
        said.append(f"{WORDS[State(one['state'])]}　{one['id']} {one['title']}")
        said += [f"      → {why}" for why in one["why"]]
        if everything:
            said += [f"      ・ {each}" for each in one["evidence"]]
            said += [f"      ・ テスト {len(one['tests'])}件"]
    said += ["", *(f"評価書の矛盾：{each}" for each in kept["contradictions"])]  # type: ignore[attr-defined]
    counts = [f"{WORDS[State(state)]} {count}" for state, count in kept["counts"].items()]  # type: ignore[attr-defined]
    return [*said, "、".join(counts)]


def _columns() -> int:
    """0 every column of the databases that answer has its class, 1 some has not."""
    from sasae.deployment.assessment.columns import UNCLASSED, columns_of
    from sasae.deployment.assessment.looking import Look
    from sasae.deployment.assessment.today import databases
    from sasae.kernel import clock

    home = Home.load()
    with databases(home) as found:
        look = Look(home, clock.now(), found)
        bare = [one for system in found for one in columns_of(look, system) if one.kind == UNCLASSED]
    print("\n".join([*(f"{one.place}　{one.words}" for one in bare), f"区分のない列 {len(bare)}件"]))
    return int(bool(bare))


def _keep(text: str) -> bool:
    command = [sys.executable, "-m", "sasae.deployment.manage", "subsidy", "keep_assessment"]
    return subprocess.run(command, check=False, input=text, text=True, stdout=sys.stderr).returncode == 0  # noqa: S603 - our own program
