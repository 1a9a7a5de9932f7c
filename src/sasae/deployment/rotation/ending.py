"""The end of a key that was replaced: only when nothing rests on it any more, or when it must end at once."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from sasae.deployment.home import FORMER, SIMULATORS, Home
from sasae.deployment.rotation.ending_codes import end_codes
from sasae.deployment.rotation.ending_derived import end_derived
from sasae.deployment.rotation.ending_sealed import end_sealed
from sasae.deployment.rotation.turning import SETTLED, CannotTurn, note
from sasae.foundation.sealing import KeyRing, begins_with
from sasae.kernel import clock
from sasae.wire import authority, changing_authority

_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    AND format_type(a.atttypid, NULL) IN ('bytea', 'text', 'character varying', 'json', 'jsonb') ORDER BY 1, 2
"""


def end_tls(home: Home, system: str) -> str:
    """Revoke every certificate of the system but the present one."""
    if system == SIMULATORS:
        raise CannotTurn("シミュレーターの証明書は、この命令では失効させません。")
    present = authority.present_serial(home.pki_dir, system)
    count = authority.revoke_serials(home.pki_dir, authority.serials(home.pki_dir, system) - {present})
    return f"前の証明書 {count}枚を失効させました"


def end_web(home: Home, system: str) -> str:
    """Forget the SECRET_KEYs before: who logged in under one must log in again."""
    path = home.path / "secrets" / f"django-{system}{FORMER}"
    count = len(home.former_secrets(f"django-{system}"))
    path.unlink(missing_ok=True)
    return f"前の秘密 {count}件を消しました"


def end_data(home: Home, system: str) -> str:
    """Forget every key but the current one that no column rests on; what still rests on one is said, and it stays."""
    path = home.path / "secrets" / f"{system}.keys.json"
    ring = KeyRing.read(path)
    said = []
    for name in ring.names:
        if name == ring.current:
            continue
        resting = resting_on(home, system, name)
        if early := _too_early(path, name):
            said.append(f"鍵 {name} は残しました：{early}")
        elif resting:
            where = "、".join(f"{place} {count:,}件" for place, count in list(resting.items())[:3])
            said.append(f"鍵 {name} は残しました：{where}{' ほか' if len(resting) > 3 else ''}")
        else:
            KeyRing.forget(path, name)
            said.append(f"鍵 {name} を消しました")
    return "\n".join(said) or "前の鍵はありません"


def resting_on(home: Home, system: str, name: str) -> dict[str, int]:
    """How many values of each column were encrypted with a key; every column that could hold one is looked at.

    A ciphertext begins with its key's name; in a text it stands as base64, in JSON somewhere inside.
    """
    found = {}
    with psycopg.connect(home.database(system, "owner").dsn) as owner:
        for table, column, kind in owner.execute(_COLUMNS).fetchall():
            test, sought = _sought(kind, name)
            query = sql.SQL("SELECT count(*) FROM public.{} WHERE ").format(sql.Identifier(table)) + sql.SQL(test).format(
                sql.Identifier(column), sql.Literal(sought)
            )
            row = owner.execute(query).fetchone()
            if row and row[0]:
                found[f"{table}.{column}"] = int(row[0])
    return found


def _sought(kind: str, name: str) -> tuple[LiteralString, str | bytes]:
    if kind == "bytea":
        return "substring({} from 1 for 4) = {}", name.encode()
    begins = begins_with(name)
    return ("{}::text LIKE {}", f'%"{begins}%') if kind.startswith("json") else ("{}::text LIKE {}", f"{begins}%")


def end_index(home: Home, system: str) -> str:
    """Forget the index keys before, once every fingerprint of the service is the present key's: looked at again, one by one.

    Raises CannotTurn.
    """
    path = home.path / "secrets" / f"{system}.keys.json"
    if "" not in KeyRing.retired(path):
        return "前の索引の鍵はありません"
    if early := _too_early(path, ""):
        raise CannotTurn(f"前の索引の鍵は残しました：{early}")
    if not anew(home, "index", system):
        raise CannotTurn("前の索引の鍵は残しました：新しい鍵にならない行があります。")
    return f"前の索引の鍵 {KeyRing.forget_index(path)}個を消しました"


def anew(home: Home, kind: str, system: str) -> bool:
    """Have every value of a service made anew under the present key, as the owner of its database. False: some are left."""
    command = [sys.executable, "-m", "sasae.deployment.rotation.anew", system, kind]
    return subprocess.run(command, env=home.environment, check=False).returncode == 0


def _too_early(path: Path, name: str) -> str:
    """Why a key must stay for now, in Japanese: what was made under it may still be on its way into the database."""
    at = KeyRing.retired(path).get(name) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    until = at + SETTLED
    if clock.real_now() >= until:
        return ""
    return f"替えてから1時間は、前の鍵の値が書かれることがあります（{until.astimezone(clock.TOKYO):%H:%M}から消せます）"


def authority_anew(home: Home) -> str:
    """Every certificate by the authority that was introduced. What was done, in Japanese. Raises CannotTurn."""
    try:
        names = changing_authority.take_over(home.pki_dir)
    except changing_authority.NotNow as early:
        raise CannotTurn("新しい認証局がありません。先に ./sasae keys turn authority を行ってください。") from early
    elsewhere = [name for name in names if not (home.pki_dir / name / "tls.key").exists()]
    said = f"証明書 {len(names)}枚を新しい認証局で出し直しました"
    return f"{said}。{'、'.join(elsewhere)} に、新しい tls.pem を渡してください" if elsewhere else said


def end_authority(home: Home, _system: str) -> str:
    """Trust the present authority alone. Raises CannotTurn."""
    try:
        changing_authority.leave(home.pki_dir)
    except changing_authority.NotNow as early:
        waiting = f"前の認証局の証明書を使っているもの：{'、'.join(early.names)}。" if early.names else "終わらせる認証局がありません。"
        raise CannotTurn(f"{waiting}先に ./sasae keys anew authority を行ってください。") from early
    return "前の認証局を信じなくなりました。ca.pem と ca.crl を、ほかの機械と連携先に配り直してください"


ENDS = {
    "tls": end_tls, "sealing": end_sealed, "data": end_data, "index": end_index, "certificate_code": end_codes,
    "derived": end_derived, "web": end_web, "authority": end_authority,
}  # fmt: skip


def end(home: Home, kind: str, system: str) -> str:
    """Do it, note it; what happened, in Japanese. Raises CannotTurn."""
    said = ENDS[kind](home, system)
    note(home, f"end {kind}", system)
    return said

