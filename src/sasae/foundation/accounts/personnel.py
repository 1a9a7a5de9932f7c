"""Personnel moves and retirements, carried over into IDs and rights on their day (ACC-1).

Nothing is given by a notice: who moves or returns gets rights from the ID manager, one by one or by a file of moves, which
no notice of the same day takes back. What is taken is gone with the next
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
from sasae.foundation.moves.queries import carried_by_file

ACTOR = SYSTEM("personnel")
LEAVES, PAUSES, MOVES, TAKES_BACK = "退職", "休職", "異動", "取消"
NOBODY = "この職員番号の利用者IDはない"
BY_HAND = "自動では反映しない（ID管理者が申請により発効・付与する）"


def organisation() -> str:
    """In a service that many organisations share: whose personnel office is asked from here. Others hand theirs over."""
    return str(getattr(settings, "SASAE_PERSONNEL_OFFICE_CODE", ""))


def last_taken() -> int:
    """The last sequence number that was asked for and taken in."""
    return int(StaffNotice.objects.filter(organisation=organisation()).aggregate(last=Max("sequence"))["last"] or 0)


def take_notices(changes: Sequence[StaffChange]) -> int:
    """Keep what was told when asked; told again it stands once. Returns how many are new."""
    rows = [
        StaffNotice(
            organisation=organisation(), sequence=each.sequence, staff_number=each.staff_no, event=each.event[:10],
            office_code=each.office_code[:20], office=each.office[:100], ward=each.ward_code[:6],
            effective_on=each.effective_on,
        )
        for each in changes
    ]  # fmt: skip
    return keep(rows, organisation())


@transaction.atomic
def keep(rows: Sequence[StaffNotice], of: str) -> int:
    """Keep the notices of one organisation, in the order they were told. Returns how many are new."""
    told = StaffNotice.objects.filter(organisation=of)
    before = told.count()
    StaffNotice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    new = told.count() - before
    for notice in told.filter(applied_at=None, sequence__in=[row.sequence for row in rows]).order_by("sequence"):
        if notice.replaces is not None:
            _take_back(told.get(sequence=notice.replaces), notice)
        if notice.event == LEAVES:
            _end_on(notice)
    if new:
        record(ACTOR, "accounts.notices_taken", f"{of} の人事" if of else "人事", count=new)
    return new


def _end_on(notice: StaffNotice) -> None:
    """The day is noted now, and what it was before, in case the notice is taken back."""
    before = {}
    for user in _users(notice):
        if user.is_active and (user.ends_on is None or user.ends_on > notice.effective_on):
            before[str(user.pk)] = user.ends_on.isoformat() if user.ends_on else None
            change_user(user, {"ends_on": notice.effective_on}, by=ACTOR)
    if before:
        StaffNotice.objects.filter(pk=notice.pk).update(curtailed=before)


def _take_back(old: StaffNotice, new: StaffNotice) -> None:
    """The notice does not count any more. A last day it set, and nobody changed since, is again what it was before."""
    if old.applied_at is None:
        for user in _users(old):
            if user.is_active and user.ends_on == old.effective_on and str(user.pk) in old.curtailed:
                was = old.curtailed[str(user.pk)]
                change_user(user, {"ends_on": date.fromisoformat(was) if was else None}, by=ACTOR)
        StaffNotice.objects.filter(pk=old.pk).update(applied_at=Now(), outcome=f"知らせ{new.sequence}により改められた")
    if new.event == TAKES_BACK:
        StaffNotice.objects.filter(pk=new.pk).update(applied_at=Now(), outcome=f"知らせ{old.sequence}を取り消した")


def apply_due(on: date, of: str | None = None) -> int:
    """Apply every notice whose day has come, in the order they were told; `of`: this organisation's. Returns how many."""
    yesterday = on - timedelta(days=1)
    waiting = StaffNotice.objects.filter(applied_at=None)
    if of is not None:
        waiting = waiting.filter(organisation=of)
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
    if notice.event == MOVES and carried_by_file(user, notice):
        return f"{user.login_id}：一斉の異動で反映済み"
    why = f"人事の反映（{notice.effective_on:%Y-%m-%d} {notice.event}）"
    grants = list(Grant.objects.filter(user=user, revoked_at=None).order_by("id"))
    for grant in grants:
        revoke(grant, by=ACTOR, reason=why)
    if notice.event == MOVES:
        told = {"office": notice.office, "office_code": notice.office_code, "ward": notice.ward}
        if notice.organisation:  # here the office code says whose people they are, and a move changes nothing of that
            told = {"office": notice.office}
        change_user(user, {**told}, by=ACTOR)
        return f"{user.login_id}：所属を変え、権限{len(grants)}件を取り消した"
    if user.is_active:
        close_user(user, by=ACTOR, reason=why)
    return f"{user.login_id}：IDを失効し、権限{len(grants)}件を取り消した"


def _users(notice: StaffNotice) -> list[User]:
    """Every ID of the member of staff. Locked one after the other, in the order of their numbers."""
    users = User.objects.select_for_update().filter(staff_number=notice.staff_number)
    if notice.organisation:  # staff numbers are the organisation's own
        users = users.filter(office_code=notice.organisation)
    return list(users.order_by("pk")) if notice.staff_number else []
