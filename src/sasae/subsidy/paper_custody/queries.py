"""The questions asked of papers: what is late, what is lost, what should lie in a place."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sasae.foundation.accounts.models import User
from sasae.foundation.places.models import LockedPlace
from sasae.foundation.places.queries import places_in_use
from sasae.kernel.clock import TOKYO
from sasae.reference.closed_days import is_office_day
from sasae.subsidy.paper_custody.models import Box, BoxState, DayCheck, PaperState, TrackedPaper

LYING = (PaperState.KEPT, PaperState.LISTED)


def missing() -> QuerySet[TrackedPaper]:
    """Papers nobody has found since a check missed them."""
    return TrackedPaper.objects.filter(state=PaperState.MISSING)


def left_in_hand(on: date) -> QuerySet[TrackedPaper]:
    """Papers somebody took before this day and did not put away."""
    return TrackedPaper.objects.filter(state=PaperState.HELD, moved_at__lt=datetime.combine(on, time(), TOKYO))


def overdue_loans(on: date) -> QuerySet[TrackedPaper]:
    """Papers lent out whose day is over."""
    return TrackedPaper.objects.filter(state=PaperState.LENT, due_on__lt=on)


@dataclass(frozen=True)
class Contents:
    """What should lie in a place: loose papers, those in open boxes, and sealed boxes as one each."""

    papers: list[TrackedPaper]
    boxes: list[Box]

    @property
    def numbers(self) -> dict[str, TrackedPaper | Box]:
        """By the number of its label."""
        return {one.number: one for one in (*self.papers, *self.boxes)}


def contents(place: LockedPlace) -> Contents:
    """What should lie in a place now."""
    here = Q(place=place) | Q(box__place=place, box__state=BoxState.OPEN)
    papers = TrackedPaper.objects.filter(here, state__in=LYING).select_related("person").order_by("pk")
    return Contents(list(papers), list(Box.objects.filter(place=place, state=BoxState.SEALED).order_by("pk")))


def with_something() -> QuerySet[LockedPlace]:
    """Places in use where papers lie, each with the day of its last finished check."""
    papers = TrackedPaper.objects.filter(Q(place=OuterRef("pk")) | Q(box__place=OuterRef("pk")), state__in=LYING)
    last = DayCheck.objects.filter(place=OuterRef("pk"), closed_at__isnull=False).order_by("-on").values("on")[:1]
    boxes = Box.objects.filter(place=OuterRef("pk"))
    return places_in_use().filter(Exists(papers) | Exists(boxes)).annotate(last_check=Subquery(last))


def unchecked(on: date, closed: Container[date] = ()) -> QuerySet[LockedPlace]:
    """Places with papers nobody looked into on the last day before this one on which the office was open, nor since."""
    last = on - timedelta(days=1)
    while not is_office_day(last, closed):
        last -= timedelta(days=1)
    begun = datetime.combine(last, time(), TOKYO)
    return with_something().filter(registered_at__lt=begun).filter(Q(last_check__isnull=True) | Q(last_check__lt=last))


def where_of(paper: TrackedPaper) -> str:
    """Where a paper is, in words; `holder_name` is annotated by `placed`."""
    if paper.state == PaperState.HELD:
        return f"{getattr(paper, 'holder_name', '') or paper.holder}の手元"
    if paper.state == PaperState.LENT:
        return paper.borrower
    if paper.box is not None:
        return f"箱 {paper.box.label}（{paper.box.place or '廃棄'}）"
    return str(paper.place or "")


def placed(rows: QuerySet[TrackedPaper]) -> QuerySet[TrackedPaper]:
    """The rows with all that `where_of` asks for."""
    name = User.objects.filter(login_id=OuterRef("holder")).values("name")[:1]
    return rows.select_related("place", "box__place", "person").annotate(holder_name=Subquery(name))


def open_check(place: LockedPlace) -> DayCheck | None:
    """The check of a place that is under way."""
    return DayCheck.objects.filter(place=place, closed_at__isnull=True).first()
