"""The schema of a body: made and brought up to date in numbered steps, each body in a transaction of its own."""

from collections.abc import Iterator
from importlib.resources import files

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from sasae.intermediary.bodies.models import Body

_ROLE = "BODY_ROLE"
_LEDGER = """
    CREATE TABLE IF NOT EXISTS schema_step (
        name    varchar(60) PRIMARY KEY,
        done_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    COMMENT ON TABLE schema_step IS '団体のスキーマに済んだ段階';
    COMMENT ON COLUMN schema_step.name IS '段階の名';
    COMMENT ON COLUMN schema_step.done_at IS '済んだ日時';
"""
# The first step of bodies that joined before the steps were counted was done when their schema was made.
_JOINED_BEFORE = "SELECT 1 FROM pg_class WHERE relname = 'code' AND relnamespace = current_schema()::regnamespace"
_DONE = "INSERT INTO schema_step (name) VALUES (%s) ON CONFLICT DO NOTHING"

ALL_BODIES = "intermediary_body"
_GRANTED_ITSELF = """
    SELECT 1 FROM pg_class, aclexplode(relacl) AS held
    WHERE pg_class.oid = 'public.history_entry'::regclass AND held.grantee = %s::regrole
"""
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r' ORDER BY relname"
_IS_THERE = "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = %s)"
# What may still come when a body has ended: the core's word that a permit is void, the night's comparison, deletions when their time is over.
STAYS_OPEN = {
    "deletion_count", "deletion_hold", "deletion_item", "deletion_run", "permit_use", "provision", "provision_record",
    "reconciliation", "record_difference",
}  # fmt: skip


def steps() -> list[tuple[str, str]]:
    """Name and text of each step, in order. `BODY_ROLE` in a text stands for the body's schema and role."""
    found = [each for each in files(__package__).joinpath("steps").iterdir() if each.name.endswith(".sql")]
    return sorted((each.name.removesuffix(".sql"), each.read_text(encoding="utf-8")) for each in found)


def stamp(schema: str) -> None:
    """Make a body's role and schema, empty; what is there already stays. Runs as the database's owner.

    Two transactions, and the steps a third: where bodies stand on machines of their own, a role, a schema and a table
    reach the machines over different connections, and the later must see the earlier.
    """
    name = sql.Identifier(schema)
    _make_roles(schema)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(name, name))


def retention_role(schema: str) -> str:
    """Who deletes in this schema, in an approved run, and does nothing else."""
    return f"{schema}_retention"


def _make_roles(schema: str) -> None:
    """The body's role and the one that deletes; the service's own log-ins turn to them."""
    with transaction.atomic(), connection.cursor() as cursor:
        for role, log_in in ((schema, "intermediary_app"), (retention_role(schema), "intermediary_retention")):
            name = sql.Identifier(role)
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} {}").format(name, sql.SQL(_log_in())))
            cursor.execute(sql.SQL("GRANT {} TO {}").format(name, sql.Identifier(log_in)))
        _let_add_to_journal(cursor, schema)


def _let_add_to_journal(cursor: CursorWrapper, schema: str) -> None:
    """A body's role may add to the journal, so that what is shown is recorded where it is shown; it cannot read it.

    The journal stays with the platform: a statement of its own in the same transaction, never joined. The bodies hold
    this through one role: a grant to each would make the table's list of grants as long as there are bodies.
    """
    all_bodies, name = sql.Identifier(ALL_BODIES), sql.Identifier(schema)
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ALL_BODIES])
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(all_bodies))
    cursor.execute("SELECT has_table_privilege(%s, 'public.history_entry', 'INSERT')", [ALL_BODIES])
    if cursor.fetchone() == (False,):
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(all_bodies))
        cursor.execute(sql.SQL("GRANT INSERT ON public.history_entry TO {}").format(all_bodies))
    cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [schema, ALL_BODIES])
    if cursor.fetchone() == (False,):
        cursor.execute(sql.SQL("GRANT {} TO {}").format(all_bodies, name))
    cursor.execute(_GRANTED_ITSELF, [schema])
    if cursor.fetchone():  # as bodies were that joined before
        cursor.execute(sql.SQL("REVOKE INSERT ON public.history_entry FROM {}").format(name))
        cursor.execute(sql.SQL("REVOKE USAGE ON SCHEMA public FROM {}").format(name))


def _log_in() -> str:
    """A body's role logs in nowhere; on spread bodies the platform's server does so in its name, on theirs."""
    return "LOGIN" if settings.SASAE_SPREAD_BODIES else "NOLOGIN"


def bring_up_to_date(schema: str) -> int:
    """Take the steps a body's schema has not taken yet. Runs as the database's owner. Returns how many were taken."""
    _make_roles(schema)  # steps grant to them; a body that joined before may lack the second
    return _take_steps(schema)


@transaction.atomic
def _take_steps(schema: str) -> int:
    every = steps()
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(schema)))
        cursor.execute(_LEDGER)
        cursor.execute(_JOINED_BEFORE)
        if cursor.fetchone():
            cursor.execute(_DONE, [every[0][0]])
        cursor.execute("SELECT name FROM schema_step")
        done = {name for (name,) in cursor.fetchall()}
        wanted = [(name, text) for name, text in every if name not in done]
        for name, text in wanted:
            cursor.execute(text.replace(_ROLE, schema))
            cursor.execute(_DONE, [name])
        cursor.execute("SET LOCAL search_path TO DEFAULT")
    return len(wanted)


@transaction.atomic
def lock(schema: str) -> None:
    """No row of the schema is written any more but what may still come."""
    role, own = sql.Identifier(schema), sql.Identifier(schema)
    with connection.cursor() as cursor:
        for table in tables(schema):
            if table not in STAYS_OPEN:
                taken = sql.SQL("REVOKE INSERT, UPDATE ON {}.{} FROM {}")
                cursor.execute(taken.format(own, sql.Identifier(table), role).as_string())
        # A new provision needs both; what the core voids is a change of one that is there.
        cursor.execute(sql.SQL("REVOKE INSERT ON {}.provision FROM {}").format(own, role).as_string())


def tables(schema: str) -> list[str]:
    """The tables of a body's schema; none once it is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_THERE, [schema])
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(_TABLES, [schema])
        return [name for (name,) in cursor.fetchall()]


def bring_all_up_to_date() -> Iterator[tuple[str, int]]:
    """Every body in turn: its code and the steps taken. Stopped anywhere and begun again, it goes on."""
    for body in Body.objects.kept().order_by("code"):
        taken = bring_up_to_date(body.schema)
        if taken and body.locked_at:
            lock(body.schema)  # a step may have granted anew
        yield body.code, taken
