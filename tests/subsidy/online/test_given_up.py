"""What residents take back, or send anew, is given up as long as no staff have worked on it; staff give up what they are asked to."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.contracts.published_applications import EndedEntry
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.applications.endings import ENTERED, ask_for_endings
from sasae.subsidy.desk.queries import open_cases
from sasae.subsidy.notifications import actions as notifications
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.online.models import Sent, State
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.online.sending import CARD, STRANGER
from tests.subsidy.town import DAY, MISAKI, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
STAFF = ("notifications.view", "notifications.enter", "people.view")
UNREAD = {"insured": [{**STRANGER, **CARD}]}  # whose it is, staff have to see


@pytest.fixture
def took_back(linkage: Linkage, deliver: Callable[[], None]) -> Callable[..., tuple[bool, str]]:
    """The resident ends what was sent; what the office answers. Asked twice before the answer is delivered."""

    def end(sent: Sent, replaced_by: str = "") -> tuple[bool, str]:
        linkage.ended[sent.receipt_number] = EndedEntry(
            receipt_number=sent.receipt_number, procedure=sent.procedure, replaced_by=replaced_by
        )
        ask_for_endings()
        ask_for_endings()
        deliver()
        ((number, accepted, message),) = linkage.end_answers
        assert (number, linkage.ended) == (sent.receipt_number, {})
        sent.refresh_from_db()
        return accepted, message

    return end


def listed() -> list[str]:
    return [one.number for one in open_cases({"sent": None}, DAY)]


@pytest.mark.clause("APP-5")
@pytest.mark.parametrize(("newer", "why"), [("", "取り下げた"), ("KW2026061500000009", "出し直した（KW2026061500000009）")])
def test_what_waits_for_staff_is_given_up_at_once_and_leaves_the_list_of_work(
    linkage: Linkage, fetched: Callable[..., Sent], took_back: Callable[..., Any], signed_in: Any, newer: str, why: str
) -> None:
    sent = fetched("insurance_change", **UNREAD)
    assert (sent.state, listed()) == (State.WAITING, [sent.receipt_number])
    assert took_back(sent, newer) == (True, "")
    assert (sent.state, sent.settled_by, listed()) == (State.WITHDRAWN, "batch:endings", [])
    assert sent.receipt_number not in dict(linkage.outcomes)  # they ended it themselves: intake tells them
    line = HistoryEntry.objects.get(event="online.settled")
    assert (line.detail["state"], why in line.detail["why"], line.persons) == ("取下げ", True, [MISAKI])
    page = signed_in(*STAFF).get(f"/notifications/sent/{sent.pk}/").content.decode()
    assert (why in page, "取下げの理由" in page, "受け付けない</button>" in page) == (True, True, False)


def test_what_was_entered_by_itself_and_nobody_compared_is_given_up_with_it(
    fetched: Callable[..., Sent], took_back: Callable[..., Any]
) -> None:
    sent = fetched("insurance_change")
    assert (sent.state, Notification.objects.count()) == (State.ENTERED, 2)
    assert took_back(sent) == (True, "")
    assert sent.state == State.WITHDRAWN
    assert set(Notification.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_one_of_which_a_part_was_compared_is_not_given_up(
    fetched: Callable[..., Sent], took_back: Callable[..., Any]
) -> None:
    sent = fetched("insurance_change")
    first = Notification.objects.order_by("pk")[0]
    notifications.confirm(first.pk, [], seen=notifications.fingerprint(first), by=EXAMINER, on=DAY, at=clock.now())
    assert took_back(sent) == (False, ENTERED)
    assert (sent.state, Notification.objects.filter(state="withdrawn").count()) == (State.ENTERED, 0)


def test_one_that_staff_entered_is_not_given_up(
    linkage: Linkage, fetched: Callable[..., Sent], took_back: Callable[..., Any]
) -> None:
    sent = fetched("insurance_change")
    Notification.objects.filter(online__position=0).update(entered_by="counter1")
    assert took_back(sent) == (False, ENTERED)


def test_one_that_was_sent_back_is_over_already(
    fetched: Callable[..., Sent], took_back: Callable[..., Any], signed_in: Any
) -> None:
    sent = fetched("insurance_change", **UNREAD)
    told = {"state": "sent_back", "why": "番号を確かめてください", "seen": sent.fingerprint}
    signed_in(*STAFF).post(f"/notifications/sent/{sent.pk}/answer/", told)
    assert took_back(sent) == (True, "")
    assert sent.state == State.SENT_BACK


def test_staff_give_it_up_as_they_were_asked_with_the_reason_the_resident_is_told(
    linkage: Linkage, fetched: Callable[..., Sent], deliver: Callable[[], None], signed_in: Any
) -> None:
    sent = fetched("insurance_change", **UNREAD)
    clerk, address = signed_in(*STAFF), f"/notifications/sent/{sent.pk}/"
    page = clerk.get(address)
    assert "本人の申出で取下げにする" in page.content.decode()
    told = {"state": "withdrawn", "seen": page.context["seen"]}
    assert "理由を入れてください" in clerk.post(f"{address}answer/", {**told, "why": " "}, follow=True).content.decode()
    clerk.post(f"{address}answer/", {**told, "why": "ご本人から電話で申出がありました"})
    clerk.post(f"{address}answer/", {**told, "why": "もう一度"})
    sent.refresh_from_db()
    assert (sent.state, sent.reason, listed()) == (State.WITHDRAWN, "ご本人から電話で申出がありました", [])
    deliver()
    assert [status for number, status in linkage.outcomes if number == sent.receipt_number] == ["08"]
    assert linkage.asked[-1][1].message == "取下げを受け付けました：ご本人から電話で申出がありました"
