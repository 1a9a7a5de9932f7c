"""Questions asked of the moves."""

from django.db.models import Q, QuerySet

from sasae.foundation.accounts.models import StaffNotice, User
from sasae.foundation.accounts.reach import Reach
from sasae.foundation.moves.models import IN_EFFECT, Move, MoveFile, MoveState


def files_of(reach: Reach) -> QuerySet[MoveFile]:
    """The files of those within reach."""
    return MoveFile.objects.filter(organisation=reach.office_code or "")


def to_approve(reach: Reach, login_id: str) -> QuerySet[MoveFile]:
    """Files that wait for somebody else than the one who took them in, and who is not in them."""
    waiting = files_of(reach).filter(state=MoveState.WAITING)
    mine = Q(taken_by=login_id) | Q(pk__in=Move.objects.filter(user__login_id=login_id).values("file"))
    return waiting.exclude(mine)


def to_confirm(reach: Reach) -> QuerySet[MoveFile]:
    """Files that took effect and were not looked at yet."""
    return files_of(reach).filter(state=MoveState.DONE)


def carried_by_file(user: User, notice: StaffNotice) -> bool:
    """Whether a file of moves has put the person where the personnel office's notice says, on its day or later."""
    moves = Move.objects.filter(user=user, ends=False, file__state__in=IN_EFFECT)
    return moves.filter(file__effective_on__gte=notice.effective_on).exists()
