"""The review of IDs, rights and personnel (ACC-13): what is looked at, what has changed since the last one, the sign-off.

Who signs has seen the list as it stands: when it has changed since the page was opened, the sign-off is refused.
"""

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sasae.foundation.accounts.models import Grant, Review, ReviewOutcome, StaffNotice, User
from sasae.foundation.accounts.personnel import LEAVES, PAUSES
from sasae.foundation.accounts.reach import Reach
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.history import Actor, record
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Refusal

INTERVAL = load_dated(__package__, "review.yaml", dict[str, int])
UNUSED = timedelta(days=365)
DOUBTS = {"number": "職員番号がない", "unused": "1年ログインがない", "left": "退職・休職の知らせがある"}


class CannotSign(Refusal):
    """The review is not signed; the text says why, in Japanese."""


@dataclass(frozen=True)
class Change:
    """What became different of one ID between two reviews."""

    login_id: str
    name: str
    words: str


def looked_at(users: QuerySet[User], on: date) -> QuerySet[User]:
    """These users, each with the rights held on the day (`held`), their reach (`reaching`) and the last notice."""
    held = Grant.objects.filter(user=OuterRef("pk"), revoked_at=None, since__lte=on)
    held = held.filter(Q(until=None) | Q(until__gte=on))
    told = (
        StaffNotice.objects.filter(Q(organisation="") | Q(organisation=OuterRef("office_code")))
        .filter(staff_number=OuterRef("staff_number"))
        .exclude(staff_number="")
        .order_by("-sequence")
    )
    notice = JSONObject(event="event", on="effective_on", outcome="outcome")
    reaching = JSONObject(right="right", ward="ward", procedure="procedure")
    return users.annotate(
        held=ArraySubquery(held.values("right").distinct()),
        reaching=ArraySubquery(held.values(told=reaching)),
        last_notice=Subquery(told.values(told=notice)[:1]),
    )


def doubtful(users: QuerySet[User], why: str, *, on: date, now: datetime) -> QuerySet[User]:
    """Of the IDs in force those somebody must look at, for one reason of `DOUBTS`."""
    live = users.filter(Q(is_active=True), Q(ends_on=None) | Q(ends_on__gte=on))
    if why == "number":
        return live.filter(staff_number="")
    if why == "unused":
        return live.filter(Q(last_login=None) | Q(last_login__lt=now - UNUSED))
    if why == "left":
        return live.filter(last_notice__event__in=[LEAVES, PAUSES])
    return users


def snapshot(users: QuerySet[User], on: date) -> list[dict[str, Any]]:
    """The IDs in force with their rights, as a review keeps them; of users that were `looked_at`."""
    live = users.filter(Q(is_active=True), Q(ends_on=None) | Q(ends_on__gte=on)).order_by("login_id")
    return [
        {"id": one.login_id, "name": one.name, "rights": sorted({_words(each) for each in one.reaching})}
        for one in live.iterator()
    ]


def _words(grant: dict[str, str]) -> str:
    """A right with what it reaches, as a person reads it."""
    reach = [f"区{grant['ward']}"] * bool(grant["ward"]) + [grant["procedure"]] * bool(grant["procedure"])
    return name_of(grant["right"]) + (f"（{'、'.join(reach)}）" if reach else "")


def mark_of(listed: list[dict[str, Any]]) -> str:
    """Tells two lists apart."""
    return hashlib.sha256(json.dumps(listed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def changes(before: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]]) -> list[Change]:
    """What is different between two lists: IDs that came and went, rights given and taken."""
    old, new = ({one["id"]: one for one in listed} for listed in (before, now))
    found = []
    for login_id in sorted(old.keys() | new.keys()):
        was, is_now = old.get(login_id), new.get(login_id)
        name = (is_now or was or {})["name"]
        if was is None:
            found.append(Change(login_id, name, f"新しいID：{_listed(is_now)}"))
        elif is_now is None:
            found.append(Change(login_id, name, "失効したID"))
        else:
            given, taken = (sorted(set(a["rights"]) - set(b["rights"])) for a, b in ((is_now, was), (was, is_now)))
            said = [f"付与：{'、'.join(given)}"] * bool(given) + [f"取消し：{'、'.join(taken)}"] * bool(taken)
            if said:
                found.append(Change(login_id, name, "　".join(said)))
    return found


def _listed(one: dict[str, Any] | None) -> str:
    return "、".join(one["rights"]) if one and one["rights"] else "権限なし"


def reviews_of(reach: Reach) -> QuerySet[Review]:
    """The reviews of those within reach, the newest first."""
    return Review.objects.filter(organisation=reach.office_code or "").order_by("-id")


def next_day(last: Review | None, on: date) -> date:
    """Until when the next review is to be signed. Where there was none yet, today."""
    if last is None:
        return on
    months = last.reviewed_on.month - 1 + INTERVAL.on(on)["months"]
    year, month = last.reviewed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(last.reviewed_on.day, monthrange(year, month)[1]))


def is_due(reach: Reach, on: date) -> bool:
    """Whether the manager is to be reminded."""
    last = reviews_of(reach).defer("listed").first()
    return next_day(last, on) - timedelta(days=INTERVAL.on(on)["days_before"]) <= on


def sign(
    reach: Reach, *, outcome: ReviewOutcome, differences: str, seen: str, by: Actor, on: date, now: datetime
) -> Review:
    """The manager has looked at the whole list and says what was found."""
    users = looked_at(reach.of(User.objects.all()), on)
    listed = snapshot(users, on)
    if mark_of(listed) != seen:
        raise CannotSign(
            "この画面を開いたあとで、利用者IDか権限が変わりました。変わったところを確かめて、もう一度押してください。",
            id="AC-001",
        )
    if outcome != ReviewOutcome.NONE and not differences.strip():
        raise CannotSign("見つけた違いと、それをどうしたかを入れてください。", id="AC-002", at="differences")
    if outcome == ReviewOutcome.NONE and differences.strip():
        raise CannotSign(
            "違いを書いたときは、結果で「違いを見つけ」のどちらかを選んでください。", id="AC-003", at="outcome"
        )
    counts = {"live": len(listed)} | {why: doubtful(users, why, on=on, now=now).count() for why in DOUBTS}
    made = Review.objects.create(
        organisation=reach.office_code or "", reviewed_on=on, outcome=outcome, differences=differences.strip()[:2000],
        counts=counts, listed=listed, signed_by=by.id, signed_at=now,
    )  # fmt: skip
    record(by, "accounts.reviewed", str(made.pk), live=len(listed), outcome=outcome.label)
    return made
