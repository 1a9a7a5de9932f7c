"""The end of a key that was derived for one purpose from an index key before, and is kept where nothing can be made anew.

What stands on paper or with another system cannot change, so the derived key stays as long as something of that time is held.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import LiteralString

import psycopg

from sasae.deployment.home import Home
from sasae.deployment.rotation.turning import KEPT, SETTLED, CannotTurn, note, until_settled
from sasae.foundation.sealing import KeyRing
from sasae.kernel import clock


@dataclass(frozen=True)
class Use:
    """What a purpose's fingerprints are on: how many made until a moment are still needed, and when the last of them was."""

    what: str
    query: LiteralString
    over: str  # when the last of them is over


USES = {
    "receipt_code": Use(
        "確認番号を印刷した受付票の申請",
        "SELECT count(*), max(received_at) FROM portal_submissions_submission WHERE received_at <= %s",
        "処理が終わり、申請機能の保存期間が過ぎて消えるまで",
    ),
    "cosigner": Use(
        "連名の署名を待つ申請のカードの印",
        "SELECT count(*), max(signed_at) FROM portal_submissions_cosignature WHERE signed_at <= %s",
        "申請が送られるか、署名されないまま消えるまで",
    ),
    "comparison": Use(
        "登録の知らせを待つ引渡し",
        "SELECT count(*), max(published_at) FROM intake_handover_publication WHERE acknowledged_at IS NULL AND published_at <= %s",
        "業務システムが登録を知らせるか、申請が保存期間を過ぎて消えるまで",
    ),
    "provisions": Use(
        "送った副本の照合値",
        "SELECT count(*), max(r.started_at) FROM linkage_provisions_providedcopy c JOIN linkage_provisions_provisionrun r"
        " ON r.id = c.seen_run WHERE NOT c.withdrawn AND r.started_at <= %s",
        "次の提供で照合値が作り直されるまで",
    ),
}


def end_derived(home: Home, system: str) -> str:
    """Forget what is kept and needed no more, purpose by purpose. Raises CannotTurn for what stays."""
    path = home.path / "secrets" / f"{system}.keys.json"
    said, stays = [], False
    for purpose in KEPT[system]:
        kept = replaced(path, purpose)
        needed = [_needed(home, system, USES[purpose], at) for at in kept]
        left = len(needed) - next((place for place, why in enumerate(reversed(needed)) if why), len(needed))
        said += [f"{purpose} の前の鍵（{at:%Y-%m-%d}まで）は残しました：{why}" for at, why in zip(kept, needed, strict=True) if why]
        if left < len(kept):
            KeyRing.forget_kept(path, purpose, left)
            note(home, f"end derived {purpose}", system)
            said.append(f"{purpose} の前の鍵 {len(kept) - left}個を消しました")
        stays = stays or left > 0
    if stays:
        raise CannotTurn("\n".join(said))
    return "\n".join(said) or "前の鍵はありません"


def replaced(path: Path, purpose: str) -> list[datetime]:
    """When each key kept for a purpose was replaced, newest first. Where the file does not say, as late as can be."""
    latest = datetime.fromtimestamp(path.stat().st_mtime, clock.TOKYO)
    told = []
    for at in KeyRing.kept(path, purpose):
        latest = at or latest
        told.append(latest)
    return told


def _needed(home: Home, system: str, use: Use, at: datetime) -> str:
    """Why a key must stay, in Japanese; empty where it need not."""
    if clock.real_now() < at + SETTLED:
        return f"替えてから1時間は、前の鍵の値が書かれることがあります（{at + SETTLED:%H:%M}から消せます）"
    with psycopg.connect(home.database(system, "owner").dsn) as owner:
        count, last = owner.execute(use.query, [until_settled(home, at)]).fetchone() or (0, None)
    if not count:
        return ""
    return f"{use.what}が {count:,}件あります（最後は {last.astimezone(clock.TOKYO):%Y-%m-%d}。{use.over}）"
