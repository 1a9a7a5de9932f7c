"""The questions asked of code requests."""

from datetime import timedelta

from django.db.models import QuerySet

from sasae.kernel import clock
from sasae.linkage.codes.models import CodeRequest, State

OVERDUE = timedelta(days=1)
OPEN = (State.WANTED, State.ASKED, State.NUMBERED, State.HANDED_ON)


def overdue() -> QuerySet[CodeRequest]:
    """Those on their way that have not moved for longer than a day."""
    return CodeRequest.objects.filter(state__in=OPEN, moved_at__lt=clock.real_now() - OVERDUE)


def can_be_asked_again(request: CodeRequest) -> bool:
    """Refused ones; and those the gateway was told of more than a day ago without a code having come."""
    lost = request.state == State.HANDED_ON and request.moved_at < clock.real_now() - OVERDUE
    return request.state == State.REFUSED or lost
