"""The questions asked of inquiries."""

import json
from typing import Any

from django.db.models import QuerySet

from sasae.foundation import sealing
from sasae.linkage.inquiries.models import Inquiry


def all_inquiries() -> QuerySet[Inquiry]:
    """Newest first, with their persons."""
    return Inquiry.objects.select_related("person").order_by("-id")


def answer_of(inquiry: Inquiry) -> dict[str, Any] | None:
    """The answer in the clear, for the system that asked; None while there is none."""
    if inquiry.answer_cipher is None:
        return None
    answer: dict[str, Any] = json.loads(sealing.decrypt(bytes(inquiry.answer_cipher)))
    return answer
