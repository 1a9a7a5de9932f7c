"""The databases: reachable, of a version and letters that suit us, each role as it should be, migrations current."""

from collections.abc import Iterator

import psycopg

from sasae.deployment import database, migrate
from sasae.deployment.health.looks import Look, attention, well, wrong
from sasae.deployment.home import DATABASES, ROLES, BadHome, Home
from sasae.deployment.roles import JOURNAL

PATIENCE = 3  # seconds to connect
_MAY_MORE_THAN_IT_SHOULD = """
    SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls
        OR pg_has_role(current_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'public'), 'MEMBER')
        OR (to_regclass(%(journal)s) IS NOT NULL
            AND has_table_privilege(to_regclass(%(journal)s), 'UPDATE, DELETE, TRUNCATE'))
    FROM pg_roles WHERE rolname = current_user
"""


def services(home: Home) -> Iterator[Look]:
    """Each service's database in turn; those on a server of our own only while it runs."""
    if home.embedded and (not_yet := _embedded_is_down(home)):
        yield not_yet
    for service in DATABASES:
        if home.on_embedded(service) and _pid(home) is None:
            continue
        yield from one(home, service)


def one(home: Home, service: str) -> Iterator[Look]:
    """One service's database, by each of its log-ins."""
    area = f"データベース {service}"
    missing = [role for role in ROLES if not (home.path / "secrets" / f"database-{service}-{role}").exists()]
    if missing:
        yield attention(
            area, f"パスワードのファイルがまだありません：{'、'.join(missing)}", "./sasae up を実行すると作られます。"
        )
        return
    try:
        place = home.database(service, "app")
    except BadHome as trouble:
        yield wrong(area, str(trouble).partition(". ")[0], "秘密のファイルの指摘に従ってください。")
        return
    where = f"{place.name}（{place.host}:{place.port}）"
    if problems := [problem for role in ROLES if (problem := _log_in(home, service, role))]:
        yield wrong(
            area, f"{where} に接続できません：{'／'.join(problems)}",
            "sasae.toml の [database] と、サーバー側のデータベース・ロール・パスワードを確かめてください。同梱のサーバーなら ./sasae up が直します。",
        )  # fmt: skip
        return
    yield from _content(home, service, area, where)


def _content(home: Home, service: str, area: str, where: str) -> Iterator[Look]:
    with psycopg.connect(home.database(service, "app").dsn, connect_timeout=PATIENCE, autocommit=True) as connection:
        try:
            database.check_server(connection)
        except database.NoServer as trouble:
            yield wrong(area, str(trouble).splitlines()[0], "条件に合うサーバーかデータベースに替えてください。")
            return
        version = connection.execute("SHOW server_version").fetchone()
        too_much = connection.execute(_MAY_MORE_THAN_IT_SHOULD, {"journal": f"public.{JOURNAL}"}).fetchone()
    if too_much and too_much[0]:
        yield wrong(
            area,
            f"{service}_app に余分な権限があります",
            "./sasae up で付け直すか、サーバーの管理者に権限を外してもらってください。",
        )
    if migrate.is_current(service, home):
        said = "同梱" if home.on_embedded(service) else "外部"
        yield well(
            area,
            f"{where}、{said}の PostgreSQL {version[0].split()[0] if version else '？'}、ロールも表の形も合っています",
        )
    else:
        yield attention(
            area, f"{where} の表の形が、このプログラムより古いか新しいです", "./sasae upgrade check で確かめ、示されたとおりにしてください。"
        )


def _log_in(home: Home, service: str, role: str) -> str:
    """What goes wrong with one role; empty when it is let in."""
    try:
        psycopg.connect(home.database(service, role).dsn, connect_timeout=PATIENCE).close()
    except psycopg.OperationalError as trouble:
        return f"{service}_{role} は {str(trouble).strip().splitlines()[-1]}"
    except BadHome as trouble:
        return str(trouble).partition(". ")[0]
    return ""


def _embedded_is_down(home: Home) -> Look | None:
    if _pid(home) is not None:
        return None
    if not (home.postgres_dir / "PG_VERSION").exists():
        return attention("データベース", "まだ作られていません", "./sasae up を実行すると作られます。")
    return attention(
        "データベース", "動いていないので、中を調べていません", "./sasae up で起動してから、もう一度実行してください。"
    )


def _pid(home: Home) -> int | None:
    """The running server's number. Asked without its password: looking must not make one."""
    log = home.logs_dir / "postgres.log"
    return database.Embedded(home.postgres_dir.resolve(), home.ports["postgres"], "", log).pid()
