"""What each log-in role of a migrated database can do and, more to the point, cannot. Asked of PostgreSQL itself."""

import subprocess
import sys

import psycopg
import pytest
from psycopg import errors

from sasae.deployment import migrate, roles
from sasae.deployment.home import ROLES
from tests import databases

SERVICES = ("subsidy", "intermediary")
JOURNAL_LINE = (
    'INSERT INTO history_entry (actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject, persons,'
    " outcome, detail, request_id) VALUES ('counter1', '川崎 花', 'staff', '', '', '', 'session.refused', '', '{}',"
    " 'refused', '{}', '')"
)


@pytest.fixture(scope="module")
def home():
    """The run's server; its address does not stay in the environment for other modules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SASAE_HOME", "")
        found = databases.home_of_this_run()
        databases.start(found)
        yield found


@pytest.fixture(scope="module")
def names(home):
    """A clone of each service's migrated database, by service."""
    made = {service: f"roles_{service}" for service in SERVICES}
    for service, name in made.items():
        databases.clone(home, service, name)
    yield made
    for name in made.values():
        databases.drop(home, name)


@pytest.fixture(params=SERVICES)
def service(request):
    """Each in turn."""
    return request.param


@pytest.fixture
def login(home, names, service):
    """Connects as one of the service's roles; whatever is done is rolled back."""
    opened = []

    def connect(role, *, commit=False):
        place = home.database(service, role)
        opened.append(psycopg.connect(place.dsn, dbname=names[service], autocommit=commit))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def refused(connection, statement):
    """The statement is refused for want of a right, by grant and not by a trigger."""
    with pytest.raises(errors.InsufficientPrivilege) as told, connection.transaction():
        connection.execute(statement)
    assert "append-only" not in str(told.value)
    return str(told.value)


