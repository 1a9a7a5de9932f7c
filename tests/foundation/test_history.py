"""The journal: written in the transaction, refusals outside it, chained, sealed, and true or found out."""

import json
import shutil

import pytest
from django.db import DatabaseError, connection, transaction

from sasae.foundation.history import Actor, record, refuse
from sasae.foundation.history.chain import entry_hash, seal
from sasae.foundation.history.models import HistoryChain, HistoryEntry, HistorySeal
from sasae.foundation.history.seals import SealFile, read_line
from sasae.foundation.history.sentences import UnknownEvent, events, sentence_of
from sasae.foundation.history.verification import verify
from sasae.wire.renewing import renew_signing_key

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
HANA = Actor("counter1", "川崎 花", "staff")
TARO = "000000000012345"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.SASAE_HOME = tmp_path
    return tmp_path


def write(count=1):
    for number in range(count):
        record(HANA, "session.refused", f"user{number}", [TARO], reason="試験")


def ids(findings):
    return sorted({finding.id for finding in findings})


class TestWriting:
    @staticmethod
    def fail_after(act):
        """Do something in a transaction that is then rolled back."""
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    def test_an_entry_stands_alone_with_name_time_and_persons(self):
        write()
        entry = HistoryEntry.objects.latest("id")
        assert (entry.actor_id, entry.actor_name, entry.persons, entry.outcome) == (
            "counter1",
            "川崎 花",
            [TARO],
            "done",
        )
        assert entry.at is not None

    def test_what_is_rolled_back_was_not_done(self):
        self.fail_after(write)
        assert not HistoryEntry.objects.filter(actor_id="counter1").exists()

    def test_a_refusal_is_written_on_its_own_connection(self, refusals):
        self.fail_after(lambda: refuse(HANA, "session.refused", "user1", "誤り"))
        assert "'refused'" in refusals()[-1]

    def test_an_event_without_a_sentence_is_a_broken_program(self):
        with pytest.raises(UnknownEvent):
            record(HANA, "nothing.happened", "")

    def test_a_sentence_without_its_words_is_a_broken_program(self):
        with pytest.raises(ValueError, match="reason"):
            record(HANA, "session.refused", "user1")

    def test_a_guarded_text_does_not_get_into_the_journal(self):
        from sasae.foundation.release import GuardedText

        with pytest.raises(TypeError), transaction.atomic():
            record(HANA, "session.refused", "user1", reason=GuardedText("川崎市秘密町"))

    def test_entries_read_as_sentences(self):
        said = sentence_of("accounts.granted", "counter1", "伊東", 0, {"right": "操作履歴を見る", "reason": "点検"})
        assert said == "利用者 counter1 に権限「操作履歴を見る」を付与した：点検"
        assert (
            sentence_of("accounts.granted", "counter1", "伊東", 0, {}) == "利用者 counter1 に権限「－」を付与した：－"
        )
        assert sentence_of("gone.event", "x", "伊東", 0, {}) == "gone.event x"

    def test_every_event_of_every_app_has_a_japanese_sentence(self):
        assert [event for event, said in events().items() if said.isascii()] == []


class TestAppendOnly:
    @pytest.mark.parametrize("table", ["history_entry", "history_chain", "history_seal"])
    @pytest.mark.parametrize("verb", ["UPDATE {} SET {}={}", "DELETE FROM {}", "TRUNCATE {}"])
    @pytest.mark.clause("ACC-8")
    def test_neither_role_nor_trigger_lets_a_line_be_changed(self, table, verb):
        write()
        seal()
        column = {"history_entry": "id", "history_chain": "seq", "history_seal": "segment"}[table]
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb.format(table, column, column))


