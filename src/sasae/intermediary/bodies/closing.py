"""The day a body ends: its doors are shut, what is under way comes to one known end, its key seals nothing any more.

Stopped anywhere and begun again it goes on. What was recorded stays where it is.
"""

from datetime import date, datetime

from django.db import transaction

from sasae.foundation.accounts.actions import close_user
from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.keeping import kept_until
from sasae.intermediary.bodies.models import Body, BodyChange, BodyState, Kind, State
from sasae.intermediary.bodies.queries import ended_words
from sasae.intermediary.codes.models import Code
from sasae.intermediary.codes.models import State as CodeState
from sasae.intermediary.inquiries.actions import CannotInquire
from sasae.intermediary.inquiries.closing import give_up
from sasae.intermediary.inquiries.models import OPEN, Inquiry
from sasae.intermediary.keys.models import KeyVersion
from sasae.intermediary.keys.models import State as KeyState
from sasae.intermediary.provisions.deciding import refuse_waiting

ACTOR = SYSTEM("intermediary")


def due(on: date) -> list[int]:
    """Mergers and departures whose day has come."""
    ends = BodyChange.objects.filter(kind__in=[Kind.MERGER, Kind.LEAVING], state=State.APPROVED, effective_on__lte=on)
    return list(ends.order_by("effective_on", "pk").values_list("pk", flat=True))


def carry_out(number: int, *, now: datetime) -> None:
    """Let one approved end come. Done already, nothing happens."""
    change = BodyChange.objects.filter(pk=number, state=State.APPROVED).first()
    if change is None:
        return
    body = _shut(change)
    why = ended_words(body)
    inquiries = _end_inquiries(body, f"照会した団体が終わったため打ち切りました。{why}", now)
    provisions = refuse_waiting(body, message=why, by=ACTOR, now=now)
    with acting_for(body.code):
        codes = Code.objects.filter(state=CodeState.REQUESTED).update(state=CodeState.ERROR)
    _finish(change, {"打ち切った照会": inquiries, "断った提供": provisions, "取りやめた符号": codes}, now)


@transaction.atomic
def _shut(change: BodyChange) -> Body:
    """From here on nothing new comes in, and nothing goes out in the body's name."""
    body = Body.objects.select_for_update().get(pk=change.body_id)
    if body.state == BodyState.ACTIVE:
        body.state, body.closed_on, body.successor = BodyState.CLOSED, change.effective_on, change.successor
        body.save(update_fields=["state", "closed_on", "successor"])
        record(ACTOR, "body.closed", body.code, kind=change.get_kind_display(), on=change.effective_on)
    return body


def _end_inquiries(body: Body, reason: str, now: datetime) -> int:
    with acting_for(body.code):
        numbers = list(Inquiry.objects.filter(state__in=OPEN).order_by("processing_no").values_list("pk", flat=True))
    ended = 0
    for processing_no in numbers:
        try:
            give_up(body, processing_no, reason=reason, by=ACTOR, now=now)
        except CannotInquire:  # answered in this moment
            continue
        ended += 1
    return ended


@transaction.atomic
def _finish(change: BodyChange, counts: dict[str, int], now: datetime) -> None:
    """The key opens and seals no more; of a merged body the IDs end, its successor's staff look after the records."""
    body = Body.objects.select_for_update().get(pk=change.body_id)
    KeyVersion.objects.filter(body=body, state=KeyState.CURRENT).update(state=KeyState.OLD)
    KeyVersion.objects.filter(body=body, state=KeyState.PROPOSED).update(
        state=KeyState.REVOKED, ended_by=ACTOR.id, ended_at=now, reason="団体が終わったため"
    )
    body.public_key, body.kept_until = "", kept_until(body)
    body.save(update_fields=["public_key", "kept_until"])
    if change.kind == Kind.MERGER:
        for user in User.objects.filter(office_code=body.code, is_active=True).order_by("pk"):
            close_user(user, by=ACTOR, reason=f"合併（{change.effective_on:%Y-%m-%d}）")
    BodyChange.objects.filter(pk=change.pk).update(state=State.DONE, done_at=now, counts=counts)
    told = "、".join(f"{what} {count}件" for what, count in counts.items())
    record(ACTOR, "body.change_done", body.code, kind=change.get_kind_display(), counts=told)
