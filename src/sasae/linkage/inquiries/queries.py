"""The questions asked of inquiries."""

import json
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from sasae.foundation import sealing
from sasae.kernel import clock
from sasae.linkage.inquiries.models import Inquiry, State


def all_inquiries() -> QuerySet[Inquiry]:
    """Newest first, with their persons."""
    return Inquiry.objects.select_related("person").order_by("-id")


OVERDUE = timedelta(days=1)
_UNDER_WAY = (State.ACCEPTED, State.REQUESTED)


def overdue() -> QuerySet[Inquiry]:
    """Those without a result for longer than a day. What waits for a clerk of the provider takes its time."""
    return Inquiry.objects.filter(state__in=_UNDER_WAY, moved_at__lt=clock.real_now() - OVERDUE)


def answer_of(inquiry: Inquiry) -> dict[str, Any] | None:
    """The answer in the clear, for the system that asked; None while there is none."""
    if inquiry.answer_cipher is None:
        return None
    answer: dict[str, Any] = json.loads(sealing.decrypt(bytes(inquiry.answer_cipher)))
    return answer