def tables(connection):
    """Every table of the service."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert len(rows) > 30
    return {row[0] for row in rows}


def may(connection, role, right):
    """Tables on which a role has a right."""
    question = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND has_table_privilege(%s, oid, %s)"
    )
    return {row[0] for row in connection.execute(question, [role, right]).fetchall()}


@pytest.mark.parametrize("role", ROLES)
def test_no_role_has_its_queries_compiled(login, service, role):
    """A server that compiles queries spends a second on what answers in milliseconds."""
    assert login(role).execute("SHOW jit").fetchone() == ("off",)


class TestApplication:
    def test_it_reads_writes_and_forgets_its_own_rows(self, login):
        app = login("app")
        app.execute("INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('key', 'data', now())")
        app.execute("UPDATE django_session SET session_data = 'other' WHERE session_key = 'key'")
        assert app.execute("DELETE FROM django_session RETURNING session_data").fetchall() == [("other",)]

    @pytest.mark.clause("ACC-8")
    @pytest.mark.parametrize("table", ["history_entry", "history_chain", "history_seal"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET {}={}", "DELETE FROM {}", "TRUNCATE {}"])
    def test_the_journal_only_grows(self, login, table, statement):
        app = login("app")
        app.execute(JOURNAL_LINE)
        app.execute(f"SELECT count(*) FROM {table}")
        column = {"history_entry": "id", "history_chain": "seq", "history_seal": "segment"}[table]
        refused(app, statement.format(table, column, column))

    def test_every_table_of_row_versions_only_grows(self, login, service):
        owner = login("owner")
        grows = {table for table in tables(owner) if table.endswith("_event")}
        assert "accounts_user_event" in grows
        assert not grows & may(owner, f"{service}_app", "UPDATE")
        assert not grows & may(owner, f"{service}_app", "DELETE")
        assert grows <= may(owner, f"{service}_app", "INSERT")

    def test_money_only_grows(self, home, names):
        place = home.database("subsidy", "app")
        with psycopg.connect(place.dsn, dbname=names["subsidy"]) as app:
            for table in ("subsidy_ledger_posting", "subsidy_ledger_postingline"):
                refused(app, f"UPDATE {table} SET id = id")
                refused(app, f"DELETE FROM {table}")

    def test_it_truncates_nothing_at_all(self, login, service):
        assert may(login("owner"), f"{service}_app", "TRUNCATE") == set()

    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TABLE public.mine (number int)",
            "CREATE SCHEMA mine",
            "ALTER TABLE accounts_user ADD COLUMN mine int",
            "ALTER TABLE history_entry DISABLE TRIGGER ALL",
            "DROP TRIGGER IF EXISTS pgtrigger_append_only_a330b ON history_entry",
            "DROP TABLE history_entry",
            "CREATE INDEX mine ON accounts_user (id)",
            "CREATE OR REPLACE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "SET session_replication_role = replica",
            "CREATE ROLE mine",
            "CREATE DATABASE mine",
            "COPY accounts_user TO PROGRAM 'cat'",
            "SELECT pg_read_file('postgresql.conf')",
        ],
    )
    def test_it_changes_no_shape_and_gets_round_no_guard(self, login, statement):
        app = login("app", commit=statement.startswith("CREATE DATABASE"))
        if app.autocommit:
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(statement)
        else:
            refused(app, statement)

    def test_it_gives_itself_no_right(self, login):
        """PostgreSQL answers with a warning only; what counts is that nothing has changed."""
        app = login("app")
        app.execute("GRANT UPDATE ON history_entry TO CURRENT_USER")
        refused(app, "UPDATE history_entry SET id = id")

    def test_it_reads_which_migrations_are_applied_and_writes_none(self, login):
        app = login("app")
        assert app.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 10
        refused(app, "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())")
        refused(app, "UPDATE django_migrations SET name = name")
        refused(app, "DELETE FROM django_migrations")

    def test_it_becomes_nobody_else(self, login, service):
        app = login("app")
        for role in ("owner", "journal", "retention"):
            refused(app, f"SET ROLE {service}_{role}")
        refused(app, "SET ROLE sasae_admin")


class TestJournal:
    def test_it_writes_lines_of_the_journal(self, login):
        journal, owner = login("journal", commit=True), login("owner")
        before = owner.execute("SELECT count(*) FROM history_entry").fetchone()[0]
        owner.rollback()
        journal.execute(JOURNAL_LINE)
        assert owner.execute("SELECT count(*) FROM history_entry").fetchone()[0] == before + 1

    def test_it_reads_nothing_not_even_what_it_wrote(self, login, service):
        journal = login("journal")
        journal.execute(JOURNAL_LINE)
        refused(journal, "SELECT 1 FROM history_entry")
        refused(journal, JOURNAL_LINE + " RETURNING actor_name")
        refused(journal, "SELECT 1 FROM accounts_user")
        assert may(login("owner"), f"{service}_journal", "SELECT") == set()

    def test_it_writes_nothing_else(self, login, service):
        owner, role = login("owner"), f"{service}_journal"
        assert may(owner, role, "INSERT") == {"history_entry"}
        assert [may(owner, role, right) for right in ("UPDATE", "DELETE", "TRUNCATE")] == [set()] * 3
        journal = login("journal")
        refused(journal, "INSERT INTO history_seal (segment, first_seq, last_seq, line) VALUES (1, 1, 1, 'forged')")
        refused(journal, "CREATE TEMPORARY TABLE mine (number int)")


class TestRetention:
    @pytest.mark.clause("ACC-8")
    def test_it_reads_and_deletes_lines_of_the_journal(self, login):
        login("journal", commit=True).execute(JOURNAL_LINE)
        retention = login("retention")
        found = retention.execute("SELECT count(*) FROM history_entry").fetchone()[0]
        assert found > 0
        assert retention.execute("DELETE FROM history_entry").rowcount == found

    def test_the_owner_itself_does_not_delete_from_the_journal(self, login):
        """The owner has every right; the trigger stops its slips."""
        owner = login("owner")
        with pytest.raises(errors.InsufficientPrivilege, match="DELETE of append-only table history_entry is refused"):
            owner.execute("DELETE FROM history_entry")

    def test_the_seals_stay(self, login):
        retention = login("retention")
        retention.execute("SELECT count(*) FROM history_seal")
        refused(retention, "DELETE FROM history_seal")

    def test_it_adds_and_changes_nothing(self, login, service):
        owner, role = login("owner"), f"{service}_retention"
        assert [may(owner, role, right) for right in ("INSERT", "UPDATE", "TRUNCATE")] == [set()] * 3
        everything = tables(owner)
        assert may(owner, role, "SELECT") == everything
        assert may(owner, role, "DELETE") == everything - {"history_seal", "django_migrations"}
        retention = login("retention")
        refused(retention, JOURNAL_LINE)
        refused(retention, "UPDATE history_entry SET actor_name = '別人'")


class TestOwner:
    def test_it_changes_shapes_and_what_it_makes_is_the_applications_to_use(self, login, service):
        owner = login("owner")
        owner.execute("CREATE TABLE public.of_the_next_version (id bigint GENERATED BY DEFAULT AS IDENTITY, said text)")
        owner.execute("ALTER TABLE accounts_user ADD COLUMN of_the_next_version int")
        rights = {"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"}
        table = "of_the_next_version"
        assert {right for right in rights if table in may(owner, f"{service}_app", right)} == rights - {"TRUNCATE"}
        assert {right for right in rights if table in may(owner, f"{service}_retention", right)} == {"SELECT", "DELETE"}
        assert {right for right in rights if table in may(owner, f"{service}_journal", right)} == set()

    def test_every_table_is_the_owners(self, login, service):
        rows = login("owner").execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert rows.fetchall() == [(f"{service}_owner",)]

    def test_nobody_is_superuser_and_only_the_keeper_of_bodies_makes_roles(self, login, service):
        rows = login("owner").execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE %s AND"
            " (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)",
            [f"{service}\\_%"],
        )
        assert rows.fetchall() == ([("intermediary_owner",)] if service == "intermediary" else [])

    def test_migrating_again_finds_nothing_to_do_and_leaves_the_rights_alone(self, home, names, login, service):
        owner = login("owner", commit=True)
        question = "SELECT relname, relacl::text FROM pg_class WHERE relkind IN ('r', 'S') ORDER BY relname"
        before = owner.execute(question).fetchall()
        assert not migrate.is_current(service, _named(home, service, names[service]))  # a clone bears no comment
        done = subprocess.run(
            [sys.executable, "-m", "sasae.deployment.migrate", service, names[service]],
            env=home.environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert owner.execute(question).fetchall() == before
        assert migrate.is_current(service, _named(home, service, names[service]))


def _named(home, service, name):
    """The same installation with the service's database under this name."""
    return type(home)(home.path, home.ports, {**home.settings, "database": {service: {"name": name}}})


