"""Signs that one ID is used by several persons: found once in the journal of a day, decided by another than whose ID it is."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.incidents.models import Incident
from sasae.foundation.places.models import Site
from sasae.foundation.shared_use import actions
from sasae.foundation.shared_use.actions import CannotDecide
from sasae.foundation.shared_use.batches import search_yesterday
from sasae.foundation.shared_use.models import Placing, Search, Sign, SignKind, SignState
from sasae.foundation.shared_use.queries import to_decide
from sasae.foundation.shared_use.searching import LIMITS, search, search_due
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from tests.staff import make_staff
from tests.two_persons import tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-5", "ACC-9")]
DAY = date(2026, 5, 11)
TEN = datetime.combine(DAY, time(10), TOKYO)
LIMIT = LIMITS.on(DAY)
MOMENT = timedelta(microseconds=1)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
EAST, WEST = "10.1.1.7", "10.2.1.7"


@pytest.fixture(autouse=True)
def sites(db: None) -> None:
    now, by = clock.now(), SYSTEM("tests")
    for code, network in (("east", "10.1.0.0/16"), ("west", "10.2.0.0/16")):
        site = Site.objects.create(code=code, name=code, kind="office", keeper="-", registered_by="tests", registered_at=now)
        actions.place(network, site, single=True, by=by, at=now)
    actions.place("10.1.9.0/24", Site.objects.get(code="east"), single=False, by=by, at=now)


def used(login_id: str, terminal: str, at: datetime, event: str = "list.shown") -> None:
    HistoryEntry.objects.create(at=at, actor_id=login_id, actor_name="-", actor_kind="staff", terminal=terminal, event=event, outcome="shown")


def found(day: date = DAY) -> set[tuple[str, str]]:
    search(day, day, on=day, now=clock.now())
    return set(Sign.objects.values_list("login_id", "kind"))


@pytest.mark.parametrize(("later", "seen"), [(-MOMENT, True), (timedelta(), False)])
def test_one_id_at_two_sites_sooner_than_one_gets_there(later: timedelta, seen: bool) -> None:
    reach = LIMIT["travel_minutes"] * MINUTE + later
    used("hana", EAST, TEN)
    used("hana", WEST, TEN + reach)
    used("taro", EAST, TEN)
    used("taro", "10.1.2.2", TEN + MINUTE)  # another terminal of the same site
    used("jiro", EAST, TEN)
    used("jiro", "192.168.0.9", TEN + MINUTE)  # nobody has said where that is
    used("midnight", EAST, datetime.combine(DAY, time(), TOKYO) - MINUTE)
    used("midnight", WEST, datetime.combine(DAY, time(), TOKYO) - MINUTE + reach)
    assert found() == ({("hana", "travel"), ("midnight", "travel")} if seen else set())


@pytest.mark.parametrize(("later", "seen"), [(-MOMENT, True), (timedelta(), False)])
def test_one_id_in_turn_at_two_terminals(later: timedelta, seen: bool) -> None:
    span = LIMIT["weave_minutes"] * MINUTE + later
    for place, terminal in enumerate(["10.1.1.1", "10.1.1.2", "10.1.1.1", "10.1.1.2"]):
        used("hana", terminal, TEN + (span if place == 3 else timedelta()) + (MINUTE if place < 2 else 2 * MINUTE))
    for place, number in enumerate([1, 2, 3, 4, 5]):  # moves on, and never back
        used("taro", f"10.1.1.{number}", TEN + place * SECOND)
    assert found() == ({("hana", "weave")} if seen else set())


@pytest.mark.parametrize(("later", "seen"), [(-MOMENT, True), (timedelta(), False)])
def test_two_ids_that_sign_in_at_one_machine_at_once(later: timedelta, seen: bool) -> None:
    gap = LIMIT["together_seconds"] * SECOND + later
    for first, second, terminal in (("hana", "taro", "T-01"), ("jiro", "saburo", EAST), ("shiro", "goro", "10.1.9.1"), ("roku", "roku", "T-02")):
        used(first, terminal, TEN, "session.started")
        used(second, terminal, TEN + gap, "session.started")
    used("nana", "192.168.0.9", TEN, "session.started")  # of an address nobody has said that it is one machine
    used("hachi", "192.168.0.9", TEN + SECOND, "session.started")
    assert found() == ({(who, "together") for who in ("hana", "taro", "jiro", "saburo")} if seen else set())


def test_each_sign_is_found_once_however_often_the_day_is_searched() -> None:
    for place in range(6):
        used("hana", (EAST, WEST)[place % 2], TEN + place * MINUTE)
    assert found() == {("hana", "travel"), ("hana", "weave")}
    one = Sign.objects.get(kind=SignKind.TRAVEL)
    assert (one.day, one.times, len(one.seen), one.seen[0]["site"]) == (DAY, 5, LIMIT["told"], "west")
    make_staff(login_id="hana")
    actions.decide(one.pk, "cleared", "二つの窓口を兼ねている", by=SYSTEM("tests"), at=clock.now())
    assert search(DAY, DAY, on=DAY, now=clock.now()) == 0
    assert Sign.objects.get(pk=one.pk).state == SignState.CLEARED
    assert HistoryEntry.objects.filter(event="shared_use.found").count() == 2


def test_cut_off_in_the_middle_nothing_is_there_and_the_next_night_finds_it_all() -> None:
    used("hana", EAST, TEN)
    used("hana", WEST, TEN + MINUTE)

    def cut(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "shared_use_search" in sql and sql.startswith("INSERT"):
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with pytest.raises(KeyboardInterrupt), connection.execute_wrapper(cut):
        search_due(DAY + timedelta(days=1), on=DAY, now=clock.now())
    assert not Sign.objects.exists()
    assert not HistoryEntry.objects.filter(event="shared_use.found").exists()
    assert search_due(DAY + timedelta(days=1), on=DAY, now=clock.now()) == 1
    assert search_due(DAY + timedelta(days=1), on=DAY, now=clock.now()) == 0
    used("taro", EAST, TEN + timedelta(days=2))
    used("taro", WEST, TEN + timedelta(days=2))
    assert search_due(DAY + timedelta(days=4), on=DAY, now=clock.now()) == 1  # two nights were missed
    assert [(one.day - DAY).days for one in Search.objects.order_by("day")] == [0, 1, 2, 3]


def test_the_nightly_search_takes_yesterday_by_the_journal_s_own_clock() -> None:
    today = clock.real_now().date()
    days = [today - timedelta(days=1), today]  # midnight may pass before the search
    for day in days:
        used("hana", EAST, datetime.combine(day, time(10), TOKYO))
        used("hana", WEST, datetime.combine(day, time(10), TOKYO) + MINUTE)
    search_yesterday(0)
    sign, searched = Sign.objects.get(), Search.objects.get()
    assert sign.day in days
    assert (searched.day, searched.found) == (sign.day, 1)


def test_misuse_ends_the_id_at_once_and_is_an_incident_and_nobody_decides_on_their_own() -> None:
    manager, other = make_staff("accounts.manage"), make_staff("accounts.manage", office="多摩区役所")
    today = clock.real_now().date()
    used(manager.login_id, EAST, datetime.combine(today, time(), TOKYO))
    used(manager.login_id, WEST, datetime.combine(today, time(), TOKYO) + MINUTE)
    search(today, today, on=DAY, now=clock.now())
    one = Sign.objects.get()
    last = DAY + timedelta(days=LIMIT["decide_days"])
    assert [to_decide(other, on, late=late).count() for on, late in ((last, False), (last, True), (last + timedelta(days=1), True))] == [1, 0, 1]
    assert not to_decide(manager, last, late=False).exists()
    decide = lambda by: actions.decide(one.pk, "misuse", "同僚に使わせた", by=by, at=clock.now())  # noqa: E731
    tried("shared_use.decide", decide, same=manager.actor, other=other.actor, says="SU-101")
    assert not User.objects.get(pk=manager.pk).is_active
    made = Incident.objects.get()
    assert (made.number, made.kind) == (Sign.objects.get().incident, "breach")
    assert manager.login_id in made.what
    with pytest.raises(CannotDecide, match="SU-102"):
        decide(other.actor)


def test_the_screens_show_what_was_seen_and_keep_what_was_typed(signed_in: Any) -> None:
    client = signed_in("accounts.view", "accounts.manage", "places.view", "places.manage")
    make_staff(login_id="hana", name="多摩 花子")
    used("hana", EAST, TEN)
    used("hana", WEST, TEN + MINUTE)
    search(DAY, DAY, on=clock.today(), now=clock.now())
    assert "判断を待つ使い回しの兆し" in client.get(reverse("home")).content.decode()
    assert "多摩 花子" in client.get(reverse("shared_use:signs")).content.decode()
    page = reverse("shared_use:sign", args=[Sign.objects.get().pk])
    assert all(words in client.get(page).content.decode() for words in ("10.1.1.7（east）", "10.2.1.7（west）", "離れた拠点での利用"))
    kept = client.post(page, {"verdict": "", "words": "窓口を兼ねている"})
    assert kept.status_code == 422
    assert "窓口を兼ねている" in kept.content.decode()
    assert "問題なし" in client.post(page, {"verdict": "cleared", "words": "窓口を兼ねている"}, follow=True).content.decode()
    assert "判断を待つ使い回しの兆し" not in client.get(reverse("home")).content.decode()
    places, site = reverse("shared_use:placings"), Site.objects.get(code="east")
    for pattern, said in (("10.1.0.0/16", "SU-104"), ("10.300.0.0/16", "SU-103")):
        answer = client.post(places, {"pattern": pattern, "site": site.pk})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    client.post(places, {"pattern": "T-01", "site": site.pk})
    made = Placing.objects.get(pattern="T-01")
    assert (made.network, made.single) == (False, True)
    client.post(reverse("shared_use:end_placing", args=[made.pk]))
    assert Placing.objects.get(pk=made.pk).ended_by == client.staff.login_id
