"""The questions asked of entitlements."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from sasae.kernel.period import Month
from sasae.subsidy.entitlements.models import Entitlement, Examination, Recipient


def covered(recipient_number: str, month: Month) -> Entitlement | None:
    """The entitlement that touches a month, the latest if there are several."""
    return (
        Entitlement.objects.filter(
            recipient__number=recipient_number, valid_from__lte=month.last, valid_to__gte=month.first
        )
        .select_related("recipient__person")
        .order_by("-valid_from")
        .first()
    )


def covered_on(recipient_number: str, day: date) -> Entitlement | None:
    """The entitlement in force on a day."""
    return (
        Entitlement.objects.filter(recipient__number=recipient_number, valid_from__lte=day, valid_to__gte=day)
        .select_related("recipient__person")
        .first()
    )


def awaiting_approval() -> QuerySet[Examination]:
    """Examinations another person is asked to approve, oldest first."""
    return Examination.objects.filter(state="requested").select_related("application__applicant").order_by("id")


def lock_recipients(numbers: Iterable[str]) -> list[Recipient]:
    """Recipients whose money is being decided: until the commit nobody else decides on theirs. In one order always."""
    rows = Recipient.objects.select_for_update(of=("self",)).filter(number__in=set(numbers))
    return list(rows.select_related("person").order_by("id"))
