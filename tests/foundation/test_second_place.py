"""The journal's seals in a second place: copied at intervals, never touched again, and compared with the other two."""

import json
import os

import pytest
from django.core.management import call_command
from django.db import connection

from sasae.foundation.history import Actor, record
from sasae.foundation.history.batches import copy_to_second_place
from sasae.foundation.history.chain import seal
from sasae.foundation.history.models import HistoryEntry, HistorySeal
from sasae.foundation.history.seals import SealFile, sign_line
from sasae.foundation.history.second_place import Away, SecondPlace, copy_seals, second_place
from sasae.foundation.history.verification import verify
from sasae.kernel import clock

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-8", "ACC-10")]
HANA = Actor("counter1", "川崎 花", "staff")


@pytest.fixture
def place(settings, tmp_path):
    settings.SASAE_HOME = tmp_path / "home"
    settings.SASAE_HOME.mkdir()
    (tmp_path / "worm").mkdir()
    return SecondPlace(tmp_path / "worm", 60)


@pytest.fixture
def copied(place):
    """Two files of two segments each, in tables of this session, which the database's owner could change."""
    with connection.cursor() as cursor:
        for table in ("history_entry", "history_chain", "history_seal"):
            cursor.execute(f"CREATE TEMP TABLE {table} (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
    for _ in range(2):
        sealed(2)
        assert copy_seals(place, everything=True) == 2
    assert verify(place) == []
    return sorted(place.folder.iterdir())


def sealed(times=1):
    for _ in range(times):
        record(HANA, "session.refused", "user", reason="試験")
        seal()


def ids(findings):
    return sorted({finding.id for finding in findings})


def setting(place, *rows):
    said = [{"since": "2000-01-01", "source": "試験", "value": {"folder": str(place.folder), "minutes": 60}}, *rows]
    lines = [f"  - {{since: {row['since']}, source: 試験, value: {json.dumps(row['value'])}}}" for row in said]
    return "label: 封印の二つ目の置き場所\nrows:\n" + "\n".join(lines) + "\n"


def test_nothing_is_copied_where_no_second_place_is_set_or_it_has_ended(place, settings):
    sealed()
    assert second_place(clock.today()) is None
    copy_to_second_place(0)
    (settings.SASAE_HOME / "second_seals.yaml").write_text(setting(place, {"since": clock.today(), "value": None}))
    assert second_place(clock.today()) is None
    (settings.SASAE_HOME / "second_seals.yaml").write_text(setting(place))
    assert second_place(clock.today()) == place
    assert list(place.folder.iterdir()) == []


@pytest.mark.parametrize(
    "value", [{"folder": "worm", "minutes": 60}, {"folder": "/x", "minutes": 0}, {"folder": "/x"}, "/x"]
)
def test_a_doubtful_setting_is_refused(place, settings, value):
    (settings.SASAE_HOME / "second_seals.yaml").write_text(setting(place, {"since": "2001-01-01", "value": value}))
    with pytest.raises(ValueError, match=r"フォルダー|minutes"):
        second_place(clock.today())


def test_a_place_inside_the_installation_is_no_second_place(place, settings):
    inside = SecondPlace(settings.SASAE_HOME / "seals", 60)
    (settings.SASAE_HOME / "second_seals.yaml").write_text(setting(inside))
    with pytest.raises(ValueError, match="設置の外"):
        second_place(clock.today())


def test_a_seal_waits_its_minutes_and_goes_with_all_that_came_since(place):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE history_seal (LIKE history_seal INCLUDING ALL) ON COMMIT DROP")
    sealed(2)
    assert copy_seals(place) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE history_seal SET at = at - interval '61 minutes' WHERE segment = 1")
    assert copy_seals(place) == 2
    assert copy_seals(place, everything=True) == 0
    (file,) = place.folder.iterdir()
    assert file.name.endswith("-0000000001-0000000002.jsonl")
    assert file.read_text("utf-8").splitlines()[:2] == SealFile.of_settings().lines()
    assert os.stat(file).st_mode & 0o222 == 0


def test_a_place_that_is_away_is_not_made_anew(place):
    sealed()
    gone = SecondPlace(place.folder / "unmounted", 60)
    with pytest.raises(Away):
        copy_seals(gone)
    assert ids(verify(gone)) == ["H-401"]


def test_the_command_copies_when_sealing_and_compares_when_verifying(place, settings, capsys):
    (settings.SASAE_HOME / "second_seals.yaml").write_text(setting(place))
    record(HANA, "session.refused", "user", reason="試験")
    call_command("history", "seal")
    assert "1件の封印を、二つ目の置き場所に写しました" in capsys.readouterr().out
    call_command("history", "verify")
    (settings.SASAE_HOME / "second_seals.yaml").unlink()
    (file,) = place.folder.iterdir()
    file.chmod(0o640)
    file.write_text("x\n")
    with pytest.raises(SystemExit):
        call_command("history", "verify", "--second", str(place.folder))
    assert "H-402" in capsys.readouterr().out


class TestTampering:
    """What one who holds database, installation and signing key cannot do unseen."""

    def test_a_chain_made_anew_with_all_its_seals_is_found(self, copied, place):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE history_entry SET subject = 'x' WHERE id = %s", [HistoryEntry.objects.earliest("id").pk]
            )
            cursor.execute("DELETE FROM history_chain")
            cursor.execute("DELETE FROM history_seal")
        SealFile.of_settings().path.unlink()
        for _ in copied * 2:
            seal(limit=1, everything=True)
        assert ids(verify()) == []  # without the second place nobody would know
        assert ids(verify(place)) == ["H-405", "H-406"]

    def test_an_end_cut_off_everywhere_inside_is_found(self, copied, place):
        last = HistorySeal.objects.latest("segment")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM history_entry WHERE id = (SELECT max(id) FROM history_entry)")
            cursor.execute("DELETE FROM history_chain WHERE seq > %s", [last.first_seq - 1])
            cursor.execute("DELETE FROM history_seal WHERE segment = %s", [last.segment])
        path = SealFile.of_settings().path
        path.write_text("".join(f"{line}\n" for line in path.read_text("utf-8").splitlines()[:-1]))
        assert ids(verify()) == []
        assert ids(verify(place)) == ["H-404"]

    def test_a_file_of_the_second_place_that_is_changed_is_found(self, copied, place):
        copied[0].chmod(0o640)
        copied[0].write_text(copied[0].read_text("utf-8").replace('"first":1', '"first":2', 1))
        assert {"H-402", "H-403", "H-405"} <= set(ids(verify(place)))

    def test_a_file_taken_away_is_found(self, copied, place):
        copied[0].unlink()
        assert ids(verify(place)) == ["H-403"]

    def test_a_last_file_taken_away_is_found_once_its_seals_are_late(self, copied, place):
        copied[1].unlink()
        assert ids(verify(place)) == []
        with connection.cursor() as cursor:
            cursor.execute("UPDATE history_seal SET at = at - interval '121 minutes'")
        assert ids(verify(place)) == ["H-407"]

    def test_a_file_slipped_in_is_found_even_with_the_right_key(self, copied, place):
        lines = [*copied[0].read_text("utf-8").splitlines()[:2]]
        closing = sign_line(
            {
                **{
                    k: v
                    for k, v in json.loads(copied[0].read_text("utf-8").splitlines()[-1]).items()
                    if k != "signature"
                },
                "previous": "",
            }
        )
        path = place.folder / copied[1].name.replace("0000000003-0000000004", "0000000005-0000000006")
        path.write_text("\n".join([*lines, closing]) + "\n")
        assert {"H-403", "H-404"} <= set(ids(verify(place)))
