"""A backup as an operator makes, checks and restores it: to its end, to a moment, after a fire, and when it is broken."""

import shutil
import subprocess
import sys
from datetime import timedelta

import psycopg
import pytest

from sasae.deployment import database, roles
from sasae.deployment.backups import needed_keys
from sasae.deployment.backups import place as places
from sasae.deployment.backups.drills import last_drill
from sasae.deployment.health import Mark
from sasae.deployment.health.backups import backups
from sasae.deployment.home import Home, create, free_ports
from sasae.deployment.keys import issue_all, make_data_keys
from sasae.foundation.sealing import KeyRing
from sasae.kernel import clock
from tests.deployment.terminal import sasae

SERVICE = "intake"
ENTRY = (
    'INSERT INTO history_entry (actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject, persons,'
    " outcome, detail, request_id) VALUES ('batch:test', '試験', 'batch', '', '', '', 'application.stored', %s, '{}',"
    " 'done', '{}', '')"
)


class City:
    """One installation with one of the services, a place for backups on another disk, and the key kept elsewhere."""

    def __init__(self, folder):
        self.folder, self.key = folder, folder / "kept elsewhere.key"
        said = sasae(folder / "none", "backup", "key", "--key", str(self.key))
        assert said.returncode == 0, said.stdout
        self.recipient = next(line for line in said.stdout.splitlines() if line.startswith("recipient"))
        made = create(folder / "home", free_ports())
        with (made.path / "sasae.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[backup]\nfolder = "{folder}/other disk"\n{self.recipient}\nchanges = true\n')
        self.home = Home.load(made.path)
        issue_all(self.home)
        make_data_keys(self.home, SERVICE)
        (self.home.path / "files" / "paper.pdf").write_bytes(b"a paper")
        database.of_home(self.home).start()
        with psycopg.connect(database.of_home(self.home).superuser_dsn(), autocommit=True) as admin:
            roles.make(admin, self.home, SERVICE)
        self.manage("-m", "sasae.deployment.migrate", SERVICE)

    @property
    def place(self):
        return places.place_of(self.home)

    def manage(self, *words):
        done = subprocess.run(
            [sys.executable, *words], env=self.home.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def enter(self, name):
        """One line of the journal, sealed; and what was done is handed to the place of backups."""
        with psycopg.connect(self.home.database(SERVICE, "app").dsn, autocommit=True) as app:
            app.execute(ENTRY, [name])
        self.manage("-m", "sasae.deployment.manage", SERVICE, "history", "seal")
        with psycopg.connect(database.of_home(self.home).superuser_dsn(), autocommit=True) as admin:
            (moment,) = admin.execute("SELECT clock_timestamp()").fetchone()
            (name,) = admin.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
            kept = self.place.changes_folder / f"{name}.age"
            for _ in range(600):
                if kept.exists():
                    break
                admin.execute("SELECT pg_sleep(0.1)")
        assert kept.exists()
        return moment.astimezone(clock.TOKYO)

    def backup(self, *words):
        return sasae(self.home.path, "backup", *words)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    made = City(tmp_path_factory.mktemp("city"))
    yield made
    database.of_home(made.home).stop()


@pytest.fixture(scope="module")
def story(city):
    """One line before the backup, one after it, and one that should not have been."""
    moments = {"before": city.enter("before")}
    said = city.backup("make")
    assert said.returncode == 0, said.stdout + said.stderr
    moments["after"] = city.enter("after")
    moments["mistake"] = city.enter("mistake")
    return moments


def subjects(home, asked=None):
    """What the journal of a restored installation tells, or what was asked instead; its server started for the question."""
    server = database.of_home(home)
    server.start()
    try:
        if asked:
            return asked()
        with psycopg.connect(home.database(SERVICE, "app").dsn) as app:
            rows = app.execute(
                "SELECT subject FROM history_entry WHERE event = 'application.stored' ORDER BY id"
            ).fetchall()
        return [subject for (subject,) in rows]
    finally:
        server.stop()


def restored(city, tmp_path, *words):
    """Restored into a new folder; beside the real one it needs another port."""
    into = tmp_path / "restored"
    said = city.backup("restore", "--key", str(city.key), "--into", str(into), *words)
    if into.exists():  # it is looked at only: what it does then is nothing for the place of backups
        file = into / "sasae.toml"
        file.write_text(file.read_text(encoding="utf-8").partition("[backup]")[0], encoding="utf-8")
    return said, into


@pytest.mark.clause("STO-1")
def test_after_a_fire_everything_comes_back_up_to_the_last_change(city, story, tmp_path):
    database.of_home(city.home).stop()  # the fire; what is restored listens where the real one did
    try:
        said, into = restored(city, tmp_path)
        assert said.returncode == 0, said.stdout + said.stderr
        home = Home.load(into)
        assert subjects(home) == ["before", "after", "mistake"]
        assert (into / "files" / "paper.pdf").read_bytes() == b"a paper"
        for secret in (city.home.path / "secrets").iterdir():
            assert (into / "secrets" / secret.name).read_bytes() == secret.read_bytes()
            assert (into / "secrets" / secret.name).stat().st_mode & 0o077 == 0
        assert not (into / "postgres" / "recovery.signal").exists()
        assert "restore_command" not in (into / "postgres" / "postgresql.auto.conf").read_text()
    finally:
        database.of_home(city.home).start()


def test_a_mistake_is_left_out_by_restoring_to_the_moment_before_it_and_the_seals_fit(city, story, tmp_path):
    database.of_home(city.home).stop()
    try:
        said, into = restored(city, tmp_path, "--until", story["after"].strftime("%Y-%m-%dT%H:%M:%S.%f"))
        assert said.returncode == 0, said.stdout + said.stderr
        assert subjects(Home.load(into)) == ["before", "after"]
        server = database.of_home(Home.load(into))
        server.start()
        verified = sasae(into, "history", "verify", "--service", SERVICE)
        server.stop()
        assert verified.returncode == 0, verified.stdout
    finally:
        database.of_home(city.home).start()


def test_a_moment_that_was_not_kept_is_refused_in_words_and_leaves_nothing(city, story, tmp_path):
    early = (story["before"] - timedelta(days=1)).isoformat()
    said, into = restored(city, tmp_path, "--until", early)
    assert (said.returncode, "もっと前の保存" in said.stdout, into.exists()) == (2, True, False)
    said, into = restored(city, tmp_path, "--until", "きのう")
    assert (said.returncode, "読めません" in said.stdout) == (2, True)
    (tmp_path / "there").mkdir()
    said = city.backup("restore", "--key", str(city.key), "--into", str(tmp_path / "there"))
    assert (said.returncode, "すでにあります" in said.stdout) == (2, True)


def test_a_drill_beside_the_running_installation_verifies_measures_and_goes_away(city, story, tmp_path):
    running = database.of_home(city.home).pid()
    before = sorted(path.name for path in city.place.changes_folder.iterdir())
    said = city.backup("drill", "--key", str(city.key), "--beside", str(tmp_path))
    assert said.returncode == 0, said.stdout + said.stderr
    assert list(tmp_path.iterdir()) == []
    done = last_drill(city.place)
    assert done.verified == {SERVICE: True}
    assert done.backup == places.all_of(city.place)[-1].name
    assert done.lost >= 0 < done.seconds
    assert database.of_home(city.home).pid() == running
    kept = {path.name for path in city.place.changes_folder.iterdir()}
    assert kept >= set(before)
    assert not any(name.startswith("00000002") for name in kept - set(before)), "the trial wrote into the real place"


def test_a_backup_is_checked_with_and_without_its_key_and_every_damage_is_told(city, story, tmp_path):
    assert city.backup("check").returncode == 0
    assert "中まで確かめました" in city.backup("check", "--key", str(city.key), "--beside", str(tmp_path)).stdout
    copy = tmp_path / "copy"
    shutil.copytree(city.place.folder, copy)
    (sealed,) = copy.glob("*.sasae.age")
    content = bytearray(sealed.read_bytes())
    content[len(content) // 2] ^= 1
    sealed.write_bytes(content)
    said = sasae(tmp_path / "no home", "backup", "check", "--folder", str(copy))
    assert (said.returncode, "作ったときと中身が違います" in said.stdout) == (1, True)
    into = tmp_path / "never"
    said = sasae(
        tmp_path / "no home", "backup", "restore", "--folder", str(copy), "--key", str(city.key), "--into", str(into)
    )
    assert (said.returncode, "開けません" in said.stdout or "壊れています" in said.stdout, into.exists()) == (
        2,
        True,
        False,
    )
    other = tmp_path / "other.key"
    sasae(tmp_path / "no home", "backup", "key", "--key", str(other))
    said = city.backup("check", "--key", str(other), "--beside", str(tmp_path))
    assert (said.returncode, "この鍵のものでない" in said.stdout) == (1, True)


def test_the_doctor_tells_of_the_newest_backup_and_drill_and_that_changes_arrive(city, story):
    looks = {look.area: look for look in backups(city.home)}
    assert {area: look.mark for area, look in looks.items()} == dict.fromkeys(
        ("保存", "復元の訓練", "変更の控え"), Mark.WELL
    )
    assert places.all_of(city.place)[-1].name in looks["保存"].what


def test_nothing_readable_lies_in_the_place_of_backups(city, story):
    secret = (city.home.path / "secrets" / "database-superuser").read_bytes().strip()
    for file in city.place.folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert secret not in content, file.name
            assert b"a paper" not in content, file.name
            assert b"mistake" not in content, file.name


WAITING = (
    "INSERT INTO outbox_message (operation, callee, key, body, body_sha256, on_answer, on_refused, state, attempts, problem,"
    " findings) VALUES ('a.b', 'portal', 'later', %s, '', '', '', 'waiting', 0, '', '[]')"
)


def test_a_key_that_is_in_no_backup_is_named_before_anything_is_there_and_can_be_brought_along(city, story, tmp_path):
    turned = sasae(city.home.path, "keys", "turn", "data", SERVICE)
    assert turned.returncode == 0, turned.stdout + turned.stderr
    ring = KeyRing.read(city.home.path / "secrets" / f"{SERVICE}.keys.json")
    with psycopg.connect(city.home.database(SERVICE, "owner").dsn, autocommit=True) as owner:
        owner.execute(WAITING, [ring.encrypt(b"{}", "outbox_message/a.b/later")])
    city.enter("under the new key")
    copy = shutil.copytree(city.place.folder, tmp_path / "copy")
    shutil.rmtree(copy / "keys")  # as where no place of backups was told of the replacement
    held = shutil.copytree(city.home.path / "secrets", tmp_path / "held" / "secrets")
    shutil.copytree(city.home.path / "pki", held.with_name("pki"))
    database.of_home(city.home).stop()
    try:
        said, into = restored(city, tmp_path, "--folder", str(copy))
        assert (said.returncode, into.exists()) == (2, False), said.stdout
        assert f"KY-101 {SERVICE} outbox_message.body：1件の値を暗号化した鍵 {ring.current} が" in said.stdout
        said, into = restored(city, tmp_path, "--folder", str(copy), "--anyway")
        assert (said.returncode, "KY-101" in said.stdout) == (1, True)
        needed_keys.bring(held.parent, into)
        assert subjects(Home.load(into), lambda: sasae(into, "keys", "lacking").stdout) == "足りない鍵はありません。\n"
    finally:
        database.of_home(city.home).start()
