"""The questions asked of letters and replies."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sasae.intake.applications.models import Application
from sasae.intake.downloads.models import Download, Quarantine, QuarantineState
from sasae.intake.letters.models import EndNotice, Reply, ReplyPaper


def thread(application: Application) -> list[dict[str, Any]]:
    """Letters and replies, newest first: who wrote it, when, and what; of its papers which are kept, without their bytes."""
    papers = ReplyPaper.objects.defer("content").annotate(kept=Q(content__isnull=False)).order_by("number")
    replies = application.replies.defer("signature", "certificate").prefetch_related(Prefetch("papers", papers))
    lines: list[dict[str, Any]] = [{"at": one.sent_at, "letter": one} for one in application.letters.all()]
    lines += [{"at": one.sent_at, "reply": one} for one in replies]
    return sorted(lines, key=_at, reverse=True)


def _at(line: dict[str, Any]) -> datetime:
    found: datetime = line["at"]
    return found


def unread() -> QuerySet[Reply]:
    """What nobody has read, oldest first."""
    return Reply.objects.filter(read_at=None).select_related("application").order_by("taken_at")


def takable(receipt_numbers: Iterable[str]) -> set[str]:
    """Those whose application is here, stored or held for good. What comes before it waits, and while staff may mend it."""
    mendable = Quarantine.objects.filter(download=OuterRef("pk"), state=QuarantineState.OPEN, told_at__isnull=True)
    here = Download.objects.filter(~Exists(mendable), receipt_number__in=set(receipt_numbers))
    return set(here.values_list("receipt_number", flat=True))


def announced(application: Application) -> Reply | None:
    """The new version the applicant has sent, as far as the portal told."""
    return application.replies.filter(kind="new_version").order_by("-sent_at").first()


def to_be_told(procedures: Iterable[str]) -> QuerySet[EndNotice]:
    """What business systems have not answered, oldest first."""
    rows = EndNotice.objects.filter(answered_at=None, application__procedure__in=list(procedures))
    return rows.select_related("application").order_by("pk")
