"""Differences between what was handed over and what was registered: each stands until somebody clears it, named, with a reason."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from sasae.foundation.history import Actor, record
from sasae.intake.applications.actions import persons_of
from sasae.intake.applications.models import Application
from sasae.intake.handover.models import RegistrationDifference
from sasae.kernel.findings import Refusal

LONGEST = 300


class CannotClear(Refusal):
    """The differences stay as they are; the text says why, in Japanese."""


def open_differences() -> QuerySet[RegistrationDifference]:
    """Those nobody has cleared."""
    return RegistrationDifference.objects.filter(cleared_at__isnull=True)


@transaction.atomic
def clear(receipt_number: str, ids: Iterable[int], reason: str, *, by: Actor, at: datetime) -> int:
    """Clear these differences of one application for one reason; returns how many. Raises CannotClear, and clears none."""
    said = reason.strip()
    if not said:
        raise CannotClear("解消の理由と、した対応を入れてください。", id="IK-611", at="reason")
    if len(said) > LONGEST:
        raise CannotClear(f"理由は{LONGEST}文字までにしてください。", id="IK-612", at="reason")
    asked = set(ids)
    found = list(
        open_differences()
        .select_for_update()
        .filter(publication__application__receipt_number=receipt_number, pk__in=asked)
        .order_by("pk")
    )
    if not found or len(found) != len(asked):
        raise CannotClear(
            "解消する相違を選んでください。ほかの人が解消した相違は、もう選べません。", id="IK-613", at="picked"
        )
    for one in found:
        one.cleared_by, one.cleared_at, one.reason = by.id, at, said
    RegistrationDifference.objects.bulk_update(found, ["cleared_by", "cleared_at", "reason"])
    application = Application.objects.defer("printed_form").get(receipt_number=receipt_number)
    labels = "、".join(one.label for one in found)[:LONGEST]
    record(by, "difference.cleared", receipt_number, persons_of(application), labels=labels, reason=said)
    return len(found)
