"""A reason of one line that is missing or too long: said beside its field, what was typed still in it, nothing done."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.applications import paper
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates import actions as certificates
from sasae.subsidy.certificates.models import Certificate, Reason
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.notifications.models import Consequence
from sasae.subsidy.papers import actions as papers
from sasae.subsidy.recognitions import actions as recognitions
from sasae.subsidy.recognitions.models import Kind
from sasae.subsidy.telephone.models import TelephoneMemo
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, LAN, MISAKI, REN, Linkage, form, parted, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = (
    "applications.view", "applications.enter", "applications.examine", "applications.approve", "notifications.view",
    "notifications.enter", "certificates.view", "certificates.recall", "people.view", "people.merge", "notes.write",
)  # fmt: skip
DONE = (
    "examination.returned", "application.withdrawn", "notification.withdrawn", "review.settled", "consequence.ticked",
    "memo.closed", "certificate.given_up", "recognition.taken_back", "merge.proposed", "papers.waived",
)  # fmt: skip
TOO_LONG = "長" * 301
CALL = {"token": "one-call", "counterpart": "不明", "text": "無言", "happened_on": "R8.6.15"}


def examination(get: Any) -> tuple[str, str]:
    made = get("examine")(get("received"))
    examinations.request_approval(made.pk, by=COUNTER)
    return f"/examinations/{made.pk}/return/", "why"


def entry(get: Any) -> tuple[str, str]:
    linkage: Linkage = get("linkage")
    content, _ = parted(form())
    people = {"applicant": linkage.people[MISAKI]}
    made = paper.enter_paper(content, people, identity_checked="旅券", received_on=DAY, by=COUNTER, at=clock.now())
    return f"/applications/{made.receipt_number}/withdraw/", "why"


def notification(get: Any) -> tuple[str, str]:
    made = get("notify")("02", date(2026, 6, 10), who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="婚姻")
    return f"/notifications/{made.number}/withdraw/", "why"


def review(get: Any) -> tuple[str, str]:
    made = get("confirmed")("02", who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="その他").review
    return f"/notifications/reviews/{made.pk}/settle/", "note"


def consequence(get: Any) -> tuple[str, str]:
    review(get)
    found = Consequence.objects.get()
    return f"/notifications/reviews/consequences/{found.pk}/", f"note-{found.pk}"


def memo(get: Any) -> tuple[str, str]:
    get("granted")
    get("signed_in")("notes.write").post("/telephone/new/", CALL)
    return f"/telephone/{TelephoneMemo.objects.get().pk}/close/", "why"


def recalled(get: Any) -> tuple[str, str]:
    found = Certificate.objects.get(recipient=get("granted"))
    certificates.reissue(found.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    return f"/certificates/{found.number}/give-up/", "why"


def recognition(get: Any) -> tuple[str, str]:
    application: Application = get("received")
    told = {"atena_no": REN, "since": DAY, "until": None, "reason": "在学証明書", "by": COUNTER, "at": clock.now()}
    made = recognitions.find(application.pk, Kind.HIGH_SCHOOL, **told)
    return f"/recognitions/{application.receipt_number}/{made.pk}/", f"why-{made.pk}"


def pair(get: Any) -> tuple[str, str]:
    from sasae.subsidy.people.actions import keep_people

    get("granted")
    again = person(LAN, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主", household_no="H9")
    keep_people([again], by=COUNTER, affair="試験", fetched_at=clock.now())
    return f"/duplicates/{MISAKI}/{LAN}/propose/", "why"


def needless_paper(get: Any) -> tuple[str, str]:
    application: Application = get("received")
    found = next(one for one in papers.list_papers(application.pk, by=COUNTER) if one.state == "missing")
    return f"/papers/{application.receipt_number}/{found.pk}/", f"why-{found.pk}"


PLACES: dict[str, Callable[[Any], tuple[str, str]]] = {
    "an examination sent back": examination,
    "an entry withdrawn": entry,
    "a notification withdrawn": notification,
    "a review not needed": review,
    "a consequence not needed": consequence,
    "a call nothing is done about": memo,
    "a certificate that does not come back": recalled,
    "a recognition taken back": recognition,
    "two persons taken for one": pair,
    "a paper not needed": needless_paper,
}


@pytest.mark.parametrize(("typed", "said"), [("　 ", "UK-301"), (TOO_LONG, "UK-302")], ids=["nothing", "too much"])
@pytest.mark.parametrize("made", PLACES.values(), ids=PLACES.keys())
def test_a_reason_that_is_not_taken_stays_in_its_field(
    request: pytest.FixtureRequest, made: Callable[[Any], tuple[str, str]], typed: str, said: str
) -> None:
    address, field = made(request.getfixturevalue)
    desk = request.getfixturevalue("signed_in")(*RIGHTS)
    before = HistoryEntry.objects.latest("pk").pk
    name = field.partition("-")[0]
    sent = {name: typed, "state": "not_needed", "verb": "waive"}
    text = desk.post(address, sent, follow=True).content.decode()
    place = text.index(f'id="{field}_error"')
    assert said in text[place : place + 400]
    assert re.search(
        f'<input id="{field}" name="{name}"[^>]*value="{typed}"[^>]*aria-describedby="{field}_error"', text
    )
    assert not HistoryEntry.objects.filter(event__in=DONE, pk__gt=before).exists()
    again = desk.get(address.replace("return/", "") if "/return/" in address else "/").content.decode()
    assert typed not in again or typed.isspace()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("令和8年2月30日", "UK-304"), ("きのう", "UK-304"), ("", "UK-304"), ("令和8年6月16日", "UK-305")],
    ids=["a day there is not", "words", "nothing", "tomorrow"],
)
def test_a_day_a_paper_cannot_have_come_on_stays_in_its_field(
    received: Application, signed_in: Any, typed: str, said: str
) -> None:
    found = next(one for one in papers.list_papers(received.pk, by=COUNTER) if one.state == "missing")
    sent = {"arrived_on": typed, "why": "書きかけの理由", "verb": "take_in"}
    text = signed_in(*RIGHTS).post(f"/papers/{received.receipt_number}/{found.pk}/", sent, follow=True).content.decode()
    place = text.index(f'id="on-{found.pk}_error"')
    assert said in text[place : place + 400]
    if typed:
        assert f'value="{typed}" aria-invalid="true"' in text
    assert 'value="書きかけの理由"' in text
    found.refresh_from_db()
    assert found.state == "missing"


def test_today_a_paper_may_have_come(received: Application, signed_in: Any) -> None:
    found = next(one for one in papers.list_papers(received.pk, by=COUNTER) if one.state == "missing")
    sent = {"arrived_on": "R8.6.15", "why": "", "verb": "take_in"}
    signed_in(*RIGHTS).post(f"/papers/{received.receipt_number}/{found.pk}/", sent)
    found.refresh_from_db()
    assert (found.state, found.arrived_on) == ("there", DAY)


def test_who_somebody_is_is_never_waived_and_the_words_typed_stay(received: Application, signed_in: Any) -> None:
    identity = next(one for one in papers.list_papers(received.pk, by=COUNTER) if one.kind == "identity")
    papers.put_back(identity.pk, why="写しが読めない", by=COUNTER)
    sent = {"why": "顔なじみのため", "verb": "waive"}
    text = (
        signed_in(*RIGHTS).post(f"/papers/{received.receipt_number}/{identity.pk}/", sent, follow=True).content.decode()
    )
    assert "本人確認書類は、提出不要にできません" in text
    assert 'value="顔なじみのため"' in text
    identity.refresh_from_db()
    assert identity.state == "missing"


def test_papers_of_a_decided_application_are_neither_asked_for_nor_waived(
    request: pytest.FixtureRequest, received: Application, signed_in: Any
) -> None:
    found = next(one for one in papers.list_papers(received.pk, by=COUNTER) if one.state == "missing")
    request.getfixturevalue("granted")
    desk = signed_in(*RIGHTS)
    text = desk.post(f"/papers/{received.receipt_number}/ask/", follow=True).content.decode()
    assert "この申請は「決定済」です" in text
    sent = {"why": "もう要らない", "verb": "waive"}
    text = desk.post(f"/papers/{received.receipt_number}/{found.pk}/", sent, follow=True).content.decode()
    assert "もう要らない" in text
    assert not received.paper_letters.exists()


def test_an_approval_waited_for_by_two_is_sent_back_once_and_the_second_words_are_shown(
    request: pytest.FixtureRequest, signed_in: Any
) -> None:
    address, _ = examination(request.getfixturevalue)
    desk = signed_in(*RIGHTS)
    desk.post(address, {"why": "所得の年が違う"})
    text = desk.post(address, {"why": "二人目の長い理由"}, follow=True).content.decode()
    assert "二人目の長い理由" in text
    assert HistoryEntry.objects.filter(event="examination.returned").count() == 1
