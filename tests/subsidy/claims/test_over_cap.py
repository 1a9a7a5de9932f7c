"""Care in kind above the month's cap: found in one pass over the month, however many lines and persons there are."""

import random
from collections import defaultdict
from typing import Any

import pytest
from django.db import connection

from sasae.law.single_parent.high_cost import CAPS, lowest_cap
from sasae.subsidy.claims.insurers import over_cap
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.money import JUNE, file_of, receipt, take_in
from tests.subsidy.paying import neighbour
from tests.subsidy.test_list_questions import questions

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-2")]


@pytest.fixture
def add(granted: Recipient) -> Any:
    """Makes accepted lines of a person: yen, 入外, insurer."""
    take_in(file_of(receipt(granted.number)), EXAMINER)
    template = ReceiptLine.objects.get()
    values = {field.attname: getattr(template, field.attname) for field in ReceiptLine._meta.concrete_fields}
    template.delete()
    places = iter(range(1, 10_000))

    def made(person: Any, yen: int, setting: str = "2", insurer: str = "", state: str = LineState.HELD) -> None:
        place = next(places)
        told = {"person_id": person.pk, "self_pay_yen": yen, "points": yen // 3, "setting": setting, "state": state}
        fresh = {"id": None, "place": place, "insurer_number": insurer or f"{place:08d}", "in_kind_yen": yen}
        ReceiptLine.objects.create(**{**values, **fresh, **told})

    return made


@pytest.mark.parametrize(("yen", "found"), [(0, 0), (1, 1)], ids=["the cap itself", "a yen more"])
@pytest.mark.parametrize("setting", ["1", "2"], ids=["inpatient", "outpatient"])
def test_only_what_counts_together_counts_against_the_cap(
    granted: Recipient, add: Any, setting: str, yen: int, found: int
) -> None:
    least, cap = CAPS.on(JUNE.first).counted_from, lowest_cap(granted.person.birth_date, JUNE)
    add(granted.person, cap + yen, setting=setting)
    add(granted.person, least - 1)
    add(granted.person, 500_000, state=LineState.RETURNED)
    rows = list(over_cap(JUNE))
    assert len(rows) == found
    for row in rows:
        assert (row.paid, row.counted) == (cap + yen + least - 1, cap + yen)
        assert row.outside == (cap + yen if setting == "2" else None)


def test_the_sums_are_those_of_each_person_whatever_the_list_is_narrowed_to(granted: Recipient, add: Any) -> None:
    chance, cap = random.Random(7), lowest_cap(granted.person.birth_date, JUNE)
    least = CAPS.on(JUNE.first).counted_from
    people = [neighbour(granted, place).person for place in range(1, 13)]
    borne: dict[int, list[int]] = defaultdict(list)
    for _ in range(60):
        one, yen = chance.choice(people), chance.randrange(1_000, 30_000, 500)
        borne[one.pk].append(yen)
        add(one, yen, setting=chance.choice("12"))
    sums = {pk: (sum(every), sum(yen for yen in every if yen >= least)) for pk, every in borne.items()}
    expected = {pk: told for pk, told in sums.items() if told[1] > cap}
    assert 0 < len(expected) < len(people)
    assert {row.person_id: (row.paid, row.counted) for row in over_cap(JUNE)} == expected
    first = over_cap(JUNE).order_by("-counted")[0]
    [row] = over_cap(JUNE).filter(insurer=first.insurer_number)
    assert (row.person_id, row.paid, row.counted) == (first.person_id, first.paid, first.counted)
    sql, params = over_cap(JUNE).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count(" on subsidy_receipts_receiptline") == 1, plan
    assert "SubPlan" not in plan, plan


def test_the_page_asks_as_often_for_many_as_for_one(granted: Recipient, add: Any, signed_in: Any) -> None:
    desk, url = signed_in("claims.view", "people.view"), "/claims/insurers/?month=R8.6"
    add(granted.person, 300_000)
    few = questions(desk, url)
    for place in range(1, 9):
        add(neighbour(granted, place).person, 300_000 + place)
    many = questions(desk, url)
    assert "300,008" in desk.get(url).content.decode()
    assert len(many) == len(few)
