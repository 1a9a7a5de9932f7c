"""Asking to see where protected persons are to be found, and another's permission for minutes.

Who may not is told so, and it stands in the journal, whatever becomes of the request.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NoReturn

from django.db import transaction
from django.db.models import Q

from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, record, refuse
from sasae.foundation.showings.models import SHOWING_MOVES, Showing, ShowingState
from sasae.foundation.showings.queries import RIGHT, RULES, lapsed, open_of, to_grant
from sasae.foundation.two_persons import Pair
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusal, one_line

PERMISSION = Pair("showings.grant", thing="支援措置対象者の住所等の表示", first="申請", second="許可")
MOST = 100  # persons of one request: a page shows a family, not a list of everybody


class CannotShow(Refusal):
    """The step is not taken; the text says why, in Japanese."""


@transaction.atomic
def ask(asker: User, persons: Sequence[str], reason: str, page: str = "", *, at: datetime) -> Showing:
    """Ask to see these persons. Raises CannotShow. What waits already is not asked for twice."""
    said, numbers = one_line(reason, CannotShow, missing="見なければならない理由を入れてください。", at="reason"), list(dict.fromkeys(persons))
    User.objects.select_for_update().get(pk=asker.pk)
    on = at.astimezone(TOKYO).date()
    if not asker.may(RIGHT, on=on):
        _refuse(asker.actor, "－", "SW-101", "支援措置対象者の住所等を見る権限がありません。")
    if not 0 < len(numbers) <= MOST:
        raise CannotShow(f"一度に申請できるのは、1人から{MOST}人までです。", id="SW-102")
    if (waiting := open_of(asker.login_id, numbers, at)) is not None:
        raise CannotShow(f"この人の表示は、もう申請しています（{waiting.pk}）。許可を待ってください。", id="SW-103")
    made = Showing.objects.create(
        asked_by=asker.login_id, asked_at=at, reason=said, persons=numbers, page=page[:300],
        wards=asker.wards(RIGHT, on) or [], procedures=asker.procedures(RIGHT, on) or [],
    )  # fmt: skip
    record(asker.actor, "showings.asked", str(made.pk), numbers, reason=said)
    return made


@transaction.atomic
def grant(pk: int, *, by: User, at: datetime) -> Showing:
    """Another, whose right reaches as far as the asker's, permits it for minutes. Raises CannotShow."""
    one = Showing.objects.select_for_update().get(pk=pk)
    own = CannotShow("自分の申請は許可できません。同じ権限を持つ別の職員に頼んでください。", id="SW-104")
    PERMISSION.by_another_than(one.asked_by, by.actor, about=str(pk), refusal=own)
    _must_be(one, ShowingState.GRANTED, at)
    _within(one, by, at)
    minutes = RULES.on(at.astimezone(TOKYO).date())["minutes"]
    one.state, one.decided_by, one.decided_at = ShowingState.GRANTED, by.login_id, at
    one.until_at = at + timedelta(minutes=minutes)
    one.save()
    record(by.actor, "showings.granted", str(pk), one.persons, asked_by=one.asked_by, minutes=minutes, reason=one.reason)
    return one


@transaction.atomic
def decline(pk: int, why: str, *, by: User, at: datetime) -> Showing:
    """It is not permitted. Raises CannotShow."""
    one = Showing.objects.select_for_update().get(pk=pk)
    said = one_line(why, CannotShow, missing="許可しない理由を入れてください。", at="why")
    own = CannotShow("自分の申請は「取り下げる」を使ってください。", id="SW-105")
    PERMISSION.by_another_than(one.asked_by, by.actor, about=str(pk), refusal=own)
    _must_be(one, ShowingState.REFUSED, at)
    _within(one, by, at)
    one.state, one.decided_by, one.decided_at, one.why = ShowingState.REFUSED, by.login_id, at, said
    one.save()
    record(by.actor, "showings.declined", str(pk), one.persons, asked_by=one.asked_by, reason=said)
    return one


@transaction.atomic
def end(pk: int, why: str, *, by: Actor, at: datetime) -> Showing:
    """Who asked or who permitted ends it before its time. Raises CannotShow."""
    said = one_line(why, CannotShow, missing="終える理由を入れてください。", at="why")
    one = Showing.objects.select_for_update().filter(Q(asked_by=by.id) | Q(decided_by=by.id), pk=pk).first()
    if one is None:
        _refuse(by, str(pk), "SW-106", "取り下げられるのは、申請した人と許可した人だけです。")
    _must_be(one, ShowingState.WITHDRAWN, at)
    event = "showings.ended" if one.state == ShowingState.GRANTED else "showings.withdrawn"
    one.state, one.ended_by, one.why = ShowingState.WITHDRAWN, by.id, said
    one.until_at = at if one.until_at else None
    one.save()
    record(by, event, str(pk), one.persons, reason=said)
    return one


def _within(one: Showing, by: User, at: datetime) -> None:
    if not to_grant(by, at).filter(pk=one.pk).exists():
        _refuse(by.actor, str(one.pk), "SW-107", "あなたの権限は、この申請をした人の権限ほど広く及びません。別の職員に頼んでください。")


def _must_be(one: Showing, state: ShowingState, at: datetime) -> None:
    if state not in SHOWING_MOVES[ShowingState(one.state)]:
        raise CannotShow(f"この申請は「{one.get_state_display()}」です。画面を開き直してください。", id="SW-108")
    if lapsed(one, at):
        raise CannotShow("この申請は期限が過ぎています。もう一度申請してもらってください。", id="SW-109")


def _refuse(by: Actor, subject: str, id: str, why: str) -> NoReturn:
    refuse(by, "showings.refused", subject, f"{why}（{id}）")
    raise CannotShow(why, id=id)
