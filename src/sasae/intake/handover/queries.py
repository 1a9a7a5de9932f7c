"""The questions asked of what was handed over."""

from collections.abc import Iterable

from django.db.models import QuerySet

from sasae.intake.applications.models import Application, State
from sasae.intake.handover.models import Publication


def waiting(procedures: Iterable[str]) -> QuerySet[Publication]:
    """Published and not acknowledged, oldest first; without those that ended or a newer application stands for."""
    return (
        Publication.objects.select_related("application")
        .filter(
            procedure__in=list(procedures), acknowledged_at__isnull=True,
            application__handling__replaced_by__isnull=True,
        )
        .exclude(application__state__in=[State.WITHDRAWN, State.EXPIRED])
        .order_by("pk")
    )


def published(receipt_number: str) -> Application | None:
    """The application, when it was handed over at all and no newer one stands for it."""
    return (
        Application.objects.select_related("download__signature_check")
        .defer("printed_form")
        .filter(
            receipt_number=receipt_number, publications__isnull=False, handling__replaced_by__isnull=True
        )
        .first()
    )


def all_publications() -> QuerySet[Publication]:
    """Newest first."""
    return Publication.objects.select_related("application").order_by("-pk")
