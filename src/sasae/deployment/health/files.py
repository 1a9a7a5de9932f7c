"""The installation's folder: what is in it, who may read it, what runs out."""

import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sasae.deployment import demonstration as demo
from sasae.deployment import partners
from sasae.deployment.health.looks import Look, attention, well, wrong
from sasae.deployment.home import PARTNERS, SERVICES, SIMULATORS, Home
from sasae.deployment.keys import OTHER_CALLERS, RENEW_BEFORE
from sasae.kernel import clock
from sasae.wire import authority

SECRETS = (
    "secrets/*", "pki/ca*.key", "pki/*/tls.key", "pki/*/signing*.key", "pki/*/sealing.key", "bodies/*/key.pem",
    "bodies/*/passphrase",
)  # fmt: skip
SHOWN = 5
AHEAD = timedelta(minutes=5)  # a file this much newer than now: the clock has gone back


def folder(home: Home) -> Iterator[Look]:
    """Whether there is an installation at all, and whether others may look into it."""
    if not home.path.exists():
        yield attention(
            "設置場所",
            f"{home.path} はまだありません",
            "試すなら ./sasae demo、使うなら ./sasae up を実行すると作られます。",
        )
        return
    if not home.path.is_dir() or not os.access(home.path, os.R_OK | os.W_OK | os.X_OK):
        yield wrong(
            "設置場所", f"{home.path} に書けません", "SASAE_HOME を、この利用者が書けるフォルダーにしてください。"
        )
        return
    if home.path.stat().st_mode & 0o077:
        yield attention(
            "設置場所", f"{home.path} を他の利用者も開けます", f"chmod 700 {home.path} を実行してください。"
        )
    file = home.path / "sasae.toml"
    if file.exists():
        yield well("sasae.toml", f"読めます（{file}）")
    else:
        yield attention("sasae.toml", "ありません。初めの設定で動きます", "./sasae up を実行すると作られます。")


def clock_and_calendar(home: Home) -> Iterator[Look]:
    """The real clock, and whether the calendar is shifted for a demonstration."""
    now = clock.real_now()
    newest = max(
        (_changed(path) for path in (Path(__file__), home.logs_dir, home.run_dir) if path.exists()), default=now
    )
    if newest > now + AHEAD:
        yield wrong(
            "時計",
            f"{now:%Y-%m-%d %H:%M} ですが、それより新しいファイルがあります",
            "時計を合わせてください。証明書と署名の検査は時計によります。",
        )
    else:
        yield well("時計", f"{now:%Y-%m-%d %H:%M}（日本時間）")
    file, given = home.calendar, os.environ.get("SASAE_TODAY", "")
    if not file.exists() and not given:
        return
    said = given or file.read_text(encoding="ascii", errors="replace").strip()
    place = "SASAE_TODAY" if given else str(file)
    try:
        day = datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=clock.TOKYO)
    except ValueError:
        yield wrong("暦", f"{place} の「{said[:20]}」は日付ではありません", "2026-06-15 の形で書くか、消してください。")
        return
    yield attention("暦", f"{day:%Y-%m-%d} にずらしてあります（{place}）", "実際の業務では、この指定を消してください。")


def secrets(home: Home) -> Iterator[Look]:
    """Passwords and private keys: readable by their owner alone, and by us."""
    found = sorted(path for pattern in SECRETS for path in home.path.glob(pattern) if path.is_file())
    loose = [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]
    closed = [path for path in found if not os.access(path, os.R_OK)]
    if loose:
        yield wrong(
            "秘密のファイル",
            f"他の利用者が読めます：{_listed(home, loose)}",
            f"chmod 600 {' '.join(map(str, loose[:SHOWN]))} を実行してください。",
        )
    if closed:
        yield wrong(
            "秘密のファイル",
            f"この利用者が読めません：{_listed(home, closed)}",
            "設置した利用者で実行するか、所有者を直してください。",
        )
    if found and not loose and not closed:
        yield well("秘密のファイル", f"{len(found)}個すべてを所有者だけが読めます")


def certificates(home: Home) -> Iterator[Look]:
    """What has ended, what ends soon, what is missing."""
    if not (home.pki_dir / "ca.pem").exists():
        if home.path.exists():
            yield attention("証明書", "まだありません", "./sasae pki または ./sasae up を実行すると作られます。")
        return
    real = partners.states(home.pki_dir)
    now = clock.real_now()
    ends = [each for each in authority.expiry(home.pki_dir) if real.get(each[0]) != partners.REVOKED]
    over = [name for name, until in ends if until <= now]
    soon = [f"{name}（{until:%Y-%m-%d}）" for name, until in ends if now < until <= now + RENEW_BEFORE]
    missing = sorted({*SERVICES, *PARTNERS, *OTHER_CALLERS, SIMULATORS} - {name for name, _ in ends} - set(real))
    if over:
        yield wrong("証明書", f"期限が切れました：{'、'.join(over)}", "./sasae pki を実行してください。")
    if missing:
        yield wrong("証明書", f"ありません：{'、'.join(missing)}", "./sasae pki を実行してください。")
    if soon:
        yield attention(
            "証明書",
            f"まもなく切れます：{'、'.join(soon)}",
            "動いている間は自動で更新されます。止めているなら ./sasae pki を実行してください。"
            "連携先が持つ鍵の証明書は、連携先の申込み（./sasae partner）で更新します。",
        )
    if not over and not missing and not soon:
        name, until = ends[0]
        yield well(
            "証明書",
            f"{len(ends)}件すべて有効です（最初に切れるのは {name}、{until.astimezone(clock.TOKYO):%Y-%m-%d}）",
        )


def demonstration(home: Home) -> Iterator[Look]:
    """A demonstration's staff have passwords everybody knows."""
    if (home.path / demo.READY).exists():
        yield attention(
            "デモ", "公開されたパスワードの職員がいます", "実際の業務には、別の SASAE_HOME に新しく設置してください。"
        )


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, clock.TOKYO)


def _listed(home: Home, paths: list[Path]) -> str:
    more = f"ほか{len(paths) - SHOWN}個" if len(paths) > SHOWN else ""
    return "、".join(str(path.relative_to(home.path)) for path in paths[:SHOWN]) + more
