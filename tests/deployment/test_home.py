"""What an installation's sasae.toml may say, and how its secrets are made and guarded."""

import os
import socket
import subprocess
import sys
from contextlib import suppress

import pytest

from sasae.deployment.home import DATABASES, DEFAULT_PORTS, ROLES, BadHome, Home, create, dsn, free_ports, is_free


def written(folder, text):
    """An installation whose sasae.toml says this."""
    folder.mkdir(exist_ok=True)
    (folder / "sasae.toml").write_text(text, encoding="utf-8")
    return Home.load(folder)


class TestSettings:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("colour = 'red'", r"unknown settings \['colour'\]"),
            ("[ports]\nsubsidy = 8001\nkitchen = 9000", r"unknown ports \['kitchen'\]"),
            ("[ports]\nsubsidy = 8002", "two processes share a port"),
            ("[ports]\nsubsidy = 0", "numbers from 1 to 65535"),
            ("[ports]\nsubsidy = 65536", "numbers from 1 to 65535"),
            ("[ports]\nsubsidy = '8001'", "numbers from 1 to 65535"),
            ("[ports]\nsubsidy = true", "numbers from 1 to 65535"),
            ("ports = 8001", "numbers from 1 to 65535"),
            ("[database]\npasword = 'x'", r"\[database\] does not know \['pasword'\]"),
            ("[database.subsidy]\nhots = 'db'", r"\[database.subsidy\] does not know \['hots'\]"),
            ("[database.kitchen]\nhost = 'db'", r"\[database\] does not know \['kitchen'\]"),
            ("[database]\nname = 'all'", r"\[database\] does not know \['name'\]"),
            ("database = 'db.example'", r"\[database\] must be a table"),
            ("[database]\nsubsidy = 'db.example'", r"\[database.subsidy\] must be a table"),
            ("[database.subsidy]\nport = '5432'", r"\[database.subsidy\] port must be a number from 1 to 65535"),
            ("[database]\nhost = 5", r"\[database\] host must be text"),
            ("https = 'no'", "https must be true or false"),
            ("hosts = 'subsidy.city.example'", "hosts must be a list of texts"),
            ("origins = [1]", "origins must be a list of texts"),
            ("[addresses]\nbank = 5", r"\[addresses\] must be texts"),
            ("[addresses]\nbnak = 'https://bank.example'", r"unknown addresses \['bnak'\]"),
            ("[ports\nsubsidy = 1", "not readable TOML"),
        ],
    )
    def test_what_is_wrong_or_doubtful_is_refused_with_the_file_and_the_words(self, tmp_path, text, words):
        with pytest.raises(BadHome, match=words) as refused:
            written(tmp_path, text)
        assert str(tmp_path / "sasae.toml") in str(refused.value)

    def test_a_file_that_is_not_utf_8_is_refused(self, tmp_path):
        (tmp_path / "sasae.toml").write_bytes("hosts = ['川崎']".encode("cp932"))
        with pytest.raises(BadHome, match="not readable TOML"):
            Home.load(tmp_path)

    def test_the_last_port_there_is_will_do(self, tmp_path):
        assert written(tmp_path, "[ports]\nsubsidy = 65535").ports["subsidy"] == 65535

    def test_everything_has_a_default_but_what_the_file_says_counts(self, tmp_path):
        home = written(
            tmp_path,
            "hosts = ['subsidy.city.example']\nhttps = true\n[ports]\nintake = 9005\n"
            "[addresses]\nbank = 'https://bank.example'",
        )
        assert home.ports == {**DEFAULT_PORTS, "intake": 9005}
        assert (home.https, home.hosts) == (True, ["subsidy.city.example", "127.0.0.1", "localhost"])
        assert home.addresses["bank"] == "https://bank.example"
        assert home.addresses["tax"] == "https://127.0.0.1:8110"
        assert home.page("intake") == "http://127.0.0.1:9005"

    def test_a_changed_file_is_read_again(self, tmp_path):
        assert written(tmp_path, "https = false").https is False
        first = (tmp_path / "sasae.toml").stat()
        written(tmp_path, "https = true")
        os.utime(tmp_path / "sasae.toml", ns=(first.st_atime_ns, first.st_mtime_ns + 1))
        assert Home.load(tmp_path).https is True

    def test_the_environment_names_the_installation(self, tmp_path, monkeypatch):
        monkeypatch.setenv("SASAE_HOME", str(tmp_path / "elsewhere"))
        assert Home.load().path == tmp_path / "elsewhere"
        assert Home.load(tmp_path).path == tmp_path