class TestSealing:
    def test_everything_committed_is_chained_once_in_order(self):
        write(5)
        assert seal().entries == 5 + _others()
        assert seal().entries == 0
        seqs = list(HistoryChain.objects.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
        assert list(HistoryChain.objects.order_by("seq").values_list("entry_id", flat=True)) == sorted(
            HistoryEntry.objects.values_list("id", flat=True)
        )

    def test_a_late_commit_with_an_earlier_number_is_chained_later(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('history_entry', 'id'))")
            early = cursor.fetchone()[0]
        write(3)
        seal()
        HistoryEntry.objects.create(
            id=early, actor_id="late", actor_name="遅", actor_kind="batch", event="session.ended", outcome="done"
        )
        assert seal().entries == 1
        assert HistoryChain.objects.latest("seq").entry_id == early
        assert verify() == []

    def test_a_limit_leaves_the_rest_for_the_next_turn(self):
        write(5)
        assert seal(limit=2).entries == 2
        assert seal(limit=100).entries == 3 + _others()
        assert HistorySeal.objects.count() == 2

    def test_the_seal_stands_signed_outside_the_database(self, home):
        write(2)
        seal()
        line = (home / "seals").glob("*.jsonl").__next__().read_text().splitlines()[0]
        content = read_line(line)
        assert content["last"] == HistoryChain.objects.count()
        assert content["hash"] == bytes(HistoryChain.objects.latest("seq").hash).hex()
        assert read_line(line.replace('"first":1', '"first":2')) is None

    def test_what_was_sealed_with_the_key_before_is_still_checked(self, settings, tmp_path):
        shutil.copytree(settings.SASAE_PKI, tmp_path / "pki")
        settings.SASAE_PKI = tmp_path / "pki"
        write(1)
        seal()
        renew_signing_key(settings.SASAE_PKI, settings.SASAE_SERVICE)
        write(1)
        seal()
        assert verify() == []
        (settings.SASAE_PKI / "former.json").unlink()
        assert ids(verify()) != []

    def test_a_sealer_killed_before_the_file_catches_up(self):
        write(2)
        seal()
        SealFile.of_settings().path.unlink()
        assert ids(verify()) == ["H-204"]
        seal()
        assert verify() == []

    def test_the_hash_is_reckoned_from_the_entry_and_the_hash_before(self):
        from datetime import UTC, datetime

        row = (
            1,
            datetime(2026, 6, 15, 1, 2, 3, 4, UTC),
            "a",
            "名",
            "staff",
            "",
            "",
            "",
            "e",
            "s",
            [TARO],
            "done",
            "{}",
            "",
        )
        text = (
            '{"actor_id":"a","actor_kind":"staff","actor_name":"名","at":"2026-06-15T01:02:03.000004+00:00","detail":{},'
            '"event":"e","id":1,"outcome":"done","persons":["000000000012345"],"purpose":"","request_id":"","right":"",'
            '"subject":"s","terminal":""}'
        )
        from hashlib import sha256

        assert entry_hash(bytes(32), row) == sha256(bytes(32) + text.encode()).digest()


@pytest.mark.clause("ACC-8")
class TestTampering:
    """What even the owner of the database cannot do unseen. The tables are copies of this session, without triggers."""

    @pytest.fixture(autouse=True)
    def sealed(self):
        with connection.cursor() as cursor:
            for table in ("history_entry", "history_chain", "history_seal"):
                cursor.execute(f"CREATE TEMP TABLE {table} (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
        write(6)
        seal()
        assert verify() == []

    @staticmethod
    def run(sql, *values):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    def third(self):
        return HistoryChain.objects.get(seq=3).entry_id

    @pytest.mark.parametrize(
        "column", ["actor_id", "event", "subject", "terminal", "right", "purpose", "request_id", "outcome"]
    )
    def test_a_changed_word_is_found(self, column):
        self.run(f'UPDATE history_entry SET "{column}" = %s WHERE id = %s', "shown", self.third())
        assert ids(verify()) == ["H-104"]

    @pytest.mark.parametrize(
        "change",
        [
            "persons = ARRAY['1']",
            "at = at + interval '1 microsecond'",
            "detail = '{}'",
            "detail = detail || '{\"a\": 1}'",
        ],
    )
    def test_a_changed_person_time_or_detail_is_found(self, change):
        self.run(f"UPDATE history_entry SET {change} WHERE id = %s", self.third())
        assert ids(verify()) == ["H-104"]

    def test_a_removed_entry_is_found(self):
        self.run("DELETE FROM history_entry WHERE id = %s", self.third())
        assert ids(verify()) == ["H-103"]

    def test_an_entry_removed_with_its_link_is_found(self):
        self.run("DELETE FROM history_entry WHERE id = %s", self.third())
        self.run("DELETE FROM history_chain WHERE seq = 3")
        assert ids(verify()) == ["H-101"]

    def test_two_entries_that_changed_places_are_found(self):
        four = HistoryChain.objects.get(seq=4).entry_id
        three = self.third()
        self.run("UPDATE history_chain SET entry_id = -1 WHERE seq = 3")
        self.run("UPDATE history_chain SET entry_id = %s WHERE seq = 4", three)
        self.run("UPDATE history_chain SET entry_id = %s WHERE seq = 3", four)
        assert ids(verify()) == ["H-104"]

    def test_an_entry_slipped_in_with_an_old_time_is_found(self):
        self.run(
            'INSERT INTO history_entry (at, actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject,'
            " persons, outcome, detail, request_id) SELECT at - interval '2 days', actor_id, actor_name, actor_kind, terminal,"
            ' "right", purpose, event, subject, persons, outcome, detail, request_id FROM history_entry WHERE id = %s',
            self.third(),
        )
        assert ids(verify()) == ["H-301"]
        seal()
        assert ids(verify()) == ["H-105"]

    def test_a_chain_reckoned_anew_is_found_by_the_seal(self):
        self.run("UPDATE history_entry SET subject = 'x' WHERE id = %s", self.third())
        self.run("DELETE FROM history_chain")
        self.run("DELETE FROM history_seal")
        seal(everything=True)
        assert "H-205" in ids(verify())

    def test_the_last_segment_cut_off_is_found_by_the_file_outside(self):
        write(2)
        seal()
        self.run(
            "DELETE FROM history_entry WHERE id IN (SELECT entry_id FROM history_chain WHERE seq > (SELECT last_seq FROM history_seal WHERE segment = 1))"
        )
        self.run("DELETE FROM history_chain WHERE seq > (SELECT last_seq FROM history_seal WHERE segment = 1)")
        self.run("DELETE FROM history_seal WHERE segment = 2")
        assert ids(verify()) == ["H-206"]

    def test_links_without_a_seal_are_found(self):
        self.run("DELETE FROM history_seal")
        SealFile.of_settings().path.unlink()
        assert ids(verify()) == ["H-207"]

    def test_a_forged_signature_is_found(self):
        line = json.loads(HistorySeal.objects.get(segment=1).line)
        self.run("UPDATE history_seal SET line = %s", json.dumps({**line, "last": 99}))
        assert "H-201" in ids(verify())


def _others():
    return HistoryEntry.objects.exclude(actor_id="counter1").count()
