"""Two persons let one see where a protected person is to be found: one asks, another permits it for a while."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.urls import reverse

from sasae.foundation.accounts.actions import grant as give
from sasae.foundation.accounts.models import Grant
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK, GuardedText, ReleaseRefused, release
from sasae.foundation.showings import actions
from sasae.foundation.showings.actions import CannotShow
from sasae.foundation.showings.asking import SALT
from sasae.foundation.showings.models import Showing, ShowingState
from sasae.foundation.showings.queries import RIGHT, RULES, Permitted, seen_by, state_at, to_grant
from sasae.kernel import clock
from tests.staff import make_staff
from tests.two_persons import refused, tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SEC-1")]
SHELTER, MISAKI, HANAKO = "幸区かくれが1-2-3", "9000000001", "9000000002"
WHY = "避難先に医療証を送るため"


def ask(user: Any, *persons: str, at: Any = None) -> Showing:
    return actions.ask(user, persons or [MISAKI], WHY, "/people/1/", at=at or clock.now())


def shown(user: Any, person: str = MISAKI, way: Any = "screen") -> str:
    text: str = release(
        GuardedText(SHELTER), actor=user.actor, way=way, person=person, protected=True, reason="窓口"
    )
    return text


def test_one_asks_and_another_permits_it_for_this_person_and_for_a_while() -> None:
    asker, other, now = make_staff(RIGHT), make_staff(RIGHT), clock.now()
    assert shown(asker) == MASK
    one = ask(asker)
    assert shown(asker) == MASK
    assert [list(to_grant(user, now)) for user in (asker, other)] == [[], [one]]
    actions.grant(one.pk, by=other, at=now)
    assert [shown(asker), shown(asker, HANAKO), shown(other)] == [SHELTER, MASK, MASK]
    until = now + timedelta(minutes=RULES.on(now.date())["minutes"])
    assert [Permitted(asker, moment).sees(MISAKI) for moment in (until - timedelta(seconds=1), until)] == [True, False]
    told = HistoryEntry.objects.filter(event__startswith="showings.").order_by("pk").values_list("event", "actor_id", "persons")
    assert list(told) == [("showings.asked", asker.login_id, [MISAKI]), ("showings.granted", other.login_id, [MISAKI])]


def test_nobody_permits_what_they_asked_for_themselves() -> None:
    asker, other = make_staff(RIGHT), make_staff(RIGHT)
    one = ask(asker)
    users = {asker.actor: asker, other.actor: other}
    tried("showings.grant", lambda by: actions.grant(one.pk, by=users[by], at=clock.now()), same=asker.actor, other=other.actor, says="SW-104")
    again = ask(asker, HANAKO)
    refused("showings.grant", lambda by: actions.decline(again.pk, "要らない", by=users[by], at=clock.now()), same=asker.actor, other=other.actor, says="SW-105")


@pytest.mark.parametrize(
    ("theirs", "mine", "may"),
    [({}, {}, True), ({"ward": "141313"}, {}, True), ({"ward": "141313"}, {"ward": "141313"}, True),
     ({}, {"ward": "141313"}, False), ({"ward": "141313"}, {"ward": "141321"}, False)],
    ids=["both everywhere", "everywhere for a ward", "one ward", "a ward for everywhere", "another ward"],
)  # fmt: skip
def test_who_permits_reaches_at_least_as_far(theirs: Any, mine: Any, may: bool) -> None:
    asker, other = make_staff(RIGHT, **theirs), make_staff(RIGHT, **mine)
    one = ask(asker)
    assert seen_by(other, clock.now()).filter(pk=one.pk).exists() == may
    if may:
        assert actions.grant(one.pk, by=other, at=clock.now()).live(clock.now())
    else:
        with pytest.raises(CannotShow, match="及びません"):
            actions.grant(one.pk, by=other, at=clock.now())


def test_who_reaches_one_procedure_permits_for_this_one_alone() -> None:
    asker, other = make_staff(), make_staff()
    for user, procedures in ((asker, ["certificate"]), (other, ["certificate", "renewal"])):
        for each in procedures:
            give(user, RIGHT, by=SYSTEM("tests"), reason="試験のため", procedure=each)
    narrow, wide = ask(asker), ask(other)
    assert (list(to_grant(other, clock.now())), list(to_grant(asker, clock.now()))) == ([narrow], [])
    assert wide.procedures == ["certificate", "renewal"]


def test_who_has_not_the_right_neither_asks_nor_permits(refusals: Any) -> None:
    asker, stranger = make_staff(RIGHT), make_staff("history.view")
    with pytest.raises(CannotShow, match="権限がありません"):
        ask(stranger)
    one = ask(asker)
    with pytest.raises(CannotShow, match="及びません"):
        actions.grant(one.pk, by=stranger, at=clock.now())
    assert len([line for line in refusals() if "showings.refused" in line]) == 2


def test_what_nobody_permits_in_time_lapses_and_can_be_asked_for_anew() -> None:
    asker, other, now = make_staff(RIGHT), make_staff(RIGHT), clock.now()
    one = ask(asker)
    with pytest.raises(CannotShow, match="もう申請しています"):
        ask(asker, HANAKO, MISAKI)
    last = one.asked_at + timedelta(hours=RULES.on(now.date())["wait_hours"])
    before = last - timedelta(seconds=1)
    assert [list(to_grant(other, moment)) for moment in (before, last)] == [[one], []]
    assert [state_at(one, moment) for moment in (before, last)] == ["許可待ち", "期限切れ"]
    with pytest.raises(CannotShow, match="期限が過ぎています"):
        actions.grant(one.pk, by=other, at=last)
    assert actions.grant(ask(asker, at=last).pk, by=other, at=last).live(last)


def test_it_ends_at_once_when_who_asked_or_who_permitted_says_so() -> None:
    asker, other, third = make_staff(RIGHT), make_staff(RIGHT), make_staff(RIGHT)
    for by in (asker, other):
        one = actions.grant(ask(asker).pk, by=other, at=clock.now())
        with pytest.raises(CannotShow, match="申請した人と許可した人だけ"):
            actions.end(one.pk, "もう要らない", by=third.actor, at=clock.now())
        assert shown(asker) == SHELTER
        actions.end(one.pk, "もう要らない", by=by.actor, at=clock.now())
        assert shown(asker) == MASK
    with pytest.raises(CannotShow, match="取下げ"):
        actions.grant(one.pk, by=other, at=clock.now())


def test_what_is_not_permitted_stays_hidden() -> None:
    asker, other = make_staff(RIGHT), make_staff(RIGHT)
    one = actions.decline(ask(asker).pk, "窓口で本人に聞けるため", by=other, at=clock.now())
    assert (one.state, shown(asker)) == (ShowingState.REFUSED, MASK)


def test_into_a_file_it_goes_by_two_persons_too() -> None:
    asker, other = make_staff(RIGHT), make_staff(RIGHT)
    with pytest.raises(ReleaseRefused):
        shown(asker, way="file")
    actions.grant(ask(asker).pk, by=other, at=clock.now())
    assert shown(asker, way="file") == SHELTER


def test_a_right_taken_in_an_emergency_sees_at_once_for_another_looks_at_it_afterwards() -> None:
    user = make_staff(RIGHT)
    assert shown(user) == MASK
    Grant.objects.filter(user=user, right=RIGHT).update(emergency="EM000001", expires_at=clock.now() + timedelta(minutes=30))
    assert shown(user) == SHELTER


def form_for(client: Any, *persons: str) -> dict[str, str]:
    """The small form as a page of this user would carry it."""
    told = {"persons": list(persons), "page": reverse("home"), "by": client.staff.login_id}
    return {"what": signing.dumps(told, salt=SALT), "reason": WHY}


def test_by_the_pages_one_asks_and_the_other_is_told_and_permits(signed_in: Any) -> None:
    asker, other, stranger = signed_in(RIGHT), signed_in(RIGHT), signed_in("history.view")
    page = asker.post(reverse("showings:ask"), form_for(asker, MISAKI, HANAKO))["Location"]
    one = Showing.objects.get()
    assert (one.persons, one.reason, page) == ([MISAKI, HANAKO], WHY, reverse("showings:showing", args=[one.pk]))
    assert "自分の申請は許可できません" in asker.get(page).content.decode()
    assert "あなたの許可を待つ住所等の表示" in other.get(reverse("home")).content.decode()
    assert MISAKI in other.get(page).content.decode()
    assert stranger.get(page).status_code == 403
    other.post(reverse("showings:grant", args=[one.pk]))
    assert "申請した画面へ" in asker.get(page).content.decode()
    assert shown(asker.staff) == SHELTER
    asker.post(reverse("showings:end", args=[one.pk]), {"why": "済んだ"})
    assert shown(asker.staff) == MASK
    asker.post(reverse("showings:ask"), form_for(asker, MISAKI))
    last = Showing.objects.latest("pk").pk
    empty = other.post(reverse("showings:decline", args=[last]), {"why": ""}, follow=True).content.decode()
    assert "許可しない理由を入れてください" in empty
    other.post(reverse("showings:decline", args=[last]), {"why": "要らない"})
    assert "不許可" in other.get(reverse("showings:showings")).content.decode()


def test_a_form_is_good_for_who_saw_the_page_alone(signed_in: Any) -> None:
    asker, other = signed_in(RIGHT), signed_in(RIGHT)
    stolen = form_for(other, MISAKI)
    for what in (stolen, {**stolen, "what": "x"}, {"reason": WHY}):
        assert "画面が古くなっています" in asker.post(reverse("showings:ask"), what, follow=True).content.decode()
    without = asker.post(reverse("showings:ask"), {**form_for(asker, MISAKI), "reason": ""}, follow=True)
    assert "見なければならない理由を入れてください" in without.content.decode()
    assert not Showing.objects.exists()
