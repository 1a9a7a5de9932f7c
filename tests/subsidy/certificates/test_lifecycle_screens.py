"""The screens of certificates: what may be done, by whom, and what the journal knows of it."""

from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.certificates.models import Certificate, Recall, RecallState, ReturnedMail, ReturnState, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from tests.subsidy.town import DAY, MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALL = ("certificates.view", "certificates.issue", "certificates.recall", "certificates.export")


@pytest.fixture
def hers(granted: Recipient) -> Certificate:
    return Certificate.objects.get(recipient=granted)


def test_a_lost_certificate_is_replaced_at_the_counter(hers: Certificate, signed_in: Any) -> None:
    desk = signed_in(*ALL)
    page = desk.get(f"/certificates/{hers.number}/").content.decode()
    assert f"/certificates/{hers.number}/reissue/" in page
    wrong = desk.post(f"/certificates/{hers.number}/reissue/", {"reason": "", "form": "a6", "language": "en"})
    assert "再交付の理由を選んでください" in wrong.content.decode()
    desk.post(
        f"/certificates/{hers.number}/reissue/", {"reason": "lost", "form": "a6", "language": "en", "note": "駅で"}
    )
    new = Certificate.objects.get(replaces=hers)
    assert "再交付（2通目）" in desk.get("/certificates/").content.decode()
    said = desk.get(f"/certificates/{new.number}/").content.decode()
    for words in ("2通目", "紛失", "駅で", "再交付により無効", hers.number):
        assert words in said, words
    assert f"/certificates/{hers.number}/reissue/" not in desk.get(f"/certificates/{hers.number}/").content.decode()


def test_without_the_rights_there_are_neither_buttons_nor_ways(hers: Certificate, signed_in: Any) -> None:
    desk = signed_in("certificates.view")
    page = desk.get(f"/certificates/{hers.number}/").content.decode()
    assert "再交付する" not in page
    assert "回収した" not in page
    assert (
        desk.post(
            f"/certificates/{hers.number}/reissue/", {"reason": "lost", "form": "a6", "language": "en"}
        ).status_code
        == 403
    )
    assert desk.post(f"/certificates/{hers.number}/collect/").status_code == 403
    assert Certificate.objects.filter(state=State.VALID).count() == 3


def test_from_recall_to_collection(hers: Certificate, signed_in: Any) -> None:
    desk = signed_in(*ALL)
    desk.post(f"/certificates/{hers.number}/reissue/", {"reason": "damaged", "form": "a6", "language": "en"})
    assert "返却依頼中" in desk.get("/certificates/recalls/").content.decode()
    desk.post(f"/certificates/{hers.number}/remind/")
    assert "督促済" in desk.get("/certificates/recalls/?state=reminded").content.decode()
    assert "理由を入れてください" in desk.post(f"/certificates/{hers.number}/give-up/", follow=True).content.decode()
    desk.post(f"/certificates/{hers.number}/collect/")
    assert Recall.objects.get().state == RecallState.COLLECTED
    assert "回収済" in desk.get(f"/certificates/{hers.number}/").content.decode()


def test_returned_mail_from_registration_to_its_end(hers: Certificate, signed_in: Any) -> None:
    desk = signed_in(*ALL)
    told = {"returned_on": "令和8年6月15日", "reason": "moved", "next_step": "examine"}
    desk.post(f"/certificates/{hers.number}/returned/", told)
    mail = ReturnedMail.objects.get()
    assert mail.returned_on == DAY
    listed = desk.get("/certificates/returned/").content.decode()
    assert "転居先不明" in listed
    assert (
        "対応の内容を入れてください" in desk.post(f"/certificates/returned/{mail.pk}/", {"note": ""}).content.decode()
    )
    desk.post(f"/certificates/returned/{mail.pk}/", {"note": "転出を確かめた"})
    mail.refresh_from_db()
    assert mail.state == ReturnState.DONE
    again = desk.post(f"/certificates/{hers.number}/returned/", {**told, "returned_on": "令和8年6月16日"})
    assert "今日までの日" in again.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3), ("q=宮前　美咲", 1), ("q=ミヤマエ", 3), ("state=1", 3), ("state=4", 0), ("kind=3", 0),
        ("from=令和8年6月15日", 3), ("from=令和8年6月16日", 0), ("on=2026-12-31", 3), ("on=2027-01-01", 0),
    ],
)  # fmt: skip
def test_every_certificate_ever_issued_is_found_by_what_is_known_of_it(
    hers: Certificate, signed_in: Any, query: str, count: int
) -> None:
    assert f"{count}件" in signed_in(*ALL).get(f"/certificates/?{query}").content.decode()


def test_a_day_that_cannot_be_read_is_said_so(hers: Certificate, signed_in: Any) -> None:
    assert "この日に有効：" in signed_in(*ALL).get("/certificates/?on=きのう").content.decode()


def test_the_list_leaves_as_csv_for_who_may_and_names_whom_it_told_of(hers: Certificate, signed_in: Any) -> None:
    assert signed_in("certificates.view").get("/certificates/?export=csv").status_code == 403
    desk = signed_in(*ALL)
    content = desk.get("/certificates/?export=csv&q=" + hers.number).content.decode("utf-8-sig")
    assert content.splitlines()[0].startswith("医療証番号,受給者番号,氏名,区")
    assert "宮前区" in content
    told = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id).latest("id")
    assert told.persons == [MISAKI]


def test_where_a_protected_person_lives_is_not_in_the_list(hers: Certificate, signed_in: Any) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
    content = signed_in(*ALL).get("/certificates/?export=csv&q=" + hers.number).content.decode("utf-8-sig")
    assert "宮前区" not in content
