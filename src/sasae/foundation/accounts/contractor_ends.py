"""What the register of contractors tells of persons whose work ends: their IDs here end with it, the same day (ACC-12).

What is told only shortens: told twice, late or in another order, the earliest day stands. It is kept, so that no ID is
issued or prolonged beyond it afterwards.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Max, Min

from sasae.contracts.contractor_ends import WorkerEnd
from sasae.foundation.accounts.actions import change_user, close_user
from sasae.foundation.accounts.models import ContractorEnd, EndWhy, User
from sasae.foundation.history import SYSTEM, record

ACTOR = SYSTEM("contractors")


@transaction.atomic
def take(ends: Sequence[WorkerEnd], *, on: date, of: str = "", told_as: int | None = None) -> list[WorkerEnd]:
    """Keep what was told and end the IDs. `of`: the body whose register it is, where many bodies share the system;
    `told_as`: the teller's number of the last line, where it is asked by number. Returns the lines that are new. Messages
    are taken one after the other, so that whoever asks us by number misses none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts/contractor_ends', 0))")
    known = _known(ends, of)
    new = [end for key, end in {_key(end): end for end in ends}.items() if key not in known]
    ContractorEnd.objects.bulk_create(
        ContractorEnd(
            organisation=of, worker=end.worker, last=end.last_day, at_once=end.at_once, why=end.reason.value, told_as=told_as
        )
        for end in new
    )
    ids = _end_ids(ends, of, on)
    if new:
        record(ACTOR, "accounts.contractor_ends_taken", f"{of} の委託の登録簿" if of else "委託の登録簿", count=len(new), ids=ids)
    return new


def _known(ends: Sequence[WorkerEnd], of: str) -> set[tuple[str, date, bool]]:
    rows = ContractorEnd.objects.filter(organisation=of, worker__in={end.worker for end in ends})
    return set(rows.values_list("worker", "last", "at_once"))


def _key(end: WorkerEnd) -> tuple[str, date, bool]:
    return end.worker, end.last_day, end.at_once


def _end_ids(ends: Sequence[WorkerEnd], of: str, on: date) -> int:
    """Every ID of these persons: over now, with its open session, or on the day. Locked in the order of their numbers."""
    told = {end.worker: end for end in sorted(ends, key=lambda end: (not end.at_once, end.last_day), reverse=True)}
    users = User.objects.select_for_update().filter(staff_number__in=told, is_active=True)
    if of:  # numbers are the body's own
        users = users.filter(office_code=of)
    ended = 0
    for user in users.order_by("pk"):
        end = told[user.staff_number]
        if end.at_once or end.last_day < on:
            close_user(user, by=ACTOR, reason=f"{EndWhy(end.reason.value).label}（委託の登録簿からの知らせ）")
        elif user.ends_on is None or user.ends_on > end.last_day:
            change_user(user, {"ends_on": end.last_day}, by=ACTOR)
        else:
            continue
        ended += 1
    return ended


def last_day(worker: str, office_code: str) -> date | None:
    """The earliest last day told of this person; None where nothing was."""
    told = ContractorEnd.objects.filter(worker=worker, organisation__in={"", office_code})
    return told.aggregate(day=Min("last"))["day"]


def last_asked() -> int:
    """The highest number of the teller's that was taken in."""
    return int(ContractorEnd.objects.aggregate(last=Max("told_as"))["last"] or 0)
