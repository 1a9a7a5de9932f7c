"""Taking a right in an emergency and looking at it afterwards; opening and closing a contractor's window."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from sasae.foundation.accounts.actions import GrantRefused, grant, revoke
from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.history import SYSTEM, Actor, record, refuse
from sasae.foundation.special_access.models import Emergency, Verdict, Window
from sasae.foundation.two_persons import Pair
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki

RULES = load_dated("sasae.foundation.special_access", "emergency.yaml", dict[str, Any])
GIVER = SYSTEM("emergency")
LONGEST = timedelta(hours=12)  # a window is a day's work at most


LOOKING_BACK = Pair("special_access.review", thing="緊急時の利用", first="権限の取得", second="振返り")


class CannotAccess(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def rights_to_take(user: User, now: datetime) -> dict[str, int]:
    """The rights of this service this person may take, and for how many minutes: none that the ID manager of their
    organisation could not give."""
    found: dict[str, int] = RULES.on(now.date())["rights"].get(settings.SASAE_SERVICE, {})
    within = reach_of(user).rights
    return {right: minutes for right, minutes in found.items() if right in within}


def take(user: User, right: str, why: str, *, at: datetime) -> Emergency:
    """Take a right for its minutes. Refused, in the journal too, where it is not of the rules or may not be held."""
    reason = one_line(why, CannotAccess, missing="理由を入れてください。", at="why", most=150)
    minutes = rights_to_take(user, at).get(right)
    if minutes is None:
        raise CannotAccess("緊急時に取れる権限ではありません。", id="EM-101", at="right")
    try:
        return _taken(user, right, reason, minutes, at)
    except GrantRefused as refused:
        refuse(user.actor, "emergency.refused", user.login_id, str(refused), right=name_of(right))
        raise CannotAccess(str(refused), id="EM-102", at="right") from refused


@transaction.atomic
def _taken(user: User, right: str, reason: str, minutes: int, at: datetime) -> Emergency:
    until = at + timedelta(minutes=minutes)
    made = Emergency.objects.create(
        number=_next_number(), login_id=user.login_id, right=right, reason=reason, taken_at=at, until_at=until,
        review_by=at.date() + timedelta(days=RULES.on(at.date())["review_days"]),
    )  # fmt: skip
    given = grant(
        user, right, by=GIVER, reason=f"緊急時の利用 {made.number}：{reason}", since=at.date(), until=until.date()
    )
    given.expires_at, given.emergency = until, made.number
    given.save(update_fields=["expires_at", "emergency"])
    record(user.actor, "emergency.taken", made.number, right=name_of(right), minutes=minutes, why=reason)
    return made


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('special_access_number')")
        return f"EM{cursor.fetchone()[0]:06d}"


@transaction.atomic
def give_back(number: str, *, by: Actor, at: datetime) -> Emergency:
    """End it before its time: by who took it, or by who would look at it. Raises CannotAccess."""
    one = Emergency.objects.select_for_update().get(number=number)
    if not one.live(at):
        raise CannotAccess("この利用は終わっています。", id="EM-103")
    for given in Grant.objects.select_for_update().filter(emergency=number, revoked_at=None):
        revoke(given, by=by, reason="緊急時の利用の終わり")
    one.until_at = at
    one.save()
    record(by, "emergency.returned", number)
    return one


@transaction.atomic
def review(number: str, verdict: str, words: str, *, by: Actor, at: datetime) -> Emergency:
    """Another person says whether it was needed. Raises CannotAccess."""
    one = Emergency.objects.select_for_update().get(number=number)
    if one.verdict:
        raise CannotAccess("振返りは済んでいます。", id="EM-104")
    refusal = CannotAccess("権限を取った人とは別の人が振り返ってください。", id="EM-105")
    LOOKING_BACK.by_another_than(one.login_id, by, about=number, refusal=refusal)
    if one.live(at):
        raise CannotAccess("利用が終わってから振り返ってください。", id="EM-106")
    one.verdict = Verdict(verdict)
    one.words = one_line(words, CannotAccess, missing="確かめた内容を入れてください。", at="words", most=300)
    one.reviewed_by, one.reviewed_at = by.id, at
    one.save()
    record(by, "emergency.reviewed", number, verdict=one.get_verdict_display(), words=one.words)
    return one


@transaction.atomic
def ask_window(
    user: User, *, watcher: str, why: str, from_at: datetime, until_at: datetime, by: Actor, at: datetime
) -> Window:
    """Set the time of a contractor's work, and who will be there. Raises CannotAccess."""
    if not user.contractor:
        raise CannotAccess("委託先の従業員ではありません。", id="EM-201", at="login_id")
    known = User.objects.filter(login_id=watcher, contractor=False).first()
    if known is None or not known.usable(from_at.date()):
        raise CannotAccess("立会いは、有効なIDの職員にしてください。", id="EM-202", at="watcher")
    if until_at <= max(from_at, at) or until_at - from_at > LONGEST:
        raise CannotAccess(
            "終わりは、これからの、始まりから12時間までの時刻にしてください。", id="EM-203", at="until_at"
        )
    reason = one_line(why, CannotAccess, missing="作業の内容を入れてください。", at="why")
    made = Window.objects.create(
        login_id=user.login_id,
        watcher=watcher,
        reason=reason,
        from_at=from_at,
        until_at=until_at,
        asked_by=by.id,
        asked_at=at,
    )
    told = {"watcher": known.name, "why": reason, "since": f"{to_wareki(from_at.date())} {from_at:%H:%M}"}
    record(by, "window.asked", user.login_id, until=f"{to_wareki(until_at.date())} {until_at:%H:%M}", **told)
    return made


@transaction.atomic
def open_window(pk: int, *, by: Actor, at: datetime) -> Window:
    """The watcher is there: from now on the contractor's person can sign in. Raises CannotAccess."""
    one = Window.objects.select_for_update().get(pk=pk)
    if by.id != one.watcher:
        raise CannotAccess("立会いの職員だけが始められます。", id="EM-204")
    if one.closed_at or one.present_at or not one.from_at <= at < one.until_at:
        raise CannotAccess("始められる時間ではありません。", id="EM-205")
    one.present_at = at
    one.save()
    record(by, "window.opened", one.login_id)
    return one


@transaction.atomic
def close_window(pk: int, *, by: Actor, at: datetime) -> Window:
    """End it at once: whoever is signed in by it is out with the next click. Raises CannotAccess."""
    one = Window.objects.select_for_update().get(pk=pk)
    if one.closed_at:
        raise CannotAccess("この作業時間は閉じてあります。", id="EM-206")
    one.closed_by, one.closed_at = by.id, at
    one.save()
    record(by, "window.closed", one.login_id)
    return one
