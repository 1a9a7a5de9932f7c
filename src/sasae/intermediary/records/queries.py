"""What is asked of the records. Called inside `acting_for`."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from sasae.intermediary.records.models import ProvisionRecord


def in_force() -> QuerySet[ProvisionRecord]:
    """Records no later one has put right."""
    later = ProvisionRecord.objects.filter(corrects=OuterRef("pk"))
    return ProvisionRecord.objects.filter(~Exists(later))


def newest_records(begin: datetime, end: datetime) -> dict[tuple[str, str], ProvisionRecord]:
    """The last record of each query asked in this time, by side and processing number."""
    rows = in_force().filter(requested_at__gte=begin, requested_at__lt=end).order_by("id")
    return {(row.side, row.processing_no): row for row in rows.iterator()}


def of_query(processing_no: str) -> list[ProvisionRecord]:
    """Every record of one query, oldest first, corrected ones too."""
    return list(ProvisionRecord.objects.filter(processing_no=processing_no).order_by("id"))
