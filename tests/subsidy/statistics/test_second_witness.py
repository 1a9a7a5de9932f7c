"""The same figures by another hand: lines read one by one from the database and added up in Python; wards of movers; years."""

import re
from collections import defaultdict
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection

from sasae.kernel.period import Month
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.statistics import actions, queries
from sasae.subsidy.statistics.counting import month_now, yen_by_month
from sasae.subsidy.statistics.models import Side
from sasae.subsidy.statistics.yearly import year_figures
from tests.subsidy.conftest import COUNTER, PAYMENTS
from tests.subsidy.money import file_of, receipt, take_in
from tests.subsidy.statistics.test_figures import ADMIN, AFTER, JUNE, book
from tests.subsidy.town import MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MIYAMAE, TAMA = "141364", "141356"
JULY = JUNE.plus(1)


def witness(month: Month) -> dict[tuple[str, str], int]:
    """Yen by scheme, ward, family and treatment: nothing but plain columns is asked of the database."""

    def table(query: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    postings = {key: (cause, on) for key, cause, on in table('SELECT id, cause, "on" FROM subsidy_ledger_posting')}
    persons = {
        key: (ward, until)
        for key, ward, until in table("SELECT id, ward_code, protected_until FROM subsidy_people_person")
    }
    receipts = dict(table("SELECT id, point_table FROM subsidy_receipts_receiptline"))
    found: dict[tuple[str, str], int] = defaultdict(int)
    for posting, account, person, yen, treatment in table(
        "SELECT posting_id, account, person_id, yen, treatment FROM subsidy_ledger_postingline"
    ):
        cause, on = postings[posting]
        if account not in ("in_kind", "reimbursement") or (on.year, on.month) != (month.year, month.month):
            continue
        ward, until = persons[person]
        of_receipt = re.match(r"receipt[^:]*:(\d+)", cause)
        found["total", ""] += yen
        found["scheme", "1" if account == "in_kind" else "2"] += yen
        found["ward", "" if until is not None and until >= month.last else ward] += yen
        found["treatment", receipts[int(of_receipt[1])] if of_receipt else treatment[:1]] += yen
    return {key: yen for key, yen in found.items() if yen}


@pytest.fixture
def booked(granted: Recipient) -> Person:
    """Receipts, reimbursements, a correction, two persons of one family, one of them under protection."""
    take_in(file_of(receipt(granted.number)), COUNTER)
    ren = Person.objects.get(atena_no=REN)
    book(granted.person, 3_001, date(2026, 6, 1), "claim:901")
    book(ren, 1_234, date(2026, 6, 30), "claim:902")
    book(ren, -1_234, date(2026, 6, 30), "claim:902:back:1")
    book(ren, 777, date(2026, 6, 30), "claim:902:1")
    book(ren, 50, date(2026, 7, 1), "claim:903")
    Person.objects.filter(pk=ren.pk).update(protected_until=date(2026, 6, 30), ward_code=TAMA)
    return granted.person


@pytest.mark.clause("FIL-3")
@pytest.mark.parametrize("month", [JUNE, JULY])
def test_every_figure_equals_what_another_hand_adds_up_to_the_yen(booked: Person, month: Month) -> None:
    sides = (Side.TOTAL, Side.SCHEME, Side.WARD, Side.TREATMENT)
    ours = {(one.side.value, one.value): one.yen for one in month_now(month) if one.side in sides and one.yen}
    assert ours == witness(month)
    assert sum(yen_by_month(month, month)[str(month)].values()) == ours["total", ""]


def test_who_moves_within_the_year_stays_with_their_ward_in_the_month_that_is_closed(booked: Person) -> None:
    Person.objects.update(protected_until=None, ward_code=MIYAMAE)
    actions.close_month(JUNE, by=PAYMENTS, at=AFTER)
    june = queries.figures_of(JUNE).total.yen
    Person.objects.filter(atena_no=MISAKI).update(ward_code=TAMA)
    book(booked, 4_000, date(2026, 7, 10), "claim:950")
    figures = year_figures(2026, on=date(2026, 7, 31))
    assert {one.value: one.yen for one in figures.of(Side.WARD)} == {MIYAMAE: june + 50, TAMA: 4_000}
    assert figures.total.yen == june + 4_050


def test_a_year_with_what_was_booked_after_closing_is_the_ledgers_sum(booked: Person) -> None:
    actions.close_month(JUNE, by=PAYMENTS, at=AFTER)
    book(booked, 7, date(2026, 6, 20), "claim:960")
    figures = year_figures(2026, on=date(2026, 7, 31))
    lines = queries.year_lines(2026, on=date(2026, 7, 31))
    assert figures.after == 7
    assert figures.total.yen + figures.after == sum(line.yen for line in lines if not line.forecast)
    assert {side: sum(one.yen for one in figures.of(side)) for side in Side} == dict.fromkeys(Side, figures.total.yen)


def test_a_month_without_a_booking_has_noughts_and_its_recipients(booked: Person) -> None:
    may = queries.figures_of(Month(2026, 5))
    assert (may.total.yen, may.total.grants, may.total.persons) == (0, 0, 0)
    assert queries.figures_of(Month(2026, 8)).total.covered == 3


def test_a_year_that_has_not_begun_is_empty(booked: Person) -> None:
    assert year_figures(2027, on=date(2026, 7, 31)).counts == []


def test_the_year_says_what_came_after_closing_and_its_parts_open(booked: Person, signed_in: Any) -> None:
    actions.close_month(JUNE, by=PAYMENTS, at=datetime(2026, 7, 1, 1, tzinfo=UTC))
    book(booked, 7, date(2026, 6, 20), "claim:960")
    client = signed_in(*ADMIN)
    assert "締めた後に7円の増減" in client.get("/statistics/?year=2026").content.decode()
    page = client.get("/statistics/years/2026/").content.decode()
    assert "延べ人数" in page
    assert "公表用はありません" in page
    sheet = ZipFile(BytesIO(client.get("/statistics/years/2026/?export=xlsx").content)).read("xl/worksheets/sheet1.xml")
    assert b"<v>3778</v>" in sheet  # a number the office can add up
    told = client.get("/statistics/years/2026/?export=csv&publish=1").content.decode("utf-8-sig")
    assert "Ｘ" not in told
    assert "助成区分：償還払い,2,2,3778" in told
