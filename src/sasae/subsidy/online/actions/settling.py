"""The end of what residents sent, where staff say it: done, sent back to be mended, or refused."""

from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor
from sasae.kernel.findings import one_line
from sasae.subsidy.notifications import actions as notifications
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.notifications.models import State as NotificationState
from sasae.subsidy.online.actions.entering import held
from sasae.subsidy.online.answers import CannotTell, for_resident, settle
from sasae.subsidy.online.models import Sent, State
from sasae.subsidy.online.readings import DISCLOSURE


@transaction.atomic
def answer(sent_id: int, state: State, *, why: str, seen: str, by: Actor, at: datetime) -> Sent:
    """Send back, or refuse, what is not in effect yet. What is in effect stays, and the resident is told which is which.

    Raises CannotTell.
    """
    why = for_resident(one_line(why, CannotTell, missing="理由を入れてください。住民に伝わります。"))
    waiting = Notification.objects.filter(online__sent=sent_id).select_for_update(of=("self",)).order_by("pk")
    rows = list(waiting)  # before the sent one, as the second look does
    sent = held(sent_id, seen)
    if sent.folder_id is not None:
        raise CannotTell("請求書として入力してあります。請求書の画面で決定するか、取り下げると、結果が住民に伝わります。")
    effective = any(one.state == NotificationState.EFFECTIVE for one in rows)
    sent.reason = "。".join(filter(None, [sent.reason, why]))[:500]
    settle(sent, State.DONE if effective else state, by=by, at=at)
    for one in rows:
        if one.state == NotificationState.ENTERED:
            notifications.withdraw(one.pk, why=why, by=by, at=at)
    return sent


@transaction.atomic
def finish(sent_id: int, *, how: str, seen: str, by: Actor, at: datetime) -> Sent:
    """What the office deals with outside this system is decided; `how` is told the resident. Raises CannotTell."""
    how = for_resident(one_line(how, CannotTell, missing="決定の内容と、受け取り方を入れてください。住民に伝わります。", at="how"))
    sent = held(sent_id, seen)
    if sent.procedure != DISCLOSURE:
        raise CannotTell("この届出は、入力して照合すると処理済みになります。", at="how")
    if sent.applicant is None:
        raise CannotTell("請求した人が特定されていません。開示は、本人と確かめてから決めます。", at="how")
    sent.reason = how[:500]
    settle(sent, State.DONE, by=by, at=at)
    return sent
