"""What intake did about persons while their tie was wrong: whose applications were found to be theirs, and handed over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sasae.contracts.tie_corrections import Use
from sasae.intake.applications.models import CosignerCheck
from sasae.intake.handover.models import Publication
from sasae.intake.matching.models import Identification
from sasae.kernel.clock import TOKYO

LONG_AGO = date(1900, 1, 1)


def uses_of(persons: Sequence[str], since: date | None, until: date) -> Iterable[Use]:
    """Both days included; `since` None: from the beginning."""
    begin = datetime.combine(since or LONG_AGO, time.min, TOKYO)
    end = datetime.combine(until + timedelta(days=1), time.min, TOKYO)
    decided = Identification.objects.filter(
        application__atena_no__in=persons, decided_at__gte=begin, decided_at__lt=end
    )  # fmt: skip
    for row in decided.select_related("application").order_by("pk"):
        assert row.decided_at is not None
        yield Use(
            kind="decision", atena_no=row.application.atena_no, reference=row.application.receipt_number,
            on=row.decided_at.astimezone(TOKYO).date(), note="申請者の特定",
        )  # fmt: skip
    beside = CosignerCheck.objects.filter(atena_no__in=persons, asked_at__gte=begin, asked_at__lt=end)
    for one in beside.select_related("download").order_by("pk"):
        assert one.asked_at is not None
        yield Use(
            kind="decision", atena_no=one.atena_no, reference=one.download.receipt_number,
            on=one.asked_at.astimezone(TOKYO).date(), note="連名の署名をした人の特定",
        )  # fmt: skip
    handed = Publication.objects.filter(
        application__atena_no__in=persons, published_at__gte=begin, published_at__lt=end
    )  # fmt: skip
    for each in handed.select_related("application").order_by("pk"):
        yield Use(
            kind="other", atena_no=each.application.atena_no,
            reference=f"{each.application.receipt_number} 第{each.version}版",
            on=each.published_at.astimezone(TOKYO).date(), note="業務システムへの引渡し",
        )  # fmt: skip
