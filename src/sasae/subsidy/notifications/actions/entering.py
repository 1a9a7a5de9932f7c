"""Paper notifications: entered by one person, compared with the paper by another, and then in effect (ACQ-1, ACQ-2)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint
from sasae.foundation.release import GuardedText
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, one_line
from sasae.subsidy.applications.fields import SentBefore
from sasae.subsidy.entitlements.changes import NoSuchFact
from sasae.subsidy.entitlements.models import Family
from sasae.subsidy.notifications.actions.effects import CannotTakeEffect, take_effect
from sasae.subsidy.notifications.kinds import is_late
from sasae.subsidy.notifications.models import ALLOWED_MOVES, Kind, Notification, State
from sasae.subsidy.online.answers import CannotTell, note_settled
from sasae.subsidy.people.actions import keep_people

CHANGED = "画面を開いたあとに、この届出の内容が変わりました。もう一度見比べてください。"


COMPARISON = Pair("notifications.compare", thing="届出", first="入力", second="照合")


class CannotMove(Refusal):
    """The step is not allowed now, or not by this person; the text says why, in Japanese."""


@transaction.atomic
def enter(
    kind: Kind, family: Family, *, content: dict[str, Any], received_on: date, occurred_on: date, identity_checked: str,
    token: str, by: Actor, at: datetime, postal_code: str = "", address: str = "",
) -> Notification:  # fmt: skip
    """Enter a notification as its paper says. The same entry sent twice is entered once.

    Raises CannotMove; SentBefore where the second time says something else.
    """
    if not identity_checked.strip():
        raise CannotMove("本人確認の方法を入れてください。確認のない届出は受け付けられません。")
    said = {
        "kind": kind, "family": family, "content": content, "received_on": received_on, "occurred_on": occurred_on,
        "identity_checked": identity_checked, "postal_code": postal_code, "address": GuardedText(address),
    }  # fmt: skip
    notification, new = Notification.objects.get_or_create(
        token=token,
        defaults={
            **said, "number": _next_number(received_on), "late": is_late(kind, occurred_on, received_on),
            "entered_by": by.id, "entered_at": at,
        },
    )  # fmt: skip
    same = all(getattr(notification, name) == value for name, value in said.items())
    if not same or notification.state == State.WITHDRAWN:
        raise SentBefore(f"届出 {notification.number}")
    if new:
        record(
            by, "notification.entered", notification.number, persons_of(notification), kind=kind.label,
            identity=identity_checked,
        )  # fmt: skip
    return notification


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_notification_number')")
        return f"TD{on:%Y%m%d}{cursor.fetchone()[0]:08d}"


def persons_of(notification: Notification) -> list[str]:
    """Whom the notification speaks of: who notified, and who is named in it."""
    who = notification.content.get("who", [])
    named = who if isinstance(who, list) else [who]
    child = notification.content.get("child", {}).get("atena_no")
    return list(dict.fromkeys([notification.family.applicant.atena_no, *named, *([child] if child else [])]))


def fingerprint(notification: Notification) -> str:
    """A mark of how the notification stands now: a page that shows another one is stale."""
    said = [str(notification.state), notification.entered_by, notification.confirmed_by, str(notification.version)]
    said.append(json.dumps(notification.content, sort_keys=True))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _held(notification_id: int, state: State) -> Notification:
    notification = (
        Notification.objects.select_for_update(of=("self",)).select_related("family__applicant").get(id=notification_id)
    )
    if state not in ALLOWED_MOVES[State(notification.state)]:
        raise CannotMove(
            f"届出 {notification.number} は「{notification.get_state_display()}」のため、「{state.label}」にできません。"
        )
    return notification


MENDED = {
    "content": "届出の内容", "received_on": "受付日", "occurred_on": "異動日", "identity_checked": "本人確認",
    "postal_code": "郵便番号", "address": "住所",
}  # fmt: skip


@transaction.atomic
def mend(notification_id: int, values: Mapping[str, Any], *, seen: str, by: Actor) -> Notification:
    """Who entered it corrects the entry until another has compared it. The version before stays. Raises CannotMove.

    `values` are those of MENDED that shall stand now; the same again changes nothing.
    """
    rows = Notification.objects.select_for_update(of=("self",)).select_related("family__applicant")
    notification = rows.get(id=notification_id)
    if notification.state != State.ENTERED:
        raise CannotMove(f"届出 {notification.number} は「{notification.get_state_display()}」のため、直せません。")
    if notification.entered_by != by.id:
        raise CannotMove("入力を直せるのは、入力した人だけです。")
    if seen != fingerprint(notification):
        raise CannotMove(CHANGED)
    changed = [label for name, label in MENDED.items() if name in values and getattr(notification, name) != values[name]]
    if not changed:
        return notification
    for name in MENDED.keys() & values.keys():
        setattr(notification, name, values[name])
    notification.late = is_late(notification.kind, notification.occurred_on, notification.received_on)
    notification.version += 1
    notification.save()
    record(
        by, "notification.mended", notification.number, persons_of(notification), fields="・".join(changed)
    )
    return notification


@transaction.atomic
def confirm(
    notification_id: int, people: Sequence[PersonMessage], *, seen: str, by: Actor, on: date, at: datetime
) -> Notification:
    """The second look: another person has compared the entry with its paper, and it takes effect, all or nothing.

    `people` is the family as linkage tells of them now. Raises CannotMove.
    """
    notification = _held(notification_id, State.EFFECTIVE)
    if seen != fingerprint(notification):
        raise CannotMove(CHANGED)
    refusal = CannotMove("入力した人とは別の人が照合してください。")
    COMPARISON.by_another_than(notification.entered_by, by, about=notification.number, refusal=refusal)
    keep_people(people, by=by, affair="届出審査", fetched_at=at)
    notification.state = State.EFFECTIVE
    notification.confirmed_by, notification.confirmed_at = by.id, at
    notification.save()
    record(
        by, "notification.effective", notification.number, persons_of(notification),
        kind=Kind(notification.kind).label,
    )  # fmt: skip
    try:
        take_effect(notification, by=by, on=on, at=at)
    except (CannotTakeEffect, NoSuchFact, CannotPrint) as refused:
        raise CannotMove(str(refused)) from refused
    note_settled(notification, by=by, at=at)
    return notification


@transaction.atomic
def withdraw(notification_id: int, *, why: str, by: Actor, at: datetime) -> Notification:
    """Give up an entry that does not agree with its paper, or that was taken back. Raises CannotMove."""
    why = one_line(why, CannotMove, missing="取下げの理由を入れてください。")
    notification = _held(notification_id, State.WITHDRAWN)
    notification.state = State.WITHDRAWN
    notification.save()
    record(by, "notification.withdrawn", notification.number, persons_of(notification), why=why)
    try:
        note_settled(notification, why=why, by=by, at=at)
    except CannotTell as refused:
        raise CannotMove(str(refused)) from refused
    return notification
