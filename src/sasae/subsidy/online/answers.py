"""What became of a sent notification, told to the resident through linkage, intake and the portal."""

import re
from datetime import datetime

from sasae.contracts import published_applications as published
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.kernel.findings import Refusal
from sasae.kernel.numbers import individual
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.notifications.models import State as NotificationState
from sasae.subsidy.online.models import ALLOWED_MOVES, Entry, Sent, State

STATUS = {State.DONE: "06", State.REFUSED: "07", State.SENT_BACK: "04"}
ACCEPTED = "届出の内容を確かめ、受け付けました。通知や医療証が必要なときは、別にお送りします。"
PARTLY = ACCEPTED + "受け付けられなかったもの：{reason}"
NOT_ACCEPTED = "この届出は受け付けられませんでした。理由：{reason}"
MEND = "届出の内容を直して、もう一度お送りください。直していただきたいこと：{reason}"


class CannotTell(Refusal):
    """This is not said to a resident, or not now; the text says why, in Japanese."""


def for_resident(text: str) -> str:
    """A text that goes to the portal. Raises CannotTell where it seems to hold an individual number."""
    digits = re.sub(r"[\s\-－‐・]", "", text).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if any(individual.is_valid(one.group(1)) for one in re.finditer(r"(?=(\d{12}))", digits)):
        raise CannotTell(
            "個人番号と思われる数字があります。理由は住民に伝わるので、書けません。", id="UK-328", at="why"
        )
    return text


def note_settled(notification: Notification, *, why: str = "", by: Actor, at: datetime) -> None:
    """A notification of the office took effect or was withdrawn: when it was the last of a sent one, the resident is told.

    Part of the caller's transaction, which holds the notification's row. Raises CannotTell.
    """
    entry = Entry.objects.filter(notification=notification).first()
    if entry is None:
        return
    sent = Sent.objects.select_for_update(of=("self",)).get(pk=entry.sent_id)
    if State(sent.state) not in (State.WAITING, State.ENTERED):
        return
    if why:
        sent.reason = "。".join(filter(None, [sent.reason, for_resident(why)]))[:500]
        sent.save()
    states = list(sent.entries.values_list("notification__state", flat=True))
    if len(states) < sent.parts or NotificationState.ENTERED in states:
        return
    settle(sent, State.DONE if NotificationState.EFFECTIVE in states else State.REFUSED, by=by, at=at)


def settle(sent: Sent, state: State, *, by: Actor, at: datetime) -> None:
    """It is over for the office; `sent.reason` is what was not accepted. Part of the caller's transaction."""
    if state not in ALLOWED_MOVES[State(sent.state)]:
        raise CannotTell(f"この届出は「{sent.get_state_display()}」のため、「{state.label}」にできません。")
    sent.state, sent.settled_by, sent.settled_at = state, by.id, at
    sent.save()
    done = PARTLY if sent.reason else ACCEPTED
    words = {State.DONE: done, State.REFUSED: NOT_ACCEPTED, State.SENT_BACK: MEND}[state]
    persons = [sent.applicant.atena_no] if sent.applicant else []
    record(by, "online.settled", sent.receipt_number, persons, state=state.label, why=sent.reason or "すべて受け付けた")
    send_later(
        published.RELAY_REPORT_OUTCOME,
        published.OutcomeReport(
            receipt_number=sent.receipt_number, status=STATUS[state], message=words.format(reason=sent.reason)
        ),
        key=f"outcome-{sent.receipt_number}-{sent.version}-{STATUS[state]}",
    )
    record(by, "online.outcome_reported", sent.receipt_number, persons, status=STATUS[state])
