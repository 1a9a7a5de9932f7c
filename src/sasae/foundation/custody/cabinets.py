"""The questions asked of the cabinets of media: which have none, which are not back."""

from datetime import date, datetime, time

from django.db.models import QuerySet

from sasae.foundation.custody.models import Medium, MediumMove, MediumState, MoveKind, TakingOut, TakingState
from sasae.kernel.clock import TOKYO


def homeless() -> QuerySet[Medium]:
    """Media in the register without a locked place of their own."""
    return Medium.objects.exclude(state=MediumState.DISPOSED).filter(cabinet__isnull=True)


def not_back(on: date) -> QuerySet[Medium]:
    """Media taken out of their cabinet before a day, on no taking-out that is under way, and not put back."""
    begun = datetime.combine(on, time(), TOKYO)
    later = MediumMove.objects.filter(kind=MoveKind.OUT, at__gte=begun).values("medium")
    away = TakingOut.objects.filter(state=TakingState.HANDED_OVER).values("medium")
    return Medium.objects.exclude(holder="").exclude(pk__in=later).exclude(pk__in=away)
