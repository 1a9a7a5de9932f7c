"""The questions asked of request files."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sasae.linkage.inquiries.models import OPEN, State
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine, LineState

_UNDER_WAY = (State.ACCEPTED, *OPEN)


@dataclass(frozen=True)
class Counts:
    """How far a file's lines are."""

    waiting: int
    refused: int
    under_way: int
    ended: int

    @property
    def done(self) -> bool:
        """Whether every line has its end."""
        return not (self.waiting or self.under_way)

    @property
    def state(self) -> str:
        """In one word."""
        if self.waiting:
            return "受付中"
        return "照会中" if self.under_way else "完了"


def all_files() -> QuerySet[InquiryFile]:
    """Newest first, each with the figures of its lines."""
    asked = Q(lines__state=LineState.ASKED)
    return InquiryFile.objects.annotate(
        waiting=Count("lines", Q(lines__state=LineState.WAITING)),
        refused=Count("lines", Q(lines__state=LineState.REFUSED)),
        under_way=Count("lines", asked & Q(lines__inquiry__state__in=_UNDER_WAY)),
        ended=Count("lines", asked & ~Q(lines__inquiry__state__in=_UNDER_WAY)),
    ).order_by("-id")


def counts_of(row: InquiryFile) -> Counts:
    """The figures of a file out of `all_files`."""
    return Counts(row.waiting, row.refused, row.under_way, row.ended)  # type: ignore[attr-defined]


def lines_of(file: InquiryFile) -> QuerySet[InquiryLine]:
    """In the file's order, each with its inquiry."""
    return InquiryLine.objects.filter(file=file).select_related("inquiry__person__unified", "file").order_by("number")


def can_be_asked_again(file: InquiryFile) -> bool:
    """Whether a line that could be read was refused."""
    return file.lines.filter(state=LineState.REFUSED, told__isnull=False).exists()
