"""The journal's page: filtered, in sentences, with marks; looking at it and taking it out count too."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.foundation.history import Actor, record, shown
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.history.views import ENTRIES
from tests.staff import at

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
HANA = Actor("counter1", "川崎 花", "staff")
TARO = "000000000012345"


def write(count=1):
    for number in range(count):
        record(HANA, "session.refused", f"user{number}", [TARO], reason="試験")


def test_it_is_filtered_by_person_operator_event_and_period(signed_in):
    write(2)
    record(Actor("other", "別人", "staff"), "session.ended", "other")
    client = signed_in("history.view")
    asked = 1  # for Taro's lines: a line of its own, and another for the persons of the lines shown
    for query, count in [
        (f"person={TARO}", 2 + asked),
        ("actor=other", 1),
        ("event=session.refused", 2),
        ("outcome=refused", 0),
    ]:
        page = client.get(at(f"/history/?{query}&to=2999-12-31")).content.decode()
        assert (f"{count}件" in page) if count else ("当てはまるものはありません" in page), query


def test_looking_at_the_journal_of_a_person_is_journaled(signed_in):
    client = signed_in("history.view")
    client.get(at(f"/history/?person={TARO}"))
    entry = HistoryEntry.objects.filter(event="screen.shown").latest("id")
    assert (entry.persons, entry.actor_id) == ([TARO], client.staff.login_id)


def test_whoever_is_named_on_the_page_or_in_the_file_is_journaled(signed_in):
    record(HANA, "session.refused", "user", [f"{n:015}" for n in range(1, 8)], reason="試験")
    client = signed_in("history.view", "history.export")
    for query, note in (("event=session.refused", ""), ("event=session.refused&export=csv", "：書き出し")):
        assert client.get(at(f"/history/?{query}")).status_code == 200
        entry = HistoryEntry.objects.filter(event="screen.shown").latest("id")
        assert (entry.persons, entry.detail["note"]) == ([f"{n:015}" for n in range(1, 6)], note)


def test_it_is_filtered_by_case_and_by_mark_and_says_both(signed_in):
    shown(HANA, "screen.shown", "x", [TARO], purpose="審査", screen="x", note="", case="KW1", past=True)
    shown(HANA, "screen.shown", "x", [TARO], purpose="審査", screen="x", note="", protected=[TARO])
    record(HANA, "session.refused", "KW1", reason="試験")
    client = signed_in("history.view")
    for query, count, said in [
        ("case=KW1", 2, "案件 KW1"),
        ("mark=past", 1, "過去の内容"),
        ("mark=protected", 1, "支援措置対象者"),
    ]:
        page = client.get(at(f"/history/?{query}")).content.decode()
        assert f"{count}件" in page, query
        assert said in page, query


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"person": TARO}, "history_entry_persons"), ({"actor": "counter1"}, "history_entry_actor"),
        ({"actor": "川崎 花"}, "history_entry_actor_name"),
        ({"outcome": "refused"}, "history_entry_refused"),
        ({"mark": "past"}, "history_entry_past"), ({"mark": "protected"}, "history_entry_protected"),
        ({"from": "2026-06-15", "to": "2026-06-15"}, "history_entry_at"), ({"event": "session.refused"}, "history_entry_event"),
    ],
)  # fmt: skip
def test_every_filter_has_its_index(asked, index):
    write()
    rows, problems = ENTRIES.narrowed(asked, HistoryEntry.objects.all())
    assert not problems
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")  # of few rows the primary key's order costs less
    plan = rows.order_by().explain()
    assert re.search(rf"{index}\b", plan)


def test_a_case_is_found_by_two_indexes_each_by_its_value():
    write()
    with CaptureQueriesContext(connection) as heard:
        ENTRIES.narrowed({"case": "KW1"}, HistoryEntry.objects.all())
    conditions = ("(subject)::text = 'KW1'::text", "(detail ->> 'case'::text) = 'KW1'::text")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")  # of few rows the primary key's order costs less
        for asked, condition in zip(heard.captured_queries, conditions, strict=True):
            cursor.execute(f"EXPLAIN {asked['sql']}")
            assert f"Index Cond: ({condition})" in "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("asked", [{"actor": "counter1"}, {"actor": "川崎 花"}, {"event": "session.refused"}])
def test_what_is_asked_for_within_a_period_is_read_in_the_order_of_one_index_and_nothing_beside_it(asked):
    write()
    rows, _ = ENTRIES.narrowed({**asked, "from": "2020-01-01", "to": "2099-12-31"}, HistoryEntry.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = rows.order_by(ENTRIES.order)[:50].explain()
    assert "Sort" not in plan
    assert "Filter" not in plan
    assert len(list(rows)) == 1


def test_a_day_that_cannot_be_read_is_said(signed_in):
    assert "条件を読み取れません" in signed_in("history.view").get(at("/history/?from=昨日")).content.decode()
