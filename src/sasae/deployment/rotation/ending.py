"""The end of a key that was replaced: only when nothing rests on it any more, or when it must end at once."""

import base64
from typing import LiteralString

import psycopg
from psycopg import sql

from sasae.deployment.home import FORMER, SIMULATORS, Home
from sasae.deployment.rotation.turning import CannotTurn, note
from sasae.foundation.sealing import KeyRing
from sasae.wire import authority

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
        if resting:
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
    begins = base64.b64encode(name.encode() + b"\0\0").decode()[:5]  # what follows the name decides the signs after these
    return ("{}::text LIKE {}", f'%"{begins}%') if kind.startswith("json") else ("{}::text LIKE {}", f"{begins}%")


ENDS = {"tls": end_tls, "web": end_web, "data": end_data}


def end(home: Home, kind: str, system: str) -> str:
    """Do it, note it; what happened, in Japanese. Raises CannotTurn."""
    said = ENDS[kind](home, system)
    note(home, f"end {kind}", system)
    return said

