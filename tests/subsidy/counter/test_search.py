"""Finding a person at the counter: in any script, by birth date, by number; the individual number by a way of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.people.actions import keep_individual_numbers, keep_people
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import search
from sasae.subsidy.people.searching import search_key
from tests.staff import at
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import MISAKI, MISAKI_NUMBER, REN, SAORI, family, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
VARIANT = "000000000006001"
FOREIGN = "000000000006002"


@pytest.fixture
def town() -> None:
    people = [
        *family().values(),
        person(SAORI, "幸　さおり", "サイワイ　サオリ", "1988-12-01", "2", "世帯主"),
        person(VARIANT, "渡邉　髙子", "ワタナベ　タカコ", "1960-01-07", "2", "世帯主"),
        person(FOREIGN, "NGUYEN THI LAN", "グエン　ティ・ラン", "1995-02-03", "2", "世帯主"),
    ]
    keep_people(people, by=COUNTER, affair="試験", fetched_at=clock.now())


def numbers(text: str) -> set[str]:
    return set(search(text).values_list("atena_no", flat=True))


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("宮前　美咲", MISAKI), ("宮前美咲", MISAKI), ("美咲", MISAKI), ("美咲 宮前", MISAKI), ("ミヤマエ ミサキ", MISAKI),
        ("みやまえみさき", MISAKI), ("ﾐﾔﾏｴ ﾐｻｷ", MISAKI), ("蓮", REN), ("さおり", SAORI), ("サオリ", SAORI),
        ("渡辺高子", VARIANT), ("渡邊　高子", VARIANT), ("わたなべ たかこ", VARIANT), ("nguyen", FOREIGN), ("Ｎｇｕｙｅｎ", FOREIGN),
        ("ティラン", FOREIGN), ("テイ・ラン", FOREIGN), ("４００１", MISAKI), ("0000-0000-0004-001", MISAKI),
    ],
    ids=lambda value: str(value),
)  # fmt: skip
def test_a_person_is_found_however_it_is_typed(town: None, typed: str, who: str) -> None:
    assert numbers(typed) == {who}


def test_the_surname_finds_the_family_and_nobody_else(town: None) -> None:
    assert MISAKI in numbers("宮前")
    assert REN in numbers("宮前")
    assert SAORI not in numbers("宮前")
    assert numbers("前美") == set()


def test_two_words_must_both_be_of_the_person(town: None) -> None:
    assert numbers("宮前 高子") == set()


def test_by_recipient_number_with_and_without_its_zeros(granted: Any) -> None:
    assert numbers(granted.number) == {MISAKI}
    assert MISAKI in numbers(granted.number.lstrip("0"))
    assert numbers(f"{granted.number[:3]}-{granted.number[3:]}") == {MISAKI}


def shows(page: Any) -> set[str]:
    return {person["atena_no"] for person in ({"atena_no": row.atena_no} for row in page.context["list"].rows)}


@pytest.mark.parametrize("typed", ["平成2年4月1日", "H2.4.1", "1990-04-01", "19900401"])
def test_by_birth_date_in_both_calendars(town: None, signed_in: Callable[..., Any], typed: str) -> None:
    page = signed_in("people.view").get(at("/people/"), {"birth": typed})
    assert shows(page) == {MISAKI}


def test_a_birth_date_nobody_can_read_is_said_and_finds_nobody(town: None, signed_in: Callable[..., Any]) -> None:
    page = signed_in("people.view").get(at("/people/"), {"birth": "平成2年13月1日"})
    assert "条件を読み取れません" in page.content.decode()
    assert shows(page) == set()


def test_everybody_a_search_shows_stands_in_the_journal(town: None, signed_in: Callable[..., Any]) -> None:
    signed_in("people.view").get(at("/people/"), {"q": "宮前"})
    entry = HistoryEntry.objects.filter(event="screen.shown").latest("pk")
    assert set(entry.persons) == numbers("宮前")


def test_an_individual_number_finds_nobody_in_the_list_and_leads_to_its_own_way(
    town: None, signed_in: Callable[..., Any]
) -> None:
    keep_individual_numbers({MISAKI: MISAKI_NUMBER}, by=COUNTER)
    page = signed_in("people.view").get(at("/people/"), {"q": MISAKI_NUMBER})
    assert shows(page) == set()
    assert "カードの提示を受けて" in page.content.decode()


def asked(number: str = MISAKI_NUMBER, **changes: str) -> dict[str, str]:
    return {
        "individual_number": number, "shown": "on", "paper": "個人番号カード", "reason": "医療証の再交付", **changes,
    }  # fmt: skip


@pytest.mark.clause("USE-1")
def test_by_individual_number_with_the_card_shown(town: None, signed_in: Callable[..., Any]) -> None:
    keep_individual_numbers({MISAKI: MISAKI_NUMBER}, by=COUNTER)
    answer = signed_in("people.view", "individual_number.search").post(at("/people/by-number/"), asked())
    assert answer.url == at(f"/people/{MISAKI}/")
    entry = HistoryEntry.objects.get(event="person.looked_up")
    assert (entry.persons, entry.detail["shown"], entry.detail["why"]) == ([MISAKI], "個人番号カード", "医療証の再交付")
    assert MISAKI_NUMBER not in str(entry.detail) + entry.subject


def test_a_number_of_nobody_finds_nobody_and_is_journaled_as_well(town: None, signed_in: Callable[..., Any]) -> None:
    answer = signed_in("individual_number.search").post(at("/people/by-number/"), asked())
    assert "登録されていません" in answer.content.decode()
    assert HistoryEntry.objects.get(event="person.looked_up").persons == []


@pytest.mark.parametrize("left_out", ["shown", "paper", "reason"])
def test_without_card_paper_or_reason_nothing_is_looked_up(
    town: None, signed_in: Callable[..., Any], left_out: str
) -> None:
    keep_individual_numbers({MISAKI: MISAKI_NUMBER}, by=COUNTER)
    answer = signed_in("people.view", "individual_number.search").post(
        at("/people/by-number/"), asked(**{left_out: ""})
    )
    assert answer.status_code == 200
    assert MISAKI_NUMBER not in answer.content.decode()
    assert not HistoryEntry.objects.filter(event="person.looked_up").exists()


@pytest.mark.clause("ACC-3")
def test_the_look_up_has_a_right_of_its_own(signed_in: Callable[..., Any]) -> None:
    client = signed_in("people.view", "individual_number.view")
    assert client.get(at("/people/by-number/")).status_code == 403
    assert "/people/by-number/" not in client.get(at("/people/")).content.decode()


def test_the_ward_of_a_protected_person_stands_in_no_list(signed_in: Callable[..., Any]) -> None:
    hidden = person(MISAKI, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主", protected_until="2026-06-15")
    ended = person(SAORI, "宮前　幸", "ミヤマエ　サチ", "1990-04-02", "2", "世帯主", protected_until="2026-06-14")
    keep_people([hidden, ended], by=COUNTER, affair="試験", fetched_at=clock.now())
    rows = signed_in("people.view").get(at("/people/"), {"q": "宮前"}).context["list"].table
    wards = {row[0].text: row[-1].text for row in rows}
    assert wards == {MISAKI: "［非公開］", SAORI: "宮前区"}


def _many(count: int) -> None:
    """Rows enough for the planner to prefer an index; bare rows, as the plan alone is asked."""
    surnames, given = (
        ("川崎", "中原", "高津", "多摩", "麻生", "橘", "大師", "田島"),
        ("一郎", "花子", "健", "明子", "守"),
    )
    rows = []
    for number in range(count):
        name = f"{surnames[number % 8]}{chr(0x4E00 + number % 911)}　{given[number % 5]}{chr(0x5000 + number % 613)}"
        rows.append(
            Person(
                atena_no=f"{900000 + number:015d}", name=name, name_kana="カワサキ　タロウ", name_key=name,
                search_key=search_key(name, f"カワ{chr(0x30A2 + number % 80)}{chr(0x30A2 + number % 71)}サキ　タロウ"),
                birth_date=f"{1940 + number % 80}-{1 + number % 12:02d}-{1 + number % 28:02d}", sex="0",
                resident_class="resident", source="linkage", fetched_at=clock.now(),
            )
        )  # fmt: skip
    Person.objects.bulk_create(rows, batch_size=1000)


@pytest.mark.owner
def test_every_way_of_searching_uses_an_index(town: None) -> None:
    _many(4000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('subsidy_people_search_key')")
        cursor.execute("ANALYZE subsidy_people_person")
    plans = {
        typed: search(typed).explain() for typed in ("宮前", "宮前美咲", "宮前 美咲", "みやまえみさき", "4001", MISAKI)
    }
    plans["birth"] = Person.objects.filter(birth_date="1990-04-01").explain()
    assert {typed for typed, plan in plans.items() if "Seq Scan on subsidy_people_person" in plan} == set(), plans
    assert "subsidy_people_search_key" in plans["宮前"]
