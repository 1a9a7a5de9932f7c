"""The end of a key that signed the codes on certificates: when the last certificate it may have signed has run out."""

from datetime import date, datetime
from pathlib import Path

import psycopg

from sasae.deployment.home import Home
from sasae.deployment.keys import CERTIFICATE_KEYS
from sasae.deployment.rotation.turning import SETTLED, CannotTurn, note
from sasae.formats.certificate_code import SigningKeys
from sasae.kernel import clock

# By the moment a certificate was entered; one whose entry is not told any more counts as an old one.
PRINTED = """
    SELECT count(*), max(valid_to) FROM subsidy_certificates_certificate c WHERE valid_to >= %(day)s
    AND coalesce((SELECT min(pgh_created_at) FROM subsidy_certificates_certificate_event e WHERE e.pgh_obj_id = c.id) <= %(until)s,
        true)
"""


def end_codes(home: Home, system: str) -> str:
    """Forget every public key before whose certificates have all run out. Raises CannotTurn for those that stay."""
    path = home.path / "secrets" / CERTIFICATE_KEYS
    said, gone = [], []
    for name, until in replaced(path).items():
        if clock.real_now() < until + SETTLED:
            said.append(f"鍵 {name} は残しました：替えてから1時間は、前の鍵で署名した医療証が登録されることがあります")
        elif (printed := resting(home, until))[0]:
            said.append(f"鍵 {name} は残しました：期間の残る医療証が {printed[0]:,}通あります（最後は {printed[1]} まで）")
        else:
            gone.append(name)
            said.append(f"鍵 {name} を消しました。公表用のファイル（公開鍵・失効の一覧・検査のページ）を出し直してください")
    SigningKeys.forget(path, gone)
    if len(gone) < len(said):
        if gone:
            note(home, "end certificate_code", system)
        raise CannotTurn("\n".join(said))
    return "\n".join(said) or "前の鍵はありません"


def replaced(path: Path) -> dict[str, datetime]:
    """When each key before was replaced, oldest first. Where the file does not say, as late as can be."""
    changed = datetime.fromtimestamp(path.stat().st_mtime, clock.TOKYO)
    told = list(SigningKeys.read(path).former.items())
    return {
        name: next((each.retired for _, each in told[place:] if each.retired), changed) for place, (name, _) in enumerate(told)
    }


def resting(home: Home, until: datetime) -> tuple[int, date | None]:
    """How many certificates whose printed period still runs a key may have signed, and until when the last of them does.

    One made in a transaction that began before an earlier replacement may bear a later key: all the earlier ones count.
    """
    with psycopg.connect(home.database("subsidy", "owner").dsn) as owner:
        asked = {"day": _day(home), "until": until + SETTLED}
        count, last = owner.execute(PRINTED, asked).fetchone() or (0, None)
    return int(count), last


def _day(home: Home) -> date:
    """Today; in a demonstration, whose calendar is shifted, the earlier of the two days."""
    real = clock.real_now().date()
    shifted = home.calendar.read_text(encoding="ascii").strip() if home.calendar.exists() else ""
    return min(real, date.fromisoformat(shifted)) if shifted else real
