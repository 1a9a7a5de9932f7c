"""One service's database on another PostgreSQL: made there by an operator who is no superuser, used from here."""

import psycopg
import pytest
from psycopg import errors

from sasae.deployment import migrate, roles
from sasae.deployment.database import Embedded, of_home
from sasae.deployment.home import DATABASES, Home, create, dsn, free_ports
from sasae.deployment.installation import NotReady, manage, prepare
from tests.deployment.terminal import sasae

NAME = "医療費 助成"  # a name of the city's choice


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The city's server, which is not ours to start and end."""
    place = tmp_path_factory.mktemp("city")
    found = Embedded(place / "data", free_ports(["city"])["city"], "password-of-the-city", place / "log")
    try:
        found.start()
        with psycopg.connect(found.superuser_dsn(), autocommit=True) as admin:
            admin.execute("CREATE ROLE city_operator LOGIN CREATEROLE CREATEDB PASSWORD 'for this test'")
        yield found
    finally:
        found.stop()


@pytest.fixture(scope="module")
def home(other, tmp_path_factory):
    """An installation whose subsidy service is told to use the city's server."""
    made = create(tmp_path_factory.mktemp("here") / "home", free_ports())
    with (made.path / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[database.subsidy]\nhost = "127.0.0.1"\nport = {other.port}\nname = "{NAME}"\n')
    yield Home.load(made.path)
    of_home(made).stop()


def databases_on(server):
    """Names of the databases of a server that are not PostgreSQL's own."""
    with psycopg.connect(server.superuser_dsn()) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")
        return {row[0] for row in rows}


def roles_on(server):
    """Log-in roles by service."""
    with psycopg.connect(server.superuser_dsn()) as connection:
        rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolcanlogin").fetchall()
        return {row[0].partition("_")[0] for row in rows} - {"sasae", "city"}


def test_before_the_operator_has_made_it_the_start_says_what_is_missing(home, other):
    """Told, not thrown: which service, which place, where the passwords are."""
    said = sasae(home.path, "up")
    assert said.returncode == 1
    assert f"subsidy のデータベース {NAME} (127.0.0.1:{other.port}, subsidy_app) に接続できません。" in said.stdout
    assert "secrets/" in said.stdout
    assert "Traceback" not in said.stderr
    assert databases_on(other) == set()


def test_the_operator_makes_it_with_an_account_that_is_no_superuser(home, other):
    with psycopg.connect(
        other.superuser_dsn(), user="city_operator", password="for this test", autocommit=True
    ) as operator:
        roles.make(operator, home, "subsidy")
        roles.make(operator, home, "subsidy")  # again: nothing to do, no complaint
    assert databases_on(other) == {NAME}
    with psycopg.connect(dsn("subsidy", "app", home)) as app:
        assert app.info.port == other.port
        assert app.info.dbname == NAME


@pytest.fixture
def prepared(home, other):
    """The installation made ready; quick when it was before."""
    with psycopg.connect(
        other.superuser_dsn(), user="city_operator", password="for this test", autocommit=True
    ) as operator:
        roles.make(operator, home, "subsidy")
    return prepare(home.path)


def test_what_is_made_ready_stands_where_the_settings_say(prepared, other):
    ours = of_home(prepared)
    elsewhere = set(DATABASES) - {"subsidy"}
    assert databases_on(other) == {NAME}
    assert databases_on(ours) == {f"sasae_{service}" for service in elsewhere}
    assert (roles_on(other), roles_on(ours)) == ({"subsidy"}, elsewhere)
    assert all(migrate.is_current(service, prepared) for service in DATABASES)


def test_migrations_and_protection_went_there(prepared):
    with psycopg.connect(dsn("subsidy", "app", prepared)) as app:
        assert app.execute("SELECT count(*) > 10 FROM django_migrations").fetchone() == (True,)
        app.execute("SELECT count(*) FROM subsidy_ledger_posting")
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute("DELETE FROM history_entry")


def test_the_services_own_processes_go_there(prepared, other):
    """Django of this service asks the city's server, Django of another our own."""
    code = (
        "from django.db import connection as c; cursor = c.cursor();"
        "cursor.execute('SELECT inet_server_port(), current_database()'); print(*cursor.fetchone())"
    )
    assert manage(prepared, "subsidy", "shell", "-v", "0", "-c", code) == f"{other.port} {NAME}"
    ours = prepared.ports["postgres"]
    assert manage(prepared, "intake", "shell", "-v", "0", "-c", code) == f"{ours} sasae_intake"


def test_a_command_that_fails_is_told_with_its_words(prepared):
    with pytest.raises(NotReady, match="no_such_command"):
        manage(prepared, "subsidy", "no_such_command")


def test_making_it_ready_again_changes_nothing(prepared):
    before = {path: path.read_bytes() for path in prepared.path.glob("pki/**/*") if path.is_file()}
    stamps = [_migrated(prepared, service) for service in DATABASES]
    prepare(prepared.path)
    assert [_migrated(prepared, service) for service in DATABASES] == stamps
    assert {path: path.read_bytes() for path in prepared.path.glob("pki/**/*") if path.is_file()} == before


def _migrated(home, service):
    with psycopg.connect(dsn(service, "app", home)) as connection:
        return connection.execute("SELECT count(*), max(applied) FROM django_migrations").fetchone()


def test_down_leaves_the_citys_server_alone(prepared, other):
    pid = other.pid()
    assert sasae(prepared.path, "down").returncode == 0
    assert of_home(prepared).pid() is None
    assert other.pid() == pid is not None


def test_a_migration_that_fails_is_told_with_the_service_and_its_words(home, other, prepared):
    """A table of the same name is in the way: what PostgreSQL says reaches the operator."""
    with psycopg.connect(of_home(prepared).superuser_dsn(), autocommit=True) as admin:
        admin.execute("DROP DATABASE sasae_portal WITH (FORCE)")
        roles.make(admin, prepared, "portal")
    with psycopg.connect(dsn("portal", "owner", prepared), autocommit=True) as owner:
        owner.execute("CREATE TABLE history_entry (mine int)")
    with pytest.raises(NotReady, match=r"(?s)portal:.*history_entry.* already exists"):
        prepare(prepared.path)
    with psycopg.connect(dsn("portal", "owner", prepared), autocommit=True) as owner:
        owner.execute("DROP TABLE history_entry")
    prepare(prepared.path)  # mended, it goes on from where it stopped
    assert migrate.is_current("portal", prepared)
