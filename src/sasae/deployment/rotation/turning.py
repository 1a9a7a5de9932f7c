"""Replacing keys while everything runs: new material is made, what was made under the old one stays readable."""

import getpass
import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from sasae.deployment import database, partners
from sasae.deployment.database_place import DatabasePlace
from sasae.deployment.home import DATABASES, FORMER, ROLES, SERVICES, SIMULATORS, Home
from sasae.deployment.keys import CERTIFICATE_KEYS
from sasae.deployment.rotation import announcing
from sasae.deployment.rotation.listing import NEXT
from sasae.formats.certificate_code import SigningKeys
from sasae.kernel import clock
from sasae.kernel.whole_files import replace_whole
from sasae.wire import authority, changing_authority, renewing, sealing

RECORD = "rotations.jsonl"  # in pki/: what was replaced when, and by which user of the machine
# What was made under a key before it was replaced has come to rest by then, or never comes: no transaction is that long.
SETTLED = timedelta(hours=1)
# Purposes of fingerprints of which nothing is kept that could be computed anew: codes on paper, marks of what is elsewhere.
KEPT = {"linkage": ("provisions",), "portal": ("receipt_code", "cosigner"), "intake": ("comparison",)}


def until_settled(home: Home, at: datetime) -> datetime:
    """Until when rows may rest on a key that was replaced at a moment; in a demonstration, whose days are shifted, any may."""
    return clock.real_now() + timedelta(days=36_525) if home.calendar.exists() else at + SETTLED


class CannotTurn(RuntimeError):
    """It is not replaced; the text says why, in Japanese."""


def tls(home: Home, system: str) -> None:
    """Another key and certificate; the next connection uses them. The one before ends by its day, or by `ended_tls`."""
    if system == SIMULATORS:
        partners.issue_simulators(home)
    else:
        authority.issue(home.pki_dir, system, hosts=[*authority.HOSTS, *home.settings.get("hosts", [])])


def signing(home: Home, system: str) -> None:
    """Another key to sign requests and seals with. Raises CannotTurn."""
    if system == announcing.SYSTEM:
        _announced(home)
        return
    renewing.renew_signing_key(home.pki_dir, system)


def _announced(home: Home) -> None:
    """The one answers are signed with: the network core distributes it first. Raises CannotTurn."""
    try:
        done = announcing.replace(home)
    except psycopg.Error as trouble:
        raise CannotTurn(f"中間サーバーのデータベースを読めません：{trouble}") from trouble
    if not done:
        raise CannotTurn(
            "次の鍵がコアシステムから配られなかったので、取りやめました。中間サーバーとコアシステムがつながっていることを確かめて、"
            "もう一度実行してください。今の鍵で署名し続けています。"
        )


def sealed(home: Home, system: str) -> None:
    """Another key to be sealed to; what was sealed to the one before still opens."""
    sealing.renew(home.pki_dir, system)


def data(home: Home, system: str) -> None:
    """Another key to encrypt columns with; the ones before go on opening."""
    from sasae.foundation.sealing import KeyRing

    KeyRing.renew(home.path / "secrets" / f"{system}.keys.json", now=clock.real_now())


def index(home: Home, system: str) -> None:
    """Another key for the blind index; look-ups find what stands under those before too, until they end."""
    from sasae.foundation.sealing import KeyRing

    path = home.path / "secrets" / f"{system}.keys.json"
    KeyRing.renew_index(path, keep=KEPT.get(system, ()), now=clock.real_now())


def certificate_code(home: Home, system: str) -> None:
    """Another key to sign the code on certificates with; of those before the public parts stay published."""
    SigningKeys.renew(home.path / "secrets" / CERTIFICATE_KEYS, now=clock.real_now())


def web(home: Home, system: str) -> None:
    """Another SECRET_KEY; the ones before still count (SECRET_KEY_FALLBACKS). In use once the processes read it again."""
    name = f"django-{system}"
    before = [home.secret(name), *home.former_secrets(name)]
    _put(home.path / "secrets" / f"{name}{FORMER}", "\n".join(before))
    _put(home.path / "secrets" / name, secrets.token_urlsafe(48))


def passwords(home: Home, system: str) -> None:
    """Other passwords for the roles of a system's database. Open connections live on. Raises CannotTurn."""
    for role in ROLES:
        place = home.database(system, role)
        _change(home, f"database-{system}-{role}", partial(_dsn_of, place))


def superuser(home: Home, system: str) -> None:
    """Another password for the embedded server's own administrator. Raises CannotTurn."""
    if not home.embedded:
        raise CannotTurn("内蔵のデータベースを使っていません。")
    server = database.of_home(home)
    _change(home, "database-superuser", lambda password: replace(server, password=password).superuser_dsn())


def another_authority(home: Home, system: str) -> None:
    """Another authority, trusted beside the present one; `anew` lets it issue, `end` ends the one before. Raises CannotTurn."""
    try:
        changing_authority.introduce(home.pki_dir)
    except changing_authority.NotNow as early:
        raise CannotTurn("前の交替が終わっていません。./sasae keys anew authority、続けて end authority を行ってください。") from early


def _dsn_of(place: DatabasePlace, password: str) -> str:
    return replace(place, password=password).dsn


def _change(home: Home, name: str, dsn: Callable[[str], str]) -> None:
    """The role changes its own password. Killed between server and file, the next call goes on from the file beside."""
    file, coming = home.path / "secrets" / name, home.path / "secrets" / f"{name}{NEXT}"
    if coming.exists() and _opens(dsn(coming.read_text(encoding="ascii"))):
        coming.replace(file)
    _put(coming, secrets.token_urlsafe(48))
    new = coming.read_text(encoding="ascii")
    try:
        with psycopg.connect(dsn(file.read_text(encoding="ascii").strip()), autocommit=True) as own:
            user = own.info.user
            hidden = own.pgconn.encrypt_password(new.encode(), user.encode(), b"scram-sha-256").decode()
            own.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(user), sql.Literal(hidden)))
    except psycopg.OperationalError as trouble:
        raise CannotTurn(f"データベースに接続できません（{name}）：{trouble}") from trouble
    coming.replace(file)


def _opens(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def _put(path: Path, content: str) -> None:
    replace_whole(path, content.encode("ascii"), 0o600, durable=True)


Turn = Callable[[Home, str], None]
# By word: what does it, for which systems, and whether their processes must read anew.
TURNS: dict[str, tuple[Turn, tuple[str, ...], bool]] = {
    "tls": (tls, (*SERVICES, SIMULATORS), False),
    "signing": (signing, SERVICES, False),
    "sealing": (sealed, SERVICES, False),
    "data": (data, SERVICES, False),
    "index": (index, SERVICES, False),
    "certificate_code": (certificate_code, ("subsidy",), False),
    "web": (web, SERVICES, True),
    "database": (passwords, DATABASES, True),
    "database_superuser": (superuser, ("",), False),
    "authority": (another_authority, ("",), False),
}


def turn(home: Home, kind: str, system: str) -> None:
    """Replace one key of one system and note it. Raises CannotTurn."""
    TURNS[kind][0](home, system)
    note(home, f"turn {kind}", system)


def note(home: Home, what: str, system: str) -> None:
    """One line of what was done to the keys."""
    line = {"at": clock.real_now().isoformat(), "what": what, "system": system, "by": getpass.getuser()}
    with (home.pki_dir / RECORD).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
