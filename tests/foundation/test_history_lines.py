"""A line of the journal as the database gets it: whole, and by a statement that it reads and plans once."""

import pghistory
import pytest
from django.db import connection

from sasae.foundation.history import Actor, record
from sasae.foundation.history.models import HistoryEntry

pytestmark = pytest.mark.django_db
HANA = Actor("counter1", "川崎 花", "staff")
READY = (
    "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE '%INSERT INTO history_entry%'"
)


def write(*persons):
    record(HANA, "session.refused", "user1", persons, reason="試験")


def test_persons_stand_as_they_were_told_whatever_is_in_them():
    told = ["000000000012345", 'a"b', "c\\d", "{e,f}", "", "NULL", " g ", "川崎"]
    write(*told)
    assert HistoryEntry.objects.latest("id").persons == told


def test_one_statement_serves_every_line_of_a_connection_also_where_versions_are_kept():
    write()
    with pghistory.context(actor="counter1"):
        write("1")
        write("1", "2")
    with connection.cursor() as cursor:
        cursor.execute(READY)
        assert cursor.fetchall() == [(3,)]
