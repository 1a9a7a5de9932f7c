"""Proposing a change, approving it by another person, sending it back, withdrawing it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Finding, Refusals, error, has_errors, one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.office import OFFERED
from sasae.subsidy.wordings.checking import checks
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.languages import field_of, without_texts
from sasae.subsidy.wordings.models import MOVES, Rewording, State

APPROVAL = Pair("wordings.approve", thing="文言の変更", first="起案", second="承認・差戻し")


class CannotChange(Refusals):
    """The step is not allowed; `findings` say why, each at its place."""


def checked(
    key: str, typed: Mapping[str, str], *, since: date, source: str, on: date
) -> tuple[Any, list[Finding]]:  # fmt: skip
    """The value of what was typed, and everything to say about it: what blocks, and what one should know."""
    field = _known(key)
    value, found = field.read(typed)
    if since < on:
        found.append(
            error(
                "WD-301",
                "since",
                "適用日は今日以後の日にしてください。印刷したものの文言は、さかのぼって変えられません。",
            )
        )
    if not source.strip():
        found.append(error("WD-302", "source", "変更の根拠を入れてください。"))
    if not has_errors(found):
        found += checks(field, value, since=since, on=on)
    return value, found


@transaction.atomic
def propose(
    key: str, typed: Mapping[str, str], *, since: date, source: str, by: Actor, on: date, at: datetime
) -> Rewording:  # fmt: skip
    """Put a new value forward, from a day on that is not past. Raises CannotChange."""
    value, found = checked(key, typed, since=since, source=source, on=on)
    if has_errors(found):
        raise CannotChange(found)
    source = one_line(source, CannotChange.said, at="source")
    change = Rewording.objects.create(
        key=key, since=since, value=value, source=source, proposed_by=by.id, proposed_at=at
    )
    record(by, "wording.proposed", _known(key).label, since=to_wareki(since))
    return change


def _locked(pk: int) -> Rewording:
    return Rewording.objects.select_for_update().get(pk=pk)


def _label(change: Rewording) -> str:
    field = field_of(change.key)
    return field.label if field else change.key


def _known(key: str) -> Field:
    field = field_of(key)
    if field is None:
        raise KeyError(key)
    return field


def _move(change: Rewording, state: State) -> None:
    if state not in MOVES[State(change.state)]:
        raise CannotChange.one("WD-303", "state", f"この変更は「{State(change.state).label}」です。")
    change.state = state


@transaction.atomic
def approve(pk: int, *, by: Actor, on: date, at: datetime) -> Rewording:
    """Another person approves it, not later than the day it begins. Raises CannotChange."""
    change = _locked(pk)
    refusal = CannotChange.one("WD-304", "approved_by", "起案した人とは別の人が承認してください。")
    APPROVAL.by_another_than(change.proposed_by, by, about=_label(change), refusal=refusal)
    if change.since < on:
        raise CannotChange.one("WD-305", "since", "適用日を過ぎています。差し戻して、新しい適用日で起案してください。")
    _move(change, State.APPROVED)
    if has_errors(found := checks(_known(change.key), change.value, since=change.since, on=on)):
        raise CannotChange(found)
    change.approved_by, change.approved_at = by.id, at
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as twice:
        raise CannotChange.one(
            "WD-306",
            "since",
            "同じ項目・同じ適用日の変更がすでに承認されています。どちらかを取りやめるか、適用日を変えてください。",
        ) from twice
    record(by, "wording.approved", _label(change), since=to_wareki(change.since))
    return change


@transaction.atomic
def send_back(pk: int, *, why: str, by: Actor, at: datetime) -> Rewording:
    """Not so; the reason is kept. Raises CannotChange."""
    why = one_line(why, CannotChange.said, missing="差戻しの理由を入れてください。")
    change = _locked(pk)
    refusal = CannotChange.one(
        "WD-304", "approved_by", "起案した人とは別の人が差し戻してください。自分の起案は取りやめてください。"
    )
    APPROVAL.by_another_than(change.proposed_by, by, about=_label(change), refusal=refusal)
    _move(change, State.RETURNED)
    change.approved_by, change.approved_at, change.note = by.id, at, why
    change.save()
    record(by, "wording.returned", _label(change), why=change.note)
    return change


@transaction.atomic
def withdraw(pk: int, *, why: str, by: Actor, on: date) -> Rewording:
    """Take it back before it begins. What has begun is followed by another change. Raises CannotChange."""
    why = one_line(why, CannotChange.said, missing="取りやめる理由を入れてください。", at="reason")
    change = _locked(pk)
    if change.state == State.APPROVED and change.since <= on:
        raise CannotChange.one("WD-308", "since", "すでに適用されています。新しい適用日で起案してください。")
    _move(change, State.WITHDRAWN)
    change.note = why
    change.save()
    if change.key.startswith("languages."):
        _refuse_offered_without_texts()
    record(by, "wording.withdrawn", _label(change), why=change.note)
    return change


def _refuse_offered_without_texts() -> None:
    """A language that is offered, now or from a day on, keeps its texts. Raises CannotChange."""
    for row in OFFERED.rows:
        if lacking := without_texts(row.value["rows"], row.since):
            raise CannotChange.one(
                "WD-309", "reason",
                f"{'、'.join(lacking)}は、{to_wareki(row.since)}からの「医療証に添える言語の一覧」にあります。先に一覧から外してください。",
            )  # fmt: skip
