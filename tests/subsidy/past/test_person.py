"""A person's page, and the list of persons, as of one day, as known on another."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.history.as_of import AsOf
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.notifications.models import Review
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.past import household_then, of_person, persons_then
from tests.showings import let_see
from tests.subsidy.conftest import COUNTER
from tests.subsidy.notifications.register import Register
from tests.subsidy.past.conftest import moment
from tests.subsidy.town import MIO, MISAKI, REN

LATER = date(2026, 7, 1)
both = pytest.mark.django_db(databases=["default", "journal"])
apart = pytest.mark.django_db(databases=["default", "journal"], transaction=True)  # each step a transaction: a moment of its own


@pytest.mark.clause("SUB-1")
@apart
def test_what_was_known_before_a_change_is_shown_as_it_was_known(
    linkage: Register, family: Any, confirmed: Callable[..., Any], decided: Callable[..., Any]
) -> None:
    ren = Person.objects.get(atena_no=REN)
    before = moment()
    decided(confirmed("09", LATER, who=REN, why="custody").review)
    after = moment()
    assert Review.objects.get().state == "done"
    then, now = (of_person(ren, AsOf(LATER, known)) for known in (before, after))
    assert [one.valid_to for one in then["entitlements"]] == [date(2026, 12, 31)]
    assert then["facts"] == []
    assert {one.person.atena_no for one in then["family"]} == {MISAKI, REN, MIO}
    assert [one.get_state_display() for one in then["certificates"]] == ["有効"]
    assert now["entitlements"] == []
    assert [one["fact"].kind for one in now["facts"]] == ["custody_ended"]
    assert now["family"] == []
    assert [one.get_state_display() for one in now["certificates"]] == ["喪失により無効"]
    day_before = of_person(ren, AsOf(LATER - timedelta(days=1), after))
    assert [one.valid_to for one in day_before["entitlements"]] == [LATER - timedelta(days=1)]
    assert {one.person.atena_no for one in day_before["family"]} == {MISAKI, REN, MIO}


def moves(linkage: Register, who: str, **told: Any) -> None:
    """The register tells of somebody anew."""
    row = linkage.people[who].model_dump() | told
    keep_people([type(linkage.people[who]).model_validate(row)], by=COUNTER, affair="試験", fetched_at=clock.now())


@pytest.mark.clause("SUB-1")
@apart
def test_a_household_is_that_of_the_day_as_it_was_known(linkage: Register, family: Any) -> None:
    before = moment()
    moves(linkage, REN, household_no="H9", relation="世帯主")
    after = moment()

    def home(who: str, known: Any) -> set[str]:
        then = AsOf(LATER, known, known)  # the day lies ahead: what is known is all that was told
        return {one.atena_no for one in household_then(persons_then([Person.objects.get(atena_no=who)], then)[0], then)}

    assert home(MISAKI, before) == {MISAKI, REN, MIO}
    assert home(MISAKI, after) == {MISAKI, MIO}
    assert home(REN, after) == {REN}
    yesterday = AsOf(date(2026, 6, 14), after, before)  # a day that was over before the register told
    misaki = persons_then([Person.objects.get(atena_no=MISAKI)], yesterday)[0]
    assert {one.atena_no for one in household_then(misaki, yesterday)} == {MISAKI, REN, MIO}


@apart
def test_who_had_died_by_the_day_is_of_the_household_until_the_day_before(linkage: Register, family: Any) -> None:
    moves(linkage, MIO, died_on="2026-06-20")
    misaki, known = Person.objects.get(atena_no=MISAKI), moment()
    there = {day: {one.atena_no for one in household_then(misaki, AsOf(date(2026, 6, day), known))} for day in (19, 20)}
    assert there == {19: {MISAKI, REN, MIO}, 20: {MISAKI, REN}}


@both
def test_the_page_says_which_days_and_journals_them(family: Any, signed_in: Any) -> None:
    clerk = signed_in("people.view")
    known = clock.real_now().date().isoformat()
    text = clerk.get(f"/people/{MISAKI}/", {"as_of": "R8.6.20", "known": known}).content.decode()
    assert "令和8年6月20日時点／" in text
    assert "に知っていた内容を表示しています" in text
    assert f'<a href="/people/{MISAKI}/">今に戻る</a>' in text
    assert "令和8年12月31日" in text
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=clerk.staff.login_id).latest("pk")
    assert set(shown.persons) == {MISAKI, REN, MIO}
    assert "令和8年6月20日時点" in shown.detail["note"]


@both
def test_before_anything_was_known_the_page_says_so(family: Any, signed_in: Any) -> None:
    text = signed_in("people.view").get(f"/people/{MISAKI}/?as_of=R8.6.20&known=2020-01-01").content.decode()
    assert "このときは、まだ登録がありません" in text
    assert "宮前区" not in text


@pytest.mark.clause("SEC-1")
@apart
def test_who_is_protected_now_stays_hidden_in_a_past_without_protection(linkage: Register, family: Any, signed_in: Any) -> None:
    before = moment().astimezone(clock.TOKYO)
    moves(linkage, MISAKI, protected_until="2027-03-31")
    days = {"as_of": "R8.6.20", "known": f"{before:%Y-%m-%d %H:%M}"}
    clerk, trusted = signed_in("people.view"), let_see(signed_in("people.view", "protected.view"), MISAKI)
    for page in (f"/people/{MISAKI}/", f"/people/{MISAKI}/family/"):
        text = clerk.get(page, days).content.decode()
        assert "支援措置対象者の情報があります" in text
        assert MASK in text
        assert "宮前平" not in text
        assert MASK not in trusted.get(page, days).content.decode()
    assert MASK in clerk.get("/people/", days | {"q": "ミサキ"}).content.decode()
    assert "当てはまる人がいません" in clerk.get("/people/", days | {"ward": "141364", "q": "ミサキ"}).content.decode()


@apart
def test_the_list_of_persons_of_a_day_finds_the_name_and_the_cover_of_then(linkage: Register, family: Any, signed_in: Any) -> None:
    moves(linkage, MISAKI, name="宮前　改名", name_kana="ミヤマエ　カイメイ")
    clerk = signed_in("people.view")
    now = clerk.get("/people/?q=改名&as_of=R8.6.20").content.decode()
    assert "令和8年12月31日" in now
    assert f'href="/people/{MISAKI}/?as_of=R8.6.20"' in now
    assert "当てはまる人がいません" in clerk.get("/people/?q=美咲&as_of=R8.6.20").content.decode()
    covered = {day: clerk.get(f"/people/?covered=yes&as_of=R8.6.{day}").content.decode() for day in (14, 15)}
    assert "宮前　改名" not in covered[14]
    assert "宮前　改名" in covered[15]
