"""Permissions: one person examines what the office will use it for, another permits. Linkage is told of each change."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from sasae.contracts import transfers
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.transfers.models import ITEMS, MOVES, Permission, State, item_names
from sasae.subsidy.transfers.receivers import receiver, receiver_name

LONGEST_YEARS = 5
_REVISIONS = {State.PERMITTED: 1, State.WITHDRAWN: 2}  # what is told of a permission: given, and taken back


PERMIT = Pair("transfers.permit", thing="移転の許可", first="審査", second="許可・不許可")


class CannotPermit(Refusal):
    """The step is not allowed; the text says why, in Japanese."""


@transaction.atomic
def examine(
    office: str, *, items: Sequence[str], since: date, until: date, usage: str, need: str, by: Actor, on: date, at: datetime
) -> Permission:  # fmt: skip
    """Write down what was examined; it waits for another person's permission. Raises CannotPermit."""
    to = receiver(office, on)
    if to is None:
        raise CannotPermit("条例に移転先として定めのある課を選んでください。", id="IT-101", at="office")
    if not items or any(item not in to.items for item in items):
        raise CannotPermit("移転先の事務に必要な項目を選んでください。", id="IT-102", at="items")
    if until < since:
        raise CannotPermit("末日は初日以後にしてください。", id="IT-103", at="until")
    if until < on:
        raise CannotPermit("末日が過ぎています。", id="IT-104", at="until")
    if (until.year - LONGEST_YEARS, until.month, until.day) >= (since.year, since.month, since.day):
        raise CannotPermit(
            f"期間は{LONGEST_YEARS}年までです。期間ごとに用途を審査してください。", id="IT-105", at="until"
        )
    made = Permission.objects.create(
        number=_next_number(on), office=office, basis=to.basis, affair=to.affair,
        items=[str(item) for item in ITEMS if item in items], since=since, until=until,
        usage=one_line(usage, CannotPermit, missing="移転先での使い道を入れてください。", at="usage", most=300),
        need=one_line(need, CannotPermit, missing="項目が必要な理由を入れてください。", at="need", most=300),
        examined_by=by.id, examined_at=at,
    )  # fmt: skip
    record(by, "transfers.examined", made.number, office=to.name, items=item_names(made.items))
    return made


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_transfer_permission_number')")
        return f"IK{on:%Y}-{cursor.fetchone()[0]:06d}"


@transaction.atomic
def permit(number: str, *, by: Actor, on: date, at: datetime) -> Permission:
    """Permit, as another person; linkage is told. Raises CannotPermit."""
    one = _decided(number, State.PERMITTED, by, at)
    if one.until < on:
        raise CannotPermit("期間が過ぎています。新しく審査してください。", id="IT-203")
    if receiver(one.office, on) is None:
        raise CannotPermit("条例の移転先でなくなっています。", id="IT-204")
    one.save()
    period = {"since": to_wareki(one.since), "until": to_wareki(one.until)}
    record(by, "transfers.permitted", number, office=receiver_name(one.office), **period)
    _tell(one)
    return one


@transaction.atomic
def refuse_permission(number: str, why: str, *, by: Actor, at: datetime) -> Permission:
    """Do not permit, as another person. Raises CannotPermit."""
    one = _decided(number, State.REFUSED, by, at)
    one.note = one_line(why, CannotPermit, missing="不許可の理由を入れてください。", most=300)
    one.save()
    record(by, "transfers.not_permitted", number, reason=one.note)
    return one


def _decided(number: str, state: State, by: Actor, at: datetime) -> Permission:
    one = _moved(number, state)
    refusal = CannotPermit("審査した人とは別の人が許可・不許可としてください。", id="IT-201")
    PERMIT.by_another_than(one.examined_by, by, about=number, refusal=refusal)
    one.permitted_by, one.permitted_at = by.id, at
    return one


@transaction.atomic
def withdraw(number: str, why: str, *, by: Actor, at: datetime) -> Permission:
    """End a permission at once; linkage is told. Raises CannotPermit."""
    one = _moved(number, State.WITHDRAWN)
    one.note = one_line(why, CannotPermit, missing="取消しの理由を入れてください。", most=300)
    one.withdrawn_by, one.withdrawn_at = by.id, at
    one.save()
    record(by, "transfers.withdrawn", number, reason=one.note)
    _tell(one)
    return one


def _moved(number: str, state: State) -> Permission:
    one = Permission.objects.select_for_update().get(number=number)
    if state not in MOVES[State(one.state)]:
        raise CannotPermit(f"この許可は「{one.get_state_display()}」です。", id="IT-202")
    one.state = state
    return one


def _tell(one: Permission) -> None:
    revision = _REVISIONS[State(one.state)]
    told = transfers.Permission.model_validate(
        {
            "number": one.number, "revision": revision, "office": one.office, "basis": one.basis, "affair": one.affair,
            "items": one.items, "since": one.since, "until": one.until, "permitted_at": one.permitted_at,
            "withdrawn_at": one.withdrawn_at,
        }
    )  # fmt: skip
    send_later(transfers.PERMIT, told, key=f"permission-{one.number}-{revision}")
