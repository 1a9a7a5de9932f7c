"""The end of what residents sent: staff say it is done, sent back, refused or given up; or the resident took it back."""

from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line
from sasae.subsidy.notifications import actions as notifications
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.notifications.models import State as NotificationState
from sasae.subsidy.online.actions.entering import OPEN, held
from sasae.subsidy.online.answers import CannotTell, close, for_resident, settle
from sasae.subsidy.online.models import ENTERED_BY, Proposed, Sent, State
from sasae.subsidy.online.readings import DISCLOSURE

DECISION = Pair("online.decide", thing="電子の開示請求", first="決定の案", second="承認")


@transaction.atomic
def answer(sent_id: int, state: State, *, why: str, seen: str, by: Actor, at: datetime) -> Sent:
    """Send back, refuse, or give up what is not in effect yet. What is in effect stays; the resident is told which is which.

    Raises CannotTell.
    """
    why = for_resident(one_line(why, CannotTell, missing="理由を入れてください。住民に伝わります。"))
    rows = _made_of(sent_id)
    sent = held(sent_id, seen)
    if sent.procedure == DISCLOSURE and state == State.REFUSED:
        raise CannotTell("開示しないことも決定です。決定の内容を書いて、別の職員の確認に回してください。")
    if sent.folder_id is not None:
        raise CannotTell("請求書として入力してあります。請求書の画面で決定するか、取り下げると、結果が住民に伝わります。")
    effective = any(one.state == NotificationState.EFFECTIVE for one in rows)
    sent.reason = "。".join(filter(None, [sent.reason, why]))[:500]
    settle(sent, State.DONE if effective else state, by=by, at=at)
    _withdraw(rows, why, by, at)
    return sent


def _made_of(sent_id: int) -> list[Notification]:
    """What was entered of it, locked: before the sent one, as the second look does."""
    return list(Notification.objects.filter(online__sent=sent_id).select_for_update(of=("self",)).order_by("pk"))


def _withdraw(rows: list[Notification], why: str, by: Actor, at: datetime) -> None:
    for one in rows:
        if one.state == NotificationState.ENTERED:
            notifications.withdraw(one.pk, why=why, by=by, at=at)


@transaction.atomic
def take_back(receipt_number: str, *, why: str, by: Actor, at: datetime) -> bool:
    """The resident took it back, or sent it anew: given up as long as no staff have entered or compared any of it.

    Whether it is over without having had an effect. One that never came here is. The resident is told by the caller.
    """
    last = Sent.objects.filter(receipt_number=receipt_number).order_by("-version").first()
    if last is None:
        return True
    rows = _made_of(last.pk)
    sent = Sent.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=last.pk)
    if State(sent.state) not in OPEN:
        return sent.state != State.DONE
    untouched = all(one.entered_by == ENTERED_BY and one.state == NotificationState.ENTERED for one in rows)
    if sent.folder_id is not None or not untouched or sent.entries.count() != len(rows):
        return False
    sent.reason = why[:500]
    close(sent, State.WITHDRAWN, by=by, at=at)
    _withdraw(rows, why, by, at)
    return True


@transaction.atomic
def propose_decision(sent_id: int, state: State, *, how: str, seen: str, by: Actor, at: datetime) -> Sent:
    """What is to be decided on a request the office deals with outside this system, and what the resident is told of it.

    Nothing follows until another one approves it; written anew, it takes the place of the one before. Raises CannotTell.
    """
    how = for_resident(one_line(how, CannotTell, missing="決定の内容と、受け取り方を入れてください。住民に伝わります。", at="how"))
    sent = _to_decide(sent_id, seen)
    sent.proposal, sent.proposed_state, sent.proposed_by = how, Proposed(state.value).value, by.id
    sent.save()
    outcome = Proposed(sent.proposed_state).label
    record(by, "online.decision_proposed", sent.receipt_number, [sent.applicant.atena_no], outcome=outcome, how=how)  # type: ignore[union-attr]
    return sent


@transaction.atomic
def approve_decision(sent_id: int, *, seen: str, by: Actor, at: datetime) -> Sent:
    """Another person finds it right: it is decided, and the resident is told. Raises CannotTell."""
    sent = _to_decide(sent_id, seen)
    if not sent.proposal:
        raise CannotTell("決定の案がありません。先に、決定の内容を書いてください。")
    refusal = CannotTell("決定の案を書いた人とは別の人が、確かめてください。")
    DECISION.by_another_than(sent.proposed_by, by, about=sent.receipt_number, refusal=refusal)
    sent.reason = sent.proposal
    settle(sent, State(sent.proposed_state), by=by, at=at)
    return sent


def _to_decide(sent_id: int, seen: str) -> Sent:
    sent = held(sent_id, seen)
    if sent.procedure != DISCLOSURE:
        raise CannotTell("この届出は、入力して照合すると処理済みになります。", at="how")
    if sent.applicant is None:
        raise CannotTell("請求した人が特定されていません。開示は、本人と確かめてから決めます。", at="how")
    if State(sent.state) not in OPEN:
        raise CannotTell(f"この請求は「{sent.get_state_display()}」です。")
    return sent
