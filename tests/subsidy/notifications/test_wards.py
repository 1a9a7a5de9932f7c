"""Notifications and reviews of another ward: not listed, not opened, not decided; who takes a notification in sees it."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.subsidy.entitlements.models import Family
from sasae.subsidy.notifications.models import Consequence, Notification, Review, State
from sasae.subsidy.people.models import Person
from tests.staff import at
from tests.subsidy.town import DAY, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MIYAMAE, TAMA = "141364", "141356"
RIGHTS = ("people.view", "notifications.view", "notifications.enter", "applications.examine")
LISTS = ("/notifications/", "/notifications/reviews/", "/notifications/reviews/consequences/")


@pytest.fixture
def review(family: Family, confirmed: Callable[..., Any]) -> Review:
    """Child support has changed; something follows from it."""
    found: Review = confirmed("04", what="support", de_facto=None, child_support_yen=360_000).review
    Consequence.objects.create(review=found, kind="check", subject="1", person=found.person, text="確かめる")
    return found


@pytest.mark.parametrize("page", LISTS)
def test_a_list_shows_its_ward_alone(review: Review, signed_in: Callable[..., Any], page: str) -> None:
    counts = [len(signed_in(*RIGHTS, ward=ward).get(at(page)).context["list"].rows) for ward in (MIYAMAE, "", TAMA)]
    assert counts == [1, 1, 0]


def test_the_home_page_counts_what_the_list_shows(
    review: Review, notify: Callable[..., Any], signed_in: Callable[..., Any]
) -> None:
    notify("12", who=MISAKI, why="lost")
    labels = ("届出書との照合を待つ届出", "見直しを待つ家族", "変更の影響で決めること")
    for ward, count in ((MIYAMAE, 1), ("", 1), (TAMA, 0)):
        work = {one["label"]: one["count"] for one in signed_in(*RIGHTS, ward=ward).get(at("/")).context["work"]}
        assert [work[label] for label in labels] == [count] * 3, ward


def test_a_page_opens_for_its_ward_and_for_no_other(
    review: Review, signed_in: Callable[..., Any], refusals: Any
) -> None:
    made = Notification.objects.get()
    for page in (f"/notifications/reviews/{review.pk}/", f"/notifications/{made.number}/"):
        codes = [signed_in(*RIGHTS, ward=ward).get(at(page)).status_code for ward in (MIYAMAE, "", TAMA)]
        assert codes == [200, 200, 403], page


def test_a_review_of_a_child_elsewhere_opens_for_both_wards(
    review: Review, signed_in: Callable[..., Any], refusals: Any
) -> None:
    Person.objects.filter(atena_no=REN).update(ward_code=TAMA)
    Review.objects.update(person=Person.objects.get(atena_no=REN))
    page = at(f"/notifications/reviews/{review.pk}/")
    codes = [signed_in(*RIGHTS, ward=ward).get(page).status_code for ward in (MIYAMAE, TAMA, "141313")]
    assert codes == [200, 200, 403]


def test_another_ward_s_hand_changes_nothing(
    review: Review, notify: Callable[..., Any], signed_in: Callable[..., Any], refusals: Any
) -> None:
    made = notify("12", who=MISAKI, why="lost")
    other, one = signed_in(*RIGHTS, ward=TAMA), review.consequences.get()
    fact = review.family.facts.get()
    for page, told in (
        (f"/notifications/{made.number}/confirm/", {}), (f"/notifications/{made.number}/withdraw/", {"why": "不要"}),
        (f"/notifications/{made.number}/mend/", {}), (f"/notifications/facts/{fact.pk}/correct/", {"why": "誤り"}),
        (f"/notifications/reviews/{review.pk}/examine/", {}),
        (f"/notifications/reviews/{review.pk}/settle/", {"state": "not_needed", "note": "不要"}),
        (f"/notifications/reviews/consequences/{one.pk}/", {"state": "not_needed", "note": "不要"}),
    ):  # fmt: skip
        assert other.post(at(page), told).status_code == 403, page
    assert Notification.objects.get(pk=made.pk).state == State.ENTERED
    assert Review.objects.get().state == "open"
    assert review.consequences.get().state == "open"


def test_whoever_takes_a_notification_in_sees_it_though_the_register_knows_of_no_move_yet(
    family: Family, signed_in: Callable[..., Any]
) -> None:
    clerk = signed_in(*RIGHTS, ward=TAMA)
    sent = {
        "token": "moved", "received_on": "R8.6.15", "occurred_on": "R8.6.14", "filer": "applicant",
        "identity_checked": "運転免許証", "what": "support", "child_support_yen": "360000",
    }  # fmt: skip
    page = clerk.post(at(f"/notifications/new/{MISAKI}/04/"), sent, follow=True)
    assert page.status_code == 200
    made = Notification.objects.get()
    assert (made.received_on, made.entered_by) == (DAY, clerk.staff.login_id)
    assert f"届出 {made.number} を入力しました" in page.content.decode()
