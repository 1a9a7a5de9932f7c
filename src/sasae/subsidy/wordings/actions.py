"""Proposing a change, approving it by another person, sending it back, withdrawing it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.wordings.fields import FIELDS, Unusable
from sasae.subsidy.wordings.models import MOVES, Rewording, State


class CannotChange(ValueError):
    """The step is not allowed; the text says why, in Japanese."""


@transaction.atomic
def propose(key: str, text: str, *, since: date, source: str, by: Actor, on: date, at: datetime) -> Rewording:
    """Put a new value forward, from a day on that is not past. Raises CannotChange."""
    field = FIELDS[key]
    if since < on:
        raise CannotChange("適用日は今日以後の日にしてください。印刷したものの文言は、さかのぼって変えられません。")
    if not source.strip():
        raise CannotChange("変更の根拠を入れてください。")
    try:
        value = field.read(text)
    except Unusable as unusable:
        raise CannotChange(str(unusable)) from unusable
    change = Rewording.objects.create(
        key=key, since=since, value=value, source=source.strip()[:200], proposed_by=by.id, proposed_at=at
    )
    record(by, "wording.proposed", field.label, since=to_wareki(since))
    return change


def _locked(pk: int) -> Rewording:
    return Rewording.objects.select_for_update().get(pk=pk)


def _move(change: Rewording, state: State) -> None:
    if state not in MOVES[State(change.state)]:
        raise CannotChange(f"この変更は「{State(change.state).label}」です。")
    change.state = state


@transaction.atomic
def approve(pk: int, *, by: Actor, on: date, at: datetime) -> Rewording:
    """Another person approves it, not later than the day it begins. Raises CannotChange."""
    change = _locked(pk)
    if change.proposed_by == by.id:
        raise CannotChange("起案した人とは別の人が承認してください。")
    if change.since < on:
        raise CannotChange("適用日を過ぎています。差し戻して、新しい適用日で起案してください。")
    _move(change, State.APPROVED)
    change.approved_by, change.approved_at = by.id, at
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as twice:
        raise CannotChange("同じ項目・同じ適用日の変更がすでに承認されています。") from twice
    record(by, "wording.approved", FIELDS[change.key].label, since=to_wareki(change.since))
    return change


@transaction.atomic
def send_back(pk: int, *, why: str, by: Actor, at: datetime) -> Rewording:
    """Not so; the reason is kept. Raises CannotChange."""
    if not why.strip():
        raise CannotChange("差戻しの理由を入れてください。")
    change = _locked(pk)
    if change.proposed_by == by.id:
        raise CannotChange("起案した人とは別の人が差し戻してください。自分の起案は取りやめてください。")
    _move(change, State.RETURNED)
    change.approved_by, change.approved_at, change.note = by.id, at, why.strip()[:200]
    change.save()
    record(by, "wording.returned", FIELDS[change.key].label, why=change.note)
    return change


@transaction.atomic
def withdraw(pk: int, *, why: str, by: Actor, on: date) -> Rewording:
    """Take it back before it begins. What has begun is followed by another change. Raises CannotChange."""
    if not why.strip():
        raise CannotChange("取りやめる理由を入れてください。")
    change = _locked(pk)
    if change.state == State.APPROVED and change.since <= on:
        raise CannotChange("すでに適用されています。新しい適用日で起案してください。")
    _move(change, State.WITHDRAWN)
    change.note = why.strip()[:200]
    change.save()
    record(by, "wording.withdrawn", FIELDS[change.key].label, why=change.note)
    return change