class TestEverybodyElse:
    def test_public_has_nothing(self, login, names, service):
        owner = login("owner")
        said = owner.execute(
            "SELECT has_schema_privilege('public', 'public', 'USAGE'), has_schema_privilege('public', 'public', 'CREATE'),"
            " has_database_privilege('public', %(name)s, 'CONNECT'), has_database_privilege('public', %(name)s, 'TEMP')",
            {"name": names[service]},
        ).fetchone()
        assert said == (False,) * 4
        assert may(owner, "public", "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER") == set()

    @pytest.mark.clause("SEC-1")
    @pytest.mark.parametrize("role", ROLES)
    def test_no_role_comes_in_with_the_password_of_another(self, home, names, service, role):
        place = home.database(service, role)
        others = [
            home.database(each, other) for each in SERVICES for other in ROLES if (each, other) != (service, role)
        ]
        for password in [other.password for other in others] + ["", place.password + "x"]:
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(place.dsn, dbname=names[service], password=password, passfile="/dev/null")
        psycopg.connect(place.dsn, dbname=names[service]).close()

    @pytest.mark.clause("SEC-1")
    @pytest.mark.parametrize("role", ROLES)
    def test_no_role_of_another_service_comes_in(self, home, names, service, role):
        other = next(each for each in SERVICES if each != service)
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(home.database(other, role).dsn, dbname=names[service])

    def test_the_maker_of_bodies_roles_does_not_touch_those_of_other_services(self, home, names):
        place = home.database("intermediary", "owner")
        with psycopg.connect(place.dsn, dbname=names["intermediary"]) as owner:
            refused(owner, "ALTER ROLE subsidy_app PASSWORD 'known'")
            refused(owner, "GRANT subsidy_owner TO intermediary_owner")
            refused(owner, "GRANT pg_read_all_data TO intermediary_owner")
            owner.execute("CREATE ROLE intermediary_body_of_tomorrow")


class TestMaking:
    def test_it_may_be_done_again_and_mends_passwords(self, home, names):
        """`sasae up` does it each time: what exists is brought to what the secrets say."""
        with databases.admin(home) as admin:
            admin.execute("ALTER ROLE intermediary_retention PASSWORD 'by hand' CREATEDB")
            roles.make(admin, home, "intermediary", names["intermediary"])
            rights = "SELECT rolcreatedb, rolinherit FROM pg_roles WHERE rolname = 'intermediary_retention'"
            assert admin.execute(rights).fetchone() == (False, False)
        place = home.database("intermediary", "retention")
        psycopg.connect(place.dsn, dbname=names["intermediary"]).close()

    def test_a_table_that_only_grows_must_exist(self, login, service):
        with pytest.raises(LookupError, match="no_such_table"):
            roles.protect(login("owner"), service, ["history_entry", "no_such_table"])


class TestMigrateCommand:
    @pytest.mark.parametrize("arguments", [[], ["kitchen"], ["subsidy", "name", "more"]])
    def test_an_unusable_call_is_exit_2_with_the_services_named(self, arguments, capsys):
        assert migrate.main(arguments) == 2
        assert "subsidy,linkage,intermediary,portal,intake,simulators" in capsys.readouterr().err
