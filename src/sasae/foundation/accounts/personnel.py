"""Personnel moves and retirements, carried over into IDs and rights on their day (ACC-1).

Nothing is given by a notice: who moves or returns gets rights from the ID manager. What is taken is gone with the next
click. A retirement's day is noted as soon as it is told, so that the ID ends even if this work should not run that day.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from sasae.contracts.personnel import StaffChange
from sasae.foundation.accounts.actions import change_user, close_user, revoke
from sasae.foundation.accounts.models import Grant, StaffNotice, User
from sasae.foundation.history import SYSTEM, record

ACTOR = SYSTEM("personnel")
LEAVES, PAUSES, MOVES = "退職", "休職", "異動"
NOBODY = "この職員番号の利用者IDはない"
BY_HAND = "自動では反映しない（ID管理者が申請により発効・付与する）"


def last_taken() -> int:
    """The last sequence number that was taken in."""
    return int(StaffNotice.objects.aggregate(last=Max("sequence"))["last"] or 0)


@transaction.atomic
def take_notices(changes: Sequence[StaffChange]) -> int:
    """Keep what was told; told again it stands once. Returns how many are new."""
    rows = [
        StaffNotice(
            sequence=each.sequence, staff_number=each.staff_no, event=each.event[:10], office_code=each.office_code[:20],
            office=each.office[:100], ward=each.ward_code[:6], effective_on=each.effective_on,
        )
        for each in changes
    ]  # fmt: skip
    before = StaffNotice.objects.count()
    StaffNotice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    new = StaffNotice.objects.count() - before
    for notice in StaffNotice.objects.filter(applied_at=None, event=LEAVES, sequence__in=[row.sequence for row in rows]):
        _end_on(notice)
    if new:
        record(ACTOR, "accounts.notices_taken", "人事", count=new)
    return new


def _end_on(notice: StaffNotice) -> None:
    for user in _users(notice):
        if user.is_active and (user.ends_on is None or user.ends_on > notice.effective_on):
            change_user(user, {"ends_on": notice.effective_on}, by=ACTOR)


def apply_due(on: date) -> int:
    """Apply every notice whose day has come, in the order they were told. Returns how many."""
    yesterday = on - timedelta(days=1)
    waiting = StaffNotice.objects.filter(applied_at=None)
    due = waiting.filter(effective_on__lte=yesterday, event=LEAVES) | waiting.filter(effective_on__lte=on).exclude(
        event=LEAVES
    )
    numbers = list(due.order_by("effective_on", "sequence").values_list("pk", flat=True))
    return sum(_apply(number) for number in numbers)


@transaction.atomic
def _apply(number: int) -> bool:
    notice = StaffNotice.objects.select_for_update().get(pk=number)
    if notice.applied_at is not None:
        return False
    users = _users(notice)
    outcome = NOBODY if not users else BY_HAND
    if users and notice.event in (LEAVES, PAUSES, MOVES):
        outcome = "、".join(_carry_over(user, notice) for user in users)
    StaffNotice.objects.filter(pk=number).update(applied_at=Now(), outcome=outcome[:200])
    return True


def _carry_over(user: User, notice: StaffNotice) -> str:
    why = f"人事の反映（{notice.effective_on:%Y-%m-%d} {notice.event}）"
    grants = list(Grant.objects.filter(user=user, revoked_at=None).order_by("id"))
    for grant in grants:
        revoke(grant, by=ACTOR, reason=why)
    if notice.event == MOVES:
        told = {"office": notice.office, "office_code": notice.office_code, "ward": notice.ward}
        if _organisation():  # here the office code says whose people they are, and a move changes nothing of that
            told = {"office": notice.office}
        change_user(user, {**told}, by=ACTOR)
        return f"{user.login_id}：所属を変え、権限{len(grants)}件を取り消した"
    if user.is_active:
        close_user(user, by=ACTOR, reason=why)
    return f"{user.login_id}：IDを失効し、権限{len(grants)}件を取り消した"


def _users(notice: StaffNotice) -> list[User]:
    """Every ID of the member of staff. Locked one after the other, in the order of their numbers."""
    users = User.objects.select_for_update().filter(staff_number=notice.staff_number)
    if whose := _organisation():
        users = users.filter(office_code=whose)
    return list(users.order_by("pk")) if notice.staff_number else []


def _organisation() -> str:
    """In a service that many organisations share: whose personnel office it is that tells. Staff numbers are its own."""
    return str(getattr(settings, "SASAE_PERSONNEL_OFFICE_CODE", ""))
