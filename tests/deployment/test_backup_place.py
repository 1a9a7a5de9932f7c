"""The place of backups: what is kept there and for how long, and what sasae.toml may say of it."""

from datetime import datetime, timedelta

import pyrage
import pytest

from sasae.deployment.backups import later_keys
from sasae.deployment.backups import place as places
from sasae.deployment.backups.changes import command, keep
from sasae.deployment.backups.place import Backup, NoBackup, Place
from sasae.deployment.health import Mark
from sasae.deployment.health.backups import backups
from sasae.deployment.home import BadHome, Home
from sasae.kernel import clock
from tests.deployment.terminal import sasae


class TestChanges:
    PLACE_NAME = "000000010000000000000009"

    def test_the_same_file_twice_is_kept_once_and_another_under_its_name_is_refused(self, tmp_path):
        place = Place(tmp_path / "place", str(pyrage.x25519.Identity.generate().to_public()), changes=True)
        (tmp_path / "log").write_bytes(b"changes")
        keep(place, tmp_path / "log", self.PLACE_NAME)
        first = (place.changes_folder / f"{self.PLACE_NAME}.age").read_bytes()
        keep(place, tmp_path / "log", self.PLACE_NAME)
        assert (place.changes_folder / f"{self.PLACE_NAME}.age").read_bytes() == first
        (tmp_path / "log").write_bytes(b"other changes")
        with pytest.raises(NoBackup, match="別の中身"):
            keep(place, tmp_path / "log", self.PLACE_NAME)

    def test_without_a_place_or_without_changes_nothing_is_handed_over(self, home):
        assert command(home) == ""


def test_keys_replaced_after_a_backup_are_those_of_the_moment_it_is_restored_to(home, tmp_path):
    key, before = pyrage.x25519.Identity.generate(), clock.real_now()
    folder = tmp_path / "place"
    with (home.path / "sasae.toml").open("a") as file:
        file.write(f'[backup]\nfolder = "{folder}"\nrecipient = "{key.to_public()}"\n')
    home, place = Home.load(home.path), Place(folder, str(key.to_public()))
    home.pki_dir.mkdir()
    moments = []
    for number in ("first", "second"):
        (home.path / "secrets" / "subsidy.keys.json").write_text(number)
        assert later_keys.keep(home)
        moments.append(clock.real_now())
    assert b"second" not in b"".join(path.read_bytes() for path in folder.rglob("*.age"))

    def restored(until, after=before):
        into = tmp_path / "into"
        (into / "secrets").mkdir(parents=True, exist_ok=True)
        (into / "secrets" / "subsidy.keys.json").write_text("of the backup")
        later_keys.bring(place, key, into, after=after, until=until)
        return (into / "secrets" / "subsidy.keys.json").read_text()

    assert [restored(until) for until in (before, *moments, None)] == ["of the backup", "first", "second", "second"]
    assert restored(None, after=moments[1]) == "of the backup"


def kept(place, days, name, first, moment=None):
    """A backup of so many days ago, as its line of facts tells it."""
    moment = moment or NOW - timedelta(days=days)
    (place.folder / name).write_bytes(b"sealed")
    places.write_facts(place, Backup(name, moment.isoformat(), 1.0, 6, "-", 1, first, []))


NOW = datetime(2026, 11, 27, 3, 0, tzinfo=clock.TOKYO)


def test_backups_age_out_on_the_day_after_their_last_and_the_newest_always_stays(tmp_path):
    place = Place(tmp_path, "age1", changes=True, keep_days=35)
    place.changes_folder.mkdir()
    names = [f"0000000100000000000000{number:02X}" for number in range(1, 5)]
    for name in names:
        (place.changes_folder / f"{name}.age").write_bytes(b"-")
    kept(place, 35, f"a{places.SUFFIX}", names[0])
    kept(place, 34, f"b{places.SUFFIX}", names[2])
    assert [backup.name[0] for backup in places.remove_old(place, NOW)] == ["a"]
    assert [backup.name[0] for backup in places.all_of(place)] == ["b"]
    assert sorted(path.name for path in place.changes_folder.iterdir()) == [f"{name}.age" for name in names[2:]]
    assert places.remove_old(place, NOW + timedelta(days=500)) == []  # the only one there is


@pytest.mark.parametrize(
    "table",
    [
        'folder = "/mnt/backup"',
        'folder = "backup"\nrecipient = "age1x"',
        'folder = "/mnt/backup"\nrecipient = "ssh-rsa"',
        'folder = "/mnt/backup"\nrecipient = "age1x"\nkeep_days = 0',
        'folder = "/mnt/backup"\nrecipient = "age1x"\nchanges = "yes"',
        'folder = "/mnt/backup"\nrecipient = "age1x"\nother = 1',
    ],
)
def test_a_doubtful_place_of_backups_is_refused(home, table):
    with (home.path / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[backup]\n{table}\n")
    with pytest.raises(BadHome, match="backup"):
        Home.load(home.path)


def test_without_a_place_or_a_running_server_it_says_what_to_do(home):
    said = sasae(home.path, "backup", "make")
    assert (said.returncode, "[backup]" in said.stdout) == (2, True)
    with (home.path / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write('\n[backup]\nfolder = "/mnt/backup"\nrecipient = "age1x"\n')
    said = sasae(home.path, "backup", "make")
    assert (said.returncode, "動いていません" in said.stdout) == (2, True)


def test_the_doctor_warns_of_no_place_no_backup_and_an_old_one(home):
    assert list(backups(home)) == []  # nothing to keep yet
    (home.postgres_dir).mkdir()
    (home.postgres_dir / "PG_VERSION").write_text("18")
    (none,) = backups(home)
    assert (none.mark, "[backup]" in none.do) == (Mark.ATTENTION, True)
    with (home.path / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[backup]\nfolder = "{home.path}/place"\nrecipient = "age1x"\n')
    place = Place(home.path / "place", "age1x")
    place.folder.mkdir()
    assert [look.mark for look in backups(Home.load(home.path))] == [Mark.WRONG, Mark.ATTENTION]
    kept(place, 0, f"a{places.SUFFIX}", "000000010000000000000001", clock.real_now() - timedelta(hours=36, minutes=1))
    assert [look.mark for look in backups(Home.load(home.path))] == [Mark.WRONG, Mark.ATTENTION]
    kept(place, 0, f"b{places.SUFFIX}", "000000010000000000000001", clock.real_now() - timedelta(hours=35, minutes=59))
    assert [look.mark for look in backups(Home.load(home.path))] == [Mark.WELL, Mark.ATTENTION]
