"""The list of families to look at again, what is to be done about each, and the decision through the screens."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.entitlements.models import Entitlement, Family, FamilyFact
from sasae.subsidy.notifications.models import Cause, Consequence, ConsequenceState, LossNotice, Review, ReviewState
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER
from tests.subsidy.notifications.register import Register
from tests.subsidy.paying import neighbour
from tests.subsidy.town import DAY, MIO, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LATER = date(2026, 7, 1)
CLERK = ("notifications.view", "applications.examine", "applications.view", "people.view")


@pytest.mark.clause("BUS-4", "BUS-7")
def test_a_loss_goes_from_the_list_to_the_letter(
    confirmed: Callable[..., Any], signed_in: Any, linkage: Register
) -> None:
    review = confirmed("11", LATER, who=MISAKI, reason="12").review
    clerk = signed_in(*CLERK)
    assert f"/notifications/reviews/{review.pk}/" in clerk.get("/notifications/reviews/").content.decode()
    clerk.post(f"/notifications/reviews/{review.pk}/examine/")
    review.refresh_from_db()
    clerk.post(f"/examinations/{review.examination_id}/request/")
    approver = signed_in("applications.approve", "applications.view", "notifications.view", "printing.view")
    approver.post(f"/examinations/{review.examination_id}/approve/")
    review.refresh_from_db()
    assert review.state == ReviewState.DONE
    page = approver.get(f"/notifications/reviews/{review.pk}/").content.decode()
    assert "受給資格消滅通知書を見る" in page
    assert approver.get(f"/documents/{LossNotice.objects.get().document_id}.pdf").status_code == 200
    assert f"/notifications/reviews/{review.pk}/" not in clerk.get("/notifications/reviews/").content.decode()
    assert f"/notifications/reviews/{review.pk}/" in clerk.get("/notifications/reviews/?state=done").content.decode()


def test_what_follows_is_ticked_off_on_its_page(confirmed: Callable[..., Any], signed_in: Any) -> None:
    review = confirmed("02", who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="養子縁組").review
    one, clerk = Consequence.objects.get(), signed_in(*CLERK)
    assert one.subject in clerk.get("/notifications/reviews/consequences/").content.decode()
    refused = clerk.post(
        f"/notifications/reviews/consequences/{one.pk}/", {"state": "not_needed"}, follow=True
    ).content.decode()
    assert "理由を入れてください" in refused
    clerk.post(f"/notifications/reviews/consequences/{one.pk}/", {"state": "done", "note": "差し替えた"})
    one.refresh_from_db()
    assert (one.state, one.ticked_by) == (ConsequenceState.DONE, clerk.staff.login_id)
    clerk.post(f"/notifications/reviews/{review.pk}/settle/", {"state": "done", "note": "差し替えた"})
    review.refresh_from_db()
    assert review.state == ReviewState.DONE
    again = clerk.post(f"/notifications/reviews/{review.pk}/settle/", {"state": "done"}, follow=True).content.decode()
    assert "処理済み" in again


def test_a_review_that_is_to_be_examined_does_not_end_by_a_click(confirmed: Callable[..., Any], signed_in: Any) -> None:
    review = confirmed("11", LATER, who=MISAKI, reason="12").review
    clerk = signed_in(*CLERK)
    clerk.post(f"/notifications/reviews/{review.pk}/settle/", {"state": "done", "note": "済"})
    review.refresh_from_db()
    assert review.state == ReviewState.OPEN


@pytest.mark.usefixtures("family")
def test_examining_while_linkage_is_away_is_told(
    confirmed: Callable[..., Any], signed_in: Any, linkage: Register
) -> None:
    review = confirmed("11", LATER, who=MISAKI, reason="12").review
    linkage.away = True
    text = signed_in(*CLERK).post(f"/notifications/reviews/{review.pk}/examine/", follow=True).content.decode()
    assert "連携基盤につながりません" in text


@pytest.mark.parametrize(
    "address", ["/notifications/reviews/", "/notifications/reviews/consequences/", "/notifications/"]
)
def test_a_list_asks_no_more_questions_for_many_families_than_for_one(
    granted: Any, confirmed: Callable[..., Any], signed_in: Any, address: str
) -> None:
    review = confirmed("02", who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="養子縁組").review
    clerk = signed_in(*CLERK)
    clerk.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        clerk.get(address)
    for number in range(5):
        other = neighbour(granted, number)
        family = Family.objects.get(applicant=other.person)
        made = Review.objects.create(
            family=family, person=other.person, cause=Cause.DIED, occurred_on=DAY, to_do="確かめる",
            needs_examination=True, opened_by=COUNTER.id, opened_at=review.opened_at,
        )  # fmt: skip
        Consequence.objects.create(review=made, kind="check", subject=str(number), person=other.person, text="確かめる")
        notification = review.notification
        notification.pk, notification.family, notification.number = None, family, f"TD{number}"
        notification.token = f"t{number}"
        notification.save()
    with CaptureQueriesContext(connection) as many:
        page = clerk.get(address)
    assert len(page.context["list"].rows) > 5 - (address == "/notifications/reviews/consequences/")
    assert len(many) == len(one)


def test_everybody_of_a_list_is_journaled(confirmed: Callable[..., Any], signed_in: Any) -> None:
    confirmed("02", who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="養子縁組")
    clerk = signed_in(*CLERK)
    clerk.get("/notifications/reviews/")
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=clerk.staff.login_id).latest("pk")
    assert set(shown.persons) == {MISAKI, REN}


@pytest.mark.clause("SUB-1")
def test_a_familys_history_is_one(confirmed: Callable[..., Any], decided: Callable[..., Any], signed_in: Any) -> None:
    decided(confirmed("09", LATER, who=REN, why="custody").review)
    text = signed_in("people.view").get(f"/people/{REN}/family/").content.decode()
    for words in ("児童減", "監護しなくなった", "変更（再審査）の決定", "受給資格消滅通知書", "資格の最後の日"):
        assert words in text
    assert 'href="/notifications/' not in text.partition("経過</h2>")[2]  # nobody is led to a page that refuses them
    more = signed_in("people.view", "notifications.view").get(f"/people/{REN}/family/").content.decode()
    assert 'href="/notifications/' in more.partition("経過</h2>")[2]
    assert Entitlement.objects.get(recipient__person__atena_no=REN).valid_to == LATER - timedelta(days=1)


def test_who_has_left_a_family_and_whom_a_change_touches_are_journaled_with_the_page_that_names_them(
    confirmed: Callable[..., Any], decided: Callable[..., Any], signed_in: Any
) -> None:
    review = confirmed("09", LATER, who=REN, why="custody").review
    decided(review)
    mio = Person.objects.get(atena_no=MIO)
    Consequence.objects.create(review=review, kind="check", subject="1", person=mio, text="確かめる")
    clerk = signed_in(*CLERK)
    as_of = "?as_of=R8.7.2"
    for page, name, who in (
        (f"/people/{MISAKI}/family/", "宮前　蓮", REN), (f"/people/{MISAKI}/{as_of}", "宮前　蓮さん：", REN),
        (f"/notifications/reviews/{review.pk}/", "宮前　澪", MIO),
    ):  # fmt: skip
        assert name in clerk.get(page).content.decode()
        told = HistoryEntry.objects.filter(event="screen.shown", actor_id=clerk.staff.login_id).latest("pk")
        assert who in told.persons


def test_a_wrong_fact_is_taken_back_on_the_familys_page(confirmed: Callable[..., Any], signed_in: Any) -> None:
    confirmed("04", what="support", de_facto=None, child_support_yen=360_000)
    clerk = signed_in("people.view", "notifications.enter", "notifications.view")
    page = clerk.get(f"/people/{MISAKI}/family/").content.decode()
    assert "360,000円" in page
    fact = FamilyFact.objects.get()
    refused = clerk.post(f"/notifications/facts/{fact.pk}/correct/", {"why": ""}, follow=True).content.decode()
    assert "理由を入れてください" in refused
    clerk.post(f"/notifications/facts/{fact.pk}/correct/", {"why": "額の誤り"})
    assert Review.objects.get(cause=Cause.CORRECTED).needs_examination
    assert "誤りとして取り消す" not in clerk.get(f"/people/{MISAKI}/family/").content.decode()
