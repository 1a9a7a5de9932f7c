"""What residents send is entered as a notification, compared by a clerk, and answered."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.outbox.models import OutboxMessage
from sasae.kernel import clock
from sasae.subsidy.notifications import actions as notifications
from sasae.subsidy.notifications.models import Kind, Notification
from sasae.subsidy.notifications.models import State as NotificationState
from sasae.subsidy.online.batches import fetch_notifications
from sasae.subsidy.online.models import Sent, State
from sasae.subsidy.online.readings import BY_HAND, PROCEDURES
from sasae.wire.client import Unreachable
from tests.subsidy.conftest import COUNTER
from tests.subsidy.online.sending import DAUGHTER, MOTHER, SAID, SON, send
from tests.subsidy.town import DAY, MIO, MISAKI, REN, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
KINDS = {
    "insurance_change": [Kind.INSURANCE, Kind.INSURANCE], "account_change": [Kind.ACCOUNT],
    "certificate_reissue": [Kind.REISSUE], "eligibility_loss": [Kind.LOSS], "child_removed": [Kind.CHILD_REMOVED], "status_report": [Kind.STATUS_REPORT],
    "change_report": [Kind.ADDRESS],
}  # fmt: skip


def entered(sent: Sent) -> list[Notification]:
    return list(Notification.objects.filter(online__sent=sent).order_by("online__position"))


def confirm(one: Notification) -> None:
    notifications.confirm(one.pk, [], seen=notifications.fingerprint(one), by=COUNTER, on=DAY, at=clock.now())


def test_every_procedure_that_is_fetched_is_tried_here() -> None:
    assert set(PROCEDURES) == {*KINDS, "child_added", *BY_HAND} == set(SAID)  # what is not in KINDS: in test_other_ends.py


@pytest.mark.clause("ACQ-1", "ACQ-2", "BUS-4")
@pytest.mark.parametrize("procedure", KINDS)
def test_what_can_be_read_is_entered_waits_for_a_second_look_and_is_answered_once_it_is_in_effect(
    linkage: Linkage, fetched: Callable[..., Sent], deliver: Callable[[], None], procedure: str
) -> None:
    sent = fetched(procedure)
    assert (sent.state, sent.findings) == (State.ENTERED, [])
    made = entered(sent)
    assert [one.kind for one in made] == KINDS[procedure]
    assert {one.state for one in made} == {NotificationState.ENTERED}
    deliver()
    assert sent.receipt_number not in linkage.published
    linkage.outcomes.clear()
    for one in made:
        assert linkage.outcomes == []
        confirm(one)
    deliver()
    assert linkage.outcomes == [(sent.receipt_number, "06")]
    assert Sent.objects.get().state == State.DONE


def test_the_entry_says_what_the_resident_wrote(fetched: Callable[..., Sent]) -> None:
    assert [one.content["who"] for one in entered(fetched("insurance_change"))] == [MISAKI, REN]
    insured = entered(fetched("insurance_change"))[1]
    assert (insured.content["insurer_number"], insured.content["number"]) == ("138057", "99")
    assert insured.occurred_on.isoformat() == "2026-06-01"
    moved = entered(fetched("change_report"))[0]
    assert (moved.content["who"], moved.content["where"], moved.postal_code) == (
        [MISAKI, REN, MIO],
        "within",
        "2160006",
    )
    away = {
        "applicant": {**MOTHER, "postal_code": "1000001", "address": "東京都千代田区１－１", "telephone": "0311112222"}
    }
    assert entered(fetched("change_report", **away))[0].content["where"] == "out"


@pytest.mark.parametrize(
    ("said", "kind", "content"),
    [
        ({"change": {"change": "lost"}, "insured": [], "uninsured": [{**SON, "lost_on": "2026-06-01"}]}, Kind.INSURANCE, {"change": "lost"}),
        ({"change": {"kind": "household", "occurred_on": "2026-06-01"}, "people": [], "household": {"what": "kin_in", "kin_name": "宮前　緑"}}, Kind.HOUSEHOLD, {"what": "kin_came"}),
        ({"change": {"kind": "household", "occurred_on": "2026-06-01"}, "people": [], "household": {"what": "apart", "kin_name": ""}}, Kind.HOUSEHOLD, {"what": "partner_ended"}),
    ],
    ids=["an insurance that ended", "kin who came", "a marriage that ended"],
)  # fmt: skip
def test_the_other_answers_of_a_form_are_read_too(
    fetched: Callable[..., Sent], said: dict[str, Any], kind: Kind, content: dict[str, Any]
) -> None:
    one = entered(fetched("insurance_change" if kind == Kind.INSURANCE else "change_report", **said))[0]
    assert one.kind == kind
    assert content.items() <= one.content.items()


@pytest.mark.clause("ACQ-8")
def test_fetched_twice_it_is_there_once(linkage: Linkage, fetched: Callable[..., Sent]) -> None:
    fetched("certificate_reissue")
    assert fetch_notifications() == 1  # not acknowledged yet: listed again
    assert Sent.objects.count() == Notification.objects.count() == 1
    assert (
        OutboxMessage.objects.filter(key__startswith="acknowledge-", operation__contains="acknowledge").count() == 2
    )  # hers, and the one for her certificate


def test_one_that_cannot_be_fetched_keeps_no_other_waiting(linkage: Linkage, family: Any) -> None:
    first = send(linkage, "account_change", found=f"{9999:015d}")
    second = send(linkage, "account_change")
    fetch_notifications()
    states = dict(Sent.objects.values_list("receipt_number", "state"))
    assert states == {first: State.WAITING, second: State.ENTERED}


def test_one_whose_seal_does_not_open_stays_with_intake_and_keeps_no_other_waiting(
    linkage: Linkage, family: Any, deliver: Callable[[], None]
) -> None:
    spoilt, whole = send(linkage, "account_change"), send(linkage, "account_change")
    linkage.published[spoilt] = linkage.published[spoilt].model_copy(
        update={"comparison_key_sealed": "bm90IHNlYWxlZA=="}
    )
    fetch_notifications()
    deliver()
    assert [one.receipt_number for one in Sent.objects.all()] == [whole]
    assert Notification.objects.count() == 1  # of the other nothing is left behind
    assert list(linkage.published) == [spoilt]


def test_while_linkage_is_away_nothing_is_lost(linkage: Linkage, family: Any) -> None:
    send(linkage, "account_change")
    linkage.away = True
    with pytest.raises(Unreachable):
        fetch_notifications()
    assert not Sent.objects.exists()
    linkage.away = False
    fetch_notifications()
    assert Sent.objects.get().state == State.ENTERED


def test_a_part_that_was_withdrawn_is_told_and_the_rest_is_accepted(
    linkage: Linkage, fetched: Callable[..., Sent], deliver: Callable[[], None]
) -> None:
    sent = fetched("certificate_reissue", who=[SON, DAUGHTER])
    kept, given_up = entered(sent)
    notifications.withdraw(given_up.pk, why="医療証が見つかったとの連絡", by=COUNTER, at=clock.now())
    assert Sent.objects.get().state == State.ENTERED
    confirm(kept)
    deliver()
    assert linkage.outcomes[-1] == (sent.receipt_number, "06")
    assert "医療証が見つかったとの連絡" in linkage.asked[-1][1].message


def test_one_that_was_withdrawn_whole_is_refused_with_the_reason(
    linkage: Linkage, fetched: Callable[..., Sent], deliver: Callable[[], None]
) -> None:
    sent = fetched("eligibility_loss")
    notifications.withdraw(entered(sent)[0].pk, why="本人が取り下げた", by=COUNTER, at=clock.now())
    deliver()
    assert linkage.outcomes[-1] == (sent.receipt_number, "07")
    assert (Sent.objects.get().state, Sent.objects.get().reason) == (State.REFUSED, "本人が取り下げた")


def test_a_reason_with_an_individual_number_is_not_said_to_a_resident(fetched: Callable[..., Sent]) -> None:
    one = entered(fetched("eligibility_loss"))[0]
    with pytest.raises(notifications.CannotMove, match="UK-328"):
        notifications.withdraw(one.pk, why="番号 １２３４-5678-9018 の人", by=COUNTER, at=clock.now())
    assert Notification.objects.get().state == NotificationState.ENTERED
