"""The end of a key that opens what is sealed to a system: when nothing anywhere can be opened by it alone."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from sasae.deployment.home import SERVICES, Home
from sasae.deployment.rotation.listing import addressed_columns
from sasae.deployment.rotation.turning import SETTLED, CannotTurn, note, until_settled
from sasae.kernel import clock
from sasae.wire import sealing

TAKEN_OUT = ("portal", "intake")  # whose files lie on terminals, sealed as a whole to whom
ON_TERMINALS = "SELECT count(*), max(delete_by) FROM terminals_terminalfile WHERE state <> 'gone' AND taken_at <= %s"


def end_sealed(home: Home, system: str) -> str:
    """Forget every secret before that nothing rests on; what rests on one is said, and it stays. Raises CannotTurn."""
    before = sealing.before(home.pki_dir, system)
    if not before:
        return "前の鍵はありません"
    changed = datetime.fromtimestamp((home.pki_dir / system / "sealing.key").stat().st_mtime, clock.TOKYO)
    if clock.real_now() < changed + SETTLED:
        raise CannotTurn(
            f"前の鍵は残しました：替えてから1時間は、前の鍵に封じたものが届くことがあります（{changed + SETTLED:%H:%M}から消せます）"
        )
    outside = _on_terminals(home, changed) if system == TAKEN_OUT[1] else ""
    resting, stays = _resting(home, system, len(before))
    said, gone = [], []
    for place, secret in enumerate(before):
        name, rests = f"前の鍵（新しい方から{place + 1}番目）", resting[place]
        if rests or outside:
            said += [f"{name}は残しました：{line}" for line in [*_lines(rests, stays), *([outside] if outside else [])]]
        else:
            gone.append(secret)
            said.append(f"{name}を消しました")
    sealing.forget(home.pki_dir, system, gone)
    if len(gone) < len(before):
        if gone:
            note(home, "end sealing", system)
        raise CannotTurn("\n".join(said))
    return "\n".join(said)


def seal_anew(home: Home, system: str) -> int:
    """Every value of every service that may change, sealed to the system's present key. Returns how many. Raises CannotTurn."""
    lines = addressed_columns()
    holders = [one for one in SERVICES if any(line["anew"] and line["to"] == system and _is_of(line, one) for line in lines)]
    return sum(int(told["anew"]) for told in _asked(home, holders, "anew", system).values())


def _is_of(line: dict[str, Any], service: str) -> bool:
    return str(line["model"]).startswith(f"{service}_")


def _resting(home: Home, system: str, count: int) -> tuple[list[dict[str, int]], dict[str, str]]:
    found: list[dict[str, int]] = [{} for _ in range(count)]
    stays: dict[str, str] = {}
    for service, told in _asked(home, SERVICES, "count", system).items():
        stays |= told["stays"]
        for place, columns in told["resting"].items():
            found[int(place)] |= {f"{service} {column}": number for column, number in columns.items()}
    return found, stays


def _asked(home: Home, services: Sequence[str], verb: str, system: str) -> dict[str, dict[str, Any]]:
    """What each service says of its own values, asked side by side. Raises CannotTurn where one cannot say."""
    started = {
        service: subprocess.Popen(
            [sys.executable, "-m", "sasae.deployment.rotation.addressed", service, verb, system],
            env=home.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for service in services
    }  # fmt: skip
    ended = {service: (*asked.communicate(), asked.returncode) for service, asked in started.items()}
    for service, (_, trouble, code) in ended.items():
        if code:
            raise CannotTurn(f"{service} の値を確かめられないので、前の鍵は残しました：{trouble.strip().splitlines()[-1]}")
    return {service: dict(json.loads(said.splitlines()[-1])) for service, (said, _, _) in ended.items()}


def _lines(rests: dict[str, int], stays: dict[str, str]) -> list[str]:
    """One line a column: how many, and what must happen before they are gone."""
    lines = []
    for column, number in rests.items():
        why = stays.get(column.partition(" ")[2], "先に ./sasae keys anew sealing を行ってください")
        lines.append(f"{column} {number:,}件（{why}）")
    return lines


def _on_terminals(home: Home, until: datetime) -> str:
    """Files that were taken out before the key was replaced, and nobody has seen that they are gone."""
    with psycopg.connect(home.database(TAKEN_OUT[0], "owner").dsn) as owner:
        count, last = owner.execute(ON_TERMINALS, [until_settled(home, until)]).fetchone() or (0, None)
    return f"端末に取り出した申請ファイル {count:,}件（消去期限は遅いもので {last}。消去を確かめてください）" if count else ""
