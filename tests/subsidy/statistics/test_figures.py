"""The figures of a month and a year: equal to the ledger, kept when the month is over, hidden where they are small."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Sum

from sasae.kernel.period import Month
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, PostingLine, Scheme
from sasae.subsidy.people.models import Person
from sasae.subsidy.statistics import actions, queries
from sasae.subsidy.statistics.counting import Count, month_now
from sasae.subsidy.statistics.models import ClosedMonth, Figure, Side
from tests.subsidy.conftest import COUNTER, PAYMENTS
from tests.subsidy.money import file_of, receipt, take_in
from tests.subsidy.town import MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
JUNE = Month(2026, 6)
AFTER = datetime(2026, 7, 1, 1, tzinfo=UTC)
ADMIN = ("statistics.view", "statistics.export", "statistics.close")


def book(person: Person, yen: int, on: date, cause: str, scheme: Scheme = Scheme.REIMBURSEMENT) -> None:
    """A grant of so many yen, on a day."""
    cost = Account.REIMBURSEMENT if scheme == Scheme.REIMBURSEMENT else Account.IN_KIND
    about = (person.pk, f"医院 {cause}", "2026-05", scheme)
    post([Entry(cause, "試験", (Line(cost, yen, *about), Line(Account.BANK, -yen, *about)))], on=on, by=PAYMENTS)


@pytest.fixture
def mother(granted: Recipient) -> Person:
    return granted.person


def by(counts: list[Count], side: Side) -> dict[str, tuple[int, int, int]]:
    return {one.label: (one.grants, one.persons, one.yen) for one in counts if one.side is side}


@pytest.mark.clause("FIL-3")
def test_every_side_of_a_month_adds_up_to_the_ledger(mother: Person, granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number)), COUNTER)
    book(mother, 3_000, date(2026, 6, 10), "claim:1")
    book(mother, -1_000, date(2026, 6, 30), "claim:1:1")
    counts = month_now(JUNE)
    costs = PostingLine.objects.filter(account__in=[Account.IN_KIND, Account.REIMBURSEMENT])
    ledger = costs.aggregate(yen=Sum("yen"))["yen"]
    assert {side: sum(one.yen for one in counts if one.side is side) for side in Side} == dict.fromkeys(Side, ledger)
    assert by(counts, Side.FAMILY) == {"母子家庭": (1, 1, 2_900)}
    assert by(counts, Side.SCHEME) == {"現物給付": (1, 1, 900), "償還払い": (0, 1, 2_000)}
    assert by(counts, Side.TREATMENT)["医科"] == (1, 1, 900)
    assert by(counts, Side.BODY)["国保連合会"] == (1, 1, 900)


def test_a_booking_of_the_last_day_is_in_the_month_and_of_the_day_after_is_not(mother: Person) -> None:
    book(mother, 100, date(2026, 6, 30), "claim:1")
    book(mother, 10, date(2026, 7, 1), "claim:2")
    assert queries.figures_of(JUNE).total.yen == 100
    assert queries.figures_of(JUNE.plus(1)).total.yen == 10


def test_who_is_covered_is_counted_by_ward_and_a_protected_person_stands_under_no_ward(mother: Person) -> None:
    def wards() -> dict[str, int]:
        return {one.label: one.covered for one in month_now(JUNE) if one.side is Side.WARD}

    assert wards() == {"宮前区": 3}
    Person.objects.filter(atena_no=MISAKI).update(protected_until=date(2026, 6, 30))
    assert wards() == {"宮前区": 2, "区を示さないもの": 1}
    Person.objects.filter(atena_no=MISAKI).update(protected_until=date(2026, 6, 29))
    assert wards() == {"宮前区": 3}


def test_a_closed_month_keeps_its_figures_and_says_what_came_after(mother: Person) -> None:
    book(mother, 100, date(2026, 6, 10), "claim:1")
    closed = actions.close_month(JUNE, by=PAYMENTS, at=AFTER)
    book(mother, 7, date(2026, 6, 20), "claim:2")
    figures = queries.figures_of(JUNE)
    assert (figures.total.yen, figures.after) == (100, 7)
    assert actions.close_month(JUNE, by=PAYMENTS, at=AFTER) == closed
    assert ClosedMonth.objects.count() == 1
    assert Figure.objects.get(side=Side.TOTAL).yen == 100


def test_a_month_is_closed_the_day_after_its_last_and_not_on_it(mother: Person) -> None:
    with pytest.raises(actions.CannotClose) as refusal:
        actions.close_month(JUNE, by=PAYMENTS, at=datetime(2026, 6, 30, 1, tzinfo=UTC))
    assert refusal.value.id == "ST-101"
    assert actions.close_month(JUNE, by=PAYMENTS, at=AFTER).yen == 0


def test_the_old_systems_payments_count_in_the_month_they_were_paid(mother: Person) -> None:
    from tests.subsidy.old_system.files import checked, imported, rows

    imported(checked(rows()))
    assert [queries.figures_of(Month(2026, month)).total.yen for month in (4, 5, 6)] == [1_500, 3_000, 0]


def test_a_forecast_is_last_years_month_times_the_growth_and_says_so(mother: Person) -> None:
    for month, yen in ((4, 1_000), (5, 1_000), (7, 5_000)):
        book(mother, yen, date(2025, month, 10), f"last:{month}")
    for month, yen in ((4, 1_500), (5, 1_500), (6, 400)):
        book(mother, yen, date(2026, month, 10), f"this:{month}")
    book(mother, 900, date(2025, 8, 10), "last:8")
    lines = queries.year_lines(2026, on=date(2026, 6, 15))
    assert [(line.yen, line.forecast) for line in lines[:4]] == [
        (1_500, False),
        (1_500, False),
        (400, False),
        (7_500, True),
    ]
    assert "前年の同じ月×これまでの伸び150.0％" in lines[3].basis
    assert lines[4].yen == 1_350
    assert "これまでの月の平均" in lines[5].basis
    assert lines[5].yen == 1_500
    assert (lines[2].more, lines[3].more) == (1_100, 0)  # June runs: as much as April and May is expected of it
    budget = queries.budget_lines(2026, lines)[1]
    assert (budget.used, budget.expected) == (3_400, sum(line.reimbursement + line.more for line in lines))
    assert budget.left == 20_000_000 - budget.expected


def test_small_cells_are_hidden_and_one_that_could_be_worked_out_from_the_sum_too() -> None:
    def told(*persons: int) -> list[bool]:
        counts = [Count(Side.WARD, "141313", persons=count, grants=count, yen=count) for count in persons]
        return hidden(counts)

    def hidden(counts: list[Count]) -> list[bool]:
        return [queries.HIDDEN in row for row in queries.published(counts, on=date(2026, 6, 15))]

    assert told(10, 11, 12) == [False, False, False]
    assert told(9, 11, 12) == [True, True, False]
    assert told(9, 8, 12) == [True, True, False]
    assert told(0, 11, 12) == [False, False, False]
    assert hidden([Count(Side.WARD, "141313", covered=count) for count in (9, 50)]) == [True, True]
    assert hidden([Count(Side.WARD, "141313", grants=-1, yen=-900), Count(Side.WARD, "141321", persons=11)]) == [True, True]


def test_a_clerk_looks_at_year_and_month_closes_it_and_takes_both_files_out(mother: Person, signed_in: Any) -> None:
    book(mother, 3_000, date(2026, 5, 10), "claim:1")
    client = signed_in(*ADMIN)
    page = client.get("/statistics/?year=2026").content.decode()
    assert "3,000円" in page
    assert "640,000,000円" in page
    client.post("/statistics/2026-05/close/")
    assert "月を締めた" in client.get("/statistics/2026-05/").content.decode()
    inside = client.get("/statistics/2026-05/?export=csv").content.decode("utf-8-sig")
    assert ["区：宮前区", "0", "1", "1", "3000"] in list(csv.reader(io.StringIO(inside)))
    outside = client.get("/statistics/2026-05/?export=csv&publish=1").content.decode("utf-8-sig")
    assert ["区：宮前区", "Ｘ", "Ｘ", "Ｘ", "Ｘ"] in list(csv.reader(io.StringIO(outside)))
    assert client.get("/statistics/?year=2026&export=xlsx").content.startswith(b"PK")


@pytest.mark.parametrize(
    ("path", "status"), [("/statistics/0001-01/", 404), ("/statistics/9999-12/", 404), ("/statistics/years/1999/", 404),
                         ("/statistics/years/2100/", 200), ("/statistics/years/2026/?export=csv", 200), ("/statistics/2026-13/", 404), ("/statistics/x/", 404), ("/statistics/?year=1999", 404),
                         ("/statistics/2026-05/", 200), ("/statistics/2030-01/", 200)]
)  # fmt: skip
def test_a_month_that_does_not_exist_is_not_found(signed_in: Any, path: str, status: int) -> None:
    assert signed_in(*ADMIN).get(path).status_code == status


def test_without_its_right_nothing_is_shown_closed_or_taken_out(signed_in: Any) -> None:
    assert signed_in("people.view").get("/statistics/").status_code == 403
    client = signed_in("statistics.view")
    assert client.get("/statistics/?export=csv").status_code == 403
    assert client.post("/statistics/2026-05/close/").status_code == 403
