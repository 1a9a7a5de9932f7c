"""Writing a call down, tying it to its person, closing it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.release import GuardedText
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.applications.fields import SentBefore
from sasae.subsidy.desk.actions import write_note
from sasae.subsidy.desk.models import NoteKind
from sasae.subsidy.people.models import Person
from sasae.subsidy.telephone.models import ALLOWED_MOVES, State, TelephoneMemo


class CannotSettle(Refusal):
    """The step is not allowed now; the text says why, in Japanese."""


@transaction.atomic
def write(
    token: str, told: dict[str, Any], *, person: Person | None, by: Actor, at: datetime, ward_code: str = ""
) -> TelephoneMemo:
    """Keep a call that was taken in a ward (none: in an office of the whole city); with a person it is a note of theirs at once. The same page sent twice is kept once.

    Raises SentBefore where the second time says something else.
    """
    values = {**told, "telephone": GuardedText(told["telephone"]), "text": GuardedText(told["text"])}
    memo, new = TelephoneMemo.objects.get_or_create(
        token=token, defaults={**values, "written_by": by.id, "written_at": at, "ward_code": ward_code}
    )
    if any(getattr(memo, name) != value for name, value in values.items()):
        raise SentBefore(f"電話メモ {memo.label}")
    if new:
        persons = [person.atena_no] if person else []
        record(by, "memo.written", memo.label, persons, happened_on=to_wareki(memo.happened_on))
        if person is not None:
            return tie(memo.pk, person, by=by, at=at)
    return memo


def _held(memo_id: int, state: State) -> TelephoneMemo:
    memo = TelephoneMemo.objects.select_for_update(of=("self",)).get(pk=memo_id)
    if state not in ALLOWED_MOVES[State(memo.state)]:
        raise CannotSettle(f"この電話メモは、すでに「{memo.get_state_display()}」です。")
    return memo


@transaction.atomic
def tie(memo_id: int, person: Person, *, by: Actor, at: datetime) -> TelephoneMemo:
    """The caller is known now: the call becomes a note of that person. Raises CannotSettle."""
    memo = _held(memo_id, State.TIED)
    write_note(
        person, kind=NoteKind.TELEPHONE, happened_on=memo.happened_on, counterpart=memo.counterpart, text=memo.text,
        by=by, at=at,
    )  # fmt: skip
    memo.state, memo.person, memo.settled_by, memo.settled_at = State.TIED, person, by.id, at
    memo.save()
    record(by, "memo.tied", memo.label, [person.atena_no])
    return memo


@transaction.atomic
def close(memo_id: int, *, why: str, by: Actor, at: datetime) -> TelephoneMemo:
    """Nothing is to be done, and why. Raises CannotSettle."""
    why = one_line(why, CannotSettle, missing="対応不要とする理由を入れてください。")
    memo = _held(memo_id, State.CLOSED)
    memo.state, memo.settled_by, memo.settled_at, memo.why = State.CLOSED, by.id, at, why
    memo.save()
    record(by, "memo.closed", memo.label, why=memo.why)
    return memo
