"""What is to be held of a certificate on a day."""

from dataclasses import dataclass
from datetime import date, datetime

from sasae.formats.certificate_code.revocations import Revocations
from sasae.formats.certificate_code.statement import Statement

WHY = {"2": "再交付により無効", "3": "喪失により無効", "4": "期限切れ", "5": "回収済"}


@dataclass(frozen=True)
class Verdict:
    """`good`: it can be used on this day, as far as was looked. `notes` say what was found and what was not looked at."""

    good: bool
    words: str
    notes: tuple[str, ...]


def judge(statement: Statement, on: date, revocations: Revocations | None, at: datetime) -> Verdict:
    """By period and by the list. Without a list, or with an old one, the verdict says that it was not looked at."""
    notes = []
    if revocations is None:
        notes.append("失効の一覧を見ていません。")
    elif revocations.fresh_until < at:
        notes.append(
            f"失効の一覧が古くなっています（{revocations.made_at:%Y-%m-%d %H:%M} 作成）。新しい一覧で確かめてください。"
        )
    void = revocations.void.get(statement.serial) if revocations else None
    if void is not None and void.since <= on:
        return Verdict(False, f"無効です（{WHY.get(void.state, '無効')}・{void.since} から）。", tuple(notes))
    if on < statement.since:
        return Verdict(False, f"まだ使えません（{statement.since} から）。", tuple(notes))
    if on > statement.until:
        return Verdict(False, f"有効期間が終わっています（{statement.until} まで）。", tuple(notes))
    return Verdict(True, "署名は正しく、有効期間の内です。", tuple(notes))
