"""An alarm's life: raised by what was noticed, taken up by a named person, closed with what came of it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from sasae.foundation.history import SYSTEM, Actor, record
from sasae.intermediary.security.kinds import KINDS
from sasae.intermediary.security.models import ALLOWED_MOVES, Alarm, State
from sasae.intermediary.security.noticing import Noticed
from sasae.kernel.findings import Refusal, one_line

MOST = 300  # signs of a note
STANDING = [State.OPEN, State.TAKEN]
CONDITIONS = {"key", "certificate", "crl", "masters", "copies", "differences", "verification"}  # they last, or are over


class CannotHandle(Refusal):
    """The alarm is not moved; the text says why, in Japanese."""


Key = tuple[str, str, str]


@transaction.atomic
def take_in(noticed: Iterable[Noticed], *, on: date) -> None:
    """Make alarms of it. The same again changes counts alone; what had been closed and happens again is open again.

    Most of a day's alarms are as they were a minute ago: those are neither held nor written.
    """
    noticed = list(noticed)
    known = {_key(each): each for each in _known({each.body for each in noticed}, on)}
    news = [one for one in noticed if _is_news(known.get(_key(one)), one)]
    held = {_key(each): each for each in _known({each.body for each in news}, on).select_for_update()} if news else {}
    for one in news:
        alarm = held.get(_key(one))
        if alarm is None:
            alarm = Alarm(body=one.body, kind=one.kind, about=one.about, on=on, first_at=one.first_at)
            event = "alarm.raised"
        else:
            event = "alarm.again" if _again(alarm, one) else ""
        if event:
            alarm.state = State.OPEN
            alarm.closed_by, alarm.closed_at = "", None
        alarm.count, alarm.last_at, alarm.words = _told(alarm, one)
        alarm.save()
        if event:
            record(SYSTEM("intermediary"), event, KINDS[one.kind].name, about=_about(alarm))


def _known(bodies: set[str], on: date) -> QuerySet[Alarm]:
    """The alarms there are of the day, and of what has lasted since before: the oldest still standing goes first."""
    lasting = Q(state__in=STANDING, kind__in=CONDITIONS)
    return Alarm.objects.filter(Q(on=on) | lasting, body__in=bodies).order_by("-on")


def _key(one: Alarm | Noticed) -> Key:
    return one.body, one.kind, one.about


def _told(alarm: Alarm, one: Noticed) -> tuple[int, datetime, str]:
    """The count, the last time and the words the alarm has with this."""
    count = one.count if one.kind in CONDITIONS else max(alarm.count or 0, one.count)
    return count, max(one.last_at, alarm.first_at), one.words


def _is_news(alarm: Alarm | None, one: Noticed) -> bool:
    """Whether the alarm is not yet there, or would be another with it."""
    if alarm is None or _again(alarm, one):
        return True
    return _told(alarm, one) != (alarm.count, alarm.last_at, alarm.words)


def _again(alarm: Alarm, one: Noticed) -> bool:
    """A refusal that came after the alarm was closed; a condition that had been over. What was closed by a person while
    it lasts is asked about again the day after."""
    if alarm.state in STANDING:
        return False
    if one.kind in CONDITIONS:
        return alarm.state == State.GONE
    return one.last_at > alarm.last_at


@transaction.atomic
def let_go(body: str, noticed: Iterable[Noticed], *, now: datetime) -> None:
    """Conditions that are over end their alarms by themselves."""
    holds = {(one.kind, one.about) for one in noticed}
    standing = Alarm.objects.select_for_update().filter(body=body, state__in=STANDING, kind__in=CONDITIONS)
    for alarm in standing.order_by("pk"):
        if (alarm.kind, alarm.about) not in holds:
            alarm.state, alarm.closed_at = State.GONE, now
            alarm.save()
            record(SYSTEM("intermediary"), "alarm.gone", KINDS[alarm.kind].name, about=_about(alarm))


@transaction.atomic
def take_up(body: str, number: int, *, note: str, by: Actor, now: datetime) -> None:
    """A named person takes it up, and says what is to be done."""
    note = one_line(note, CannotHandle, missing="どうするかを入れてください。", at="note", most=MOST)
    alarm = _moved(body, number, State.TAKEN)
    alarm.taken_by, alarm.taken_at, alarm.note = by.id, now, note
    alarm.save()
    record(by, "alarm.taken", KINDS[alarm.kind].name, about=_about(alarm), note=note)


@transaction.atomic
def close(body: str, number: int, *, result: str, by: Actor, now: datetime) -> None:
    """It is done with; what came of it stays."""
    result = one_line(result, CannotHandle, missing="どうなったかを入れてください。", at="result", most=MOST)
    alarm = _moved(body, number, State.CLOSED)
    alarm.closed_by, alarm.closed_at, alarm.result = by.id, now, result
    alarm.save()
    record(by, "alarm.closed", KINDS[alarm.kind].name, about=_about(alarm), note=result)


def _moved(body: str, number: int, state: State) -> Alarm:
    """The alarm of this body (or of the platform), moved there. Raises CannotHandle."""
    alarm = Alarm.objects.select_for_update().filter(pk=number, body=body).first()
    if alarm is None:
        raise CannotHandle("この番号の警報はありません。", id="I-821")
    if state not in ALLOWED_MOVES[State(alarm.state)]:
        raise CannotHandle(f"この警報は「{alarm.get_state_display()}」です。画面を開き直してください。", id="I-822")
    alarm.state = state
    return alarm


def _about(alarm: Alarm) -> str:
    return "　".join(filter(None, [alarm.body or "プラットフォーム", alarm.about, f"{alarm.count}件"]))