class TestPlacesOfDatabases:
    def test_one_service_may_live_elsewhere_and_the_others_stay(self, tmp_path):
        home = written(
            tmp_path, "[ports]\npostgres = 7432\n[database.subsidy]\nhost = 'db.example'\nport = 6543\nname = 'josei'"
        )
        place = home.database("subsidy", "app")
        assert (place.host, place.port, place.name, place.user) == ("db.example", 6543, "josei", "subsidy_app")
        place = home.database("intake", "app")
        assert (place.host, place.port, place.name, place.user) == ("127.0.0.1", 7432, "sasae_intake", "intake_app")
        assert [service for service in DATABASES if not home.on_embedded(service)] == ["subsidy"]
        assert home.embedded

    def test_one_server_for_all_leaves_nothing_to_run_ourselves(self, tmp_path):
        home = written(tmp_path, "[database]\nhost = 'db.example'\nport = 5432\n[database.portal]\nport = 5433")
        assert {home.database(service, "app").host for service in DATABASES} == {"db.example"}
        assert (home.database("portal", "app").port, home.database("intake", "app").port) == (5433, 5432)
        assert not home.embedded

    def test_a_port_alone_names_another_server_of_this_machine(self, tmp_path):
        home = written(tmp_path, "[database.subsidy]\nport = 5433")
        assert (home.database("subsidy", "app").host, home.database("subsidy", "app").port) == ("127.0.0.1", 5433)
        assert not home.on_embedded("subsidy")

    def test_another_name_alone_stays_on_our_own_server(self, tmp_path):
        home = written(tmp_path, "[database.subsidy]\nname = 'josei'")
        assert home.on_embedded("subsidy")
        assert home.database("subsidy", "app").port == DEFAULT_PORTS["postgres"]

    def test_every_role_of_every_service_has_a_password_of_its_own(self, home):
        passwords = {home.database(service, role).password for service in DATABASES for role in ROLES}
        assert len(passwords) == len(DATABASES) * len(ROLES)

    def test_a_name_with_a_space_and_a_quote_comes_through_the_connection_string(self, tmp_path):
        from psycopg.conninfo import conninfo_to_dict

        home = written(tmp_path, "[database.subsidy]\nname = \"医療 '費' \\\\助成\"")
        said = conninfo_to_dict(dsn("subsidy", "journal", home))
        assert said["dbname"] == "医療 '費' \\助成"
        assert said["user"] == "subsidy_journal"


class TestCreation:
    def test_the_folders_are_for_their_owner_alone(self, tmp_path):
        home = create(tmp_path / "new" / "home", free_ports())
        folders = [home.path, home.logs_dir, home.run_dir, home.path / "secrets"]
        assert [oct(folder.stat().st_mode & 0o777) for folder in folders] == ["0o700"] * 4

    def test_a_folder_that_was_open_is_closed_when_the_installation_is_made_in_it(self, tmp_path):
        folder = tmp_path / "open"
        folder.mkdir(mode=0o755)
        create(folder, free_ports())
        assert folder.stat().st_mode & 0o777 == 0o700

    def test_a_busy_default_database_port_is_replaced(self, tmp_path):
        default = DEFAULT_PORTS["postgres"]
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that just ended do not count
            with suppress(OSError):  # somebody else may have it already
                other.bind(("127.0.0.1", default))
                other.listen()
            assert not is_free(default)
            home = create(tmp_path)
        assert home.ports["postgres"] != default
        assert is_free(home.ports["postgres"])
        assert Home.load(tmp_path).ports == {**DEFAULT_PORTS, "postgres": home.ports["postgres"]}

    def test_given_ports_are_written_as_they_are(self, tmp_path):
        ports = free_ports()
        assert create(tmp_path, ports).ports == ports

    def test_what_the_operator_wrote_is_kept(self, tmp_path):
        written(tmp_path, "https = true")
        home = create(tmp_path, free_ports())
        assert (home.https, home.ports) == (True, DEFAULT_PORTS)

    def test_free_ports_are_free_and_all_different(self):
        ports = free_ports()
        assert set(ports) == set(DEFAULT_PORTS)
        assert len(set(ports.values())) == len(ports)
        assert all(is_free(port) for port in ports.values())


class TestSecrets:
    def test_two_processes_that_make_one_at_once_get_the_same(self, home):
        """Ten names and six processes let loose together: who comes second takes what the first has made."""
        names = [f"made-at-once-{number}" for number in range(10)]
        code = (
            "import sys; from sasae.deployment.home import Home; home = Home.load(sys.argv[1]); print('ready', flush=True);"
            "sys.stdin.readline(); print(' '.join(home.secret(name) for name in sys.argv[2:]))"
        )
        racers = [
            subprocess.Popen(
                [sys.executable, "-c", code, str(home.path), *names],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for _ in range(6)
        ]  # fmt: skip
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("go\n")
            racer.stdin.flush()
        said = {racer.communicate(timeout=120)[0] for racer in racers}
        assert len(said) == 1
        assert said == {" ".join(home.secret(name) for name in names) + "\n"}
        assert len(set(said.pop().split())) == len(names)
        assert sorted(path.name for path in (home.path / "secrets").iterdir()) == sorted(names)

    def test_a_secret_is_long_and_only_its_owner_can_read_it(self, home):
        secret = home.secret("new")
        file = home.path / "secrets" / "new"
        assert len(secret) >= 64
        assert file.read_text(encoding="ascii") == secret
        assert oct(file.stat().st_mode & 0o777) == "0o600"

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
    def test_a_secret_that_others_can_read_is_refused_with_the_cure(self, home, mode):
        file = home.path / "secrets" / "open"
        file.write_text("everybody knows", encoding="ascii")
        file.chmod(mode)
        with pytest.raises(BadHome, match=f"chmod 600 {file}"):
            home.secret("open")
        file.chmod(0o600)
        assert home.secret("open") == "everybody knows"
