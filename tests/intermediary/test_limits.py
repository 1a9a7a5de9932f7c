"""Limits a body sets for itself: what they do, who may, from when, and that no other body has anything of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from sasae.foundation.history import Actor
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.freshness import Freshness
from sasae.intermediary.limits import actions
from sasae.intermediary.limits.models import LimitChange, Name
from sasae.intermediary.limits.previews import effects
from sasae.intermediary.limits.queries import changed_by
from sasae.intermediary.retention.candidates import kept_years
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO, TAX
from tests.intermediary.test_freshness import outcome, report
from tests.two_persons import refused

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-6")]
FIRST, SECOND = Actor("first", "起案者", "staff"), Actor("second", "承認者", "staff")
A_DAY = timedelta(days=1)


def midorino() -> Body:
    return Body.objects.get(code=MIDORINO)


def proposed(name: Name = Name.FRESHNESS, information: str = TAX, value: int = 3, **other: Any) -> int:
    told = {"since": clock.today(), "source": "起案1号", "by": FIRST, "on": clock.today(), "now": clock.now(), **other}
    return int(actions.propose(midorino(), name, information, value, **told).pk)


def approved(*what: Any, **other: Any) -> int:
    number = proposed(*what, **other)
    actions.approve(midorino(), number, by=SECOND, on=clock.today(), now=clock.now())
    return number


def test_copies_are_old_after_the_body_s_own_days_and_after_the_default_of_a_week_without(ready: Net) -> None:
    report(ready, days=4)
    assert outcome() == [Freshness.BEHIND]
    approved()
    assert outcome() == [Freshness.STALE]
    with acting_for(KAWASAKI):
        assert changed_by(clock.today()) == {}


def test_what_names_an_information_goes_before_what_holds_for_all_others(ready: Net) -> None:
    report(ready, days=4)
    approved(Name.FRESHNESS, "", 3)
    assert outcome() == [Freshness.BEHIND]  # the default names tax information


@pytest.mark.parametrize(("since", "years"), [(-1, 7), (0, 9), (1, 9)], ids=["the day before", "that day", "after it"])
def test_a_change_holds_from_its_day_on_and_not_before(ready: Net, since: int, years: int) -> None:
    begins = clock.today() + 10 * A_DAY
    approved(Name.COPIES, "", 9, since=begins)
    with acting_for(MIDORINO):
        changed = changed_by(begins + since * A_DAY)
    assert kept_years(begins, changed) == (years, 1)


def test_who_proposes_does_not_approve_neither_by_the_action_nor_in_the_database(ready: Net) -> None:
    number = proposed()
    for verb in (
        lambda by: actions.approve(midorino(), number, by=by, on=clock.today(), now=clock.now()),
        lambda by: actions.send_back(midorino(), number, why="x", by=by, now=clock.now()),
    ):
        refused("limits.approve", verb, same=FIRST, other=SECOND, says="I-804")
    with pytest.raises(IntegrityError), acting_for(MIDORINO):
        LimitChange.objects.filter(pk=number).update(state="approved", decided_by="first")
    with acting_for(MIDORINO):
        assert changed_by(clock.today()) == {}


@pytest.mark.parametrize(
    ("told", "id"),
    [
        ({"value": 0}, "I-801"), ({"value": 61}, "I-801"), ({"name": Name.WORKING, "information": "", "value": 11}, "I-801"),
        ({"since": date(2026, 6, 14)}, "I-802"), ({"source": "　"}, "UK-301"),
    ],
    ids=["no day", "too many days", "too many years", "yesterday", "no grounds"],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(ready: Net, told: dict[str, Any], id: str) -> None:
    with pytest.raises(actions.CannotChange, match=id):
        proposed(**told)


@pytest.mark.parametrize(("value", "name"), [(1, Name.FRESHNESS), (60, Name.FRESHNESS), (10, Name.WORKING)])
def test_a_change_at_the_bound_is_taken(ready: Net, value: int, name: Name) -> None:
    assert proposed(name, "", value)


def test_one_change_of_a_limit_waits_at_a_time_and_one_a_day_is_approved(ready: Net) -> None:
    approved()
    number = proposed(value=5)
    with pytest.raises(actions.CannotChange, match="I-803"):
        proposed(value=6)
    with pytest.raises(actions.CannotChange, match="I-806"):
        actions.approve(midorino(), number, by=SECOND, on=clock.today(), now=clock.now())


def test_what_has_begun_is_not_withdrawn_and_what_has_not_is(ready: Net) -> None:
    begun, ahead = approved(), approved(value=5, since=clock.today() + A_DAY)
    told = {"why": "誤り", "by": FIRST, "on": clock.today(), "now": clock.now()}
    with pytest.raises(actions.CannotChange, match="I-807"):
        actions.withdraw(midorino(), begun, **told)
    actions.withdraw(midorino(), ahead, **told)
    with pytest.raises(actions.CannotChange, match="I-809"):
        actions.withdraw(midorino(), ahead, **told)


def test_a_change_whose_day_has_passed_unapproved_is_sent_back_by_another(ready: Net) -> None:
    number = proposed()
    with pytest.raises(actions.CannotChange, match="I-805"):
        actions.approve(midorino(), number, by=SECOND, on=clock.today() + A_DAY, now=clock.now())
    actions.send_back(midorino(), number, why="日が過ぎた", by=SECOND, now=clock.now())
    with acting_for(MIDORINO):
        assert LimitChange.objects.get(pk=number).note == "日が過ぎた"


def test_the_preview_counts_what_would_be_an_alarm_and_changes_nothing(ready: Net) -> None:
    report(ready, days=4)
    (one,) = effects(midorino(), Name.FRESHNESS, TAX, 3, since=clock.today(), now=clock.now())
    assert (one.before, one.after) == (0, 1)
    kept = effects(midorino(), Name.WORKING, "", 5, since=clock.today(), now=clock.now())
    assert [(one.before, one.after) for one in kept] == [(0, 0)] * 4
    assert outcome() == [Freshness.BEHIND]


def test_on_screen_one_person_previews_and_proposes_another_approves_and_the_page_says_what_holds(
    ready: Net, settings: Any, pages_for_people: Any, signed_in: Any
) -> None:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    rights = ("limits.view", "limits.manage")
    one, other = (signed_in(*rights, office_code=MIDORINO) for _ in range(2))
    typed = {"name": "freshness", "information": TAX, "value": "3", "since": "2026-06-15", "source": "起案1号"}
    page = one.post("/limits/new/", typed).content.decode()
    assert "警報になる副本の種類" in page
    with acting_for(MIDORINO):
        assert not LimitChange.objects.exists()
    page = one.post("/limits/new/", {**typed, "propose": "yes"}, follow=True).content.decode()
    assert "あなたの起案です" in page
    number = _only()
    assert "/approve/" not in page
    page = other.post(f"/limits/{number}/approve/", follow=True).content.decode()
    assert "承認しました" in page
    page = one.get("/limits/").content.decode()
    assert "団体の定め：起案1号" in page
    assert "番号法施行令第30条" in page
    assert one.post("/limits/new/", {**typed, "name": "copies"}).status_code == 422
    assert one.post("/limits/new/", {**typed, "value": "三十億"}).status_code == 422
    assert one.post(f"/limits/{number}/nonsense/").status_code == 404
    assert signed_in("limits.view", office_code=MIDORINO).get("/limits/new/").status_code == 403
    assert signed_in(*rights, office_code=KAWASAKI).get(f"/limits/{number}/").status_code == 404
    assert signed_in(*rights, office_code="").get("/limits/").status_code == 403


def _only() -> int:
    with acting_for(MIDORINO):
        return int(LimitChange.objects.get().pk)
