"""What residents took back or sent anew, after it was registered here: given up, or why not.

Asked of intake through linkage. A notification staff have entered or compared is a matter of its own desk: the answer says so.
"""

from datetime import datetime

from django.db import transaction

from sasae.contracts import published_applications as published
from sasae.contracts.forms.certificate_application import PROCEDURE
from sasae.foundation.history import BATCH, Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.outbox.models import OutboxMessage
from sasae.foundation.partners import ask
from sasae.kernel import clock
from sasae.subsidy.applications import consents
from sasae.subsidy.applications.actions import move
from sasae.subsidy.applications.models import ALLOWED_MOVES, Application, State
from sasae.subsidy.entitlements.models import ExaminationState
from sasae.subsidy.online.actions import take_back
from sasae.subsidy.online.readings import PROCEDURES

BY = BATCH("endings", "取下げ・出し直しの確認")
DECIDED = "この申請の決定は、もう済んでいます。"
TO_BE_DECIDED = "この申請は、決定の承認を待っています。"
ENTERED = "この届出は、もう担当で入力されています。"


def ask_for_endings() -> int:
    """Everything that ended at the applicant's wish. Returns how many were listed."""
    question = published.EndedRequest(procedures=[PROCEDURE, *PROCEDURES])
    entries = ask(published.RELAY_ENDED, question).entries
    for entry in entries:
        end(entry, by=BY, at=clock.now())
    return len(entries)


@transaction.atomic
def end(entry: published.EndedEntry, *, by: Actor, at: datetime) -> None:
    """Give one up where that can still be done, and answer. What is answered already waits to be delivered."""
    key = f"end-{entry.receipt_number}"
    if OutboxMessage.objects.filter(operation=published.RELAY_ANSWER_END.full_name, key=key).exists():
        return
    why_not = _end_application(entry, by, at) if entry.procedure == PROCEDURE else _end_notification(entry, by, at)
    send_later(
        published.RELAY_ANSWER_END,
        published.EndAnswer(receipt_number=entry.receipt_number, accepted=not why_not, message=why_not),
        key=key,
    )


def _end_application(entry: published.EndedEntry, by: Actor, at: datetime) -> str:
    """Empty when it is given up now, or was before."""
    one = Application.objects.select_for_update().filter(receipt_number=entry.receipt_number).first()
    if one is None or one.state == State.WITHDRAWN:
        return ""
    if State.WITHDRAWN not in ALLOWED_MOVES[State(one.state)]:
        return DECIDED
    if one.examinations.filter(state=ExaminationState.REQUESTED).exists():
        return TO_BE_DECIDED
    move(one, State.WITHDRAWN)
    consents.end(one.receipt_number, at=at)
    record(by, "application.withdrawn", one.receipt_number, list(one.form["persons"].values()), why=_wish(entry))
    return ""


def _end_notification(entry: published.EndedEntry, by: Actor, at: datetime) -> str:
    """The same for one of the portal's notifications and claims."""
    if not take_back(entry.receipt_number, why=_wish(entry), by=by, at=at):
        return ENTERED
    consents.end(entry.receipt_number, at=at)
    return ""


def _wish(entry: published.EndedEntry) -> str:
    return f"申請者が出し直した（{entry.replaced_by}）" if entry.replaced_by else "申請者がポータルから取り下げた"
