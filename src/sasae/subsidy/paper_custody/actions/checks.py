"""The look into a locked place at the day's end: begun, label by label, closed with what is missing and what is too much."""

from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.places.models import LockedPlace
from sasae.subsidy.paper_custody.actions import write
from sasae.subsidy.paper_custody.models import (
    Box,
    DayCheck,
    PaperState,
    PaperStep,
    Sighting,
    TrackedPaper,
)
from sasae.subsidy.paper_custody.queries import contents, open_check
from sasae.subsidy.paper_custody.reading import CannotTrack, box_of, paper_of, unread


@transaction.atomic
def begin(place: LockedPlace, *, by: Actor, at: datetime, on: date) -> DayCheck:
    """Begin to look, or go on with the look that is under way."""
    LockedPlace.objects.select_for_update().get(pk=place.pk)
    if under_way := open_check(place):
        return under_way
    made = DayCheck.objects.create(place=place, on=on, begun_by=by.id, begun_at=at)
    record(by, "place.check_begun", str(made.pk), where=place.name)
    return made


@transaction.atomic
def see(check_id: int, typed: str, *, by: Actor, at: datetime) -> tuple[TrackedPaper | Box, bool]:
    """One label was read. Returns what it is, and whether it should be here."""
    check = _open(check_id)
    found = paper_of(typed) or box_of(typed)
    if found is None:
        raise unread(typed)
    Sighting.objects.get_or_create(day_check=check, number=found.number, defaults={"by": by.id, "at": at})
    return found, found.number in contents(check.place).numbers


@transaction.atomic
def close(check_id: int, *, by: Actor, at: datetime) -> DayCheck:
    """What was not seen is missing from now on, until somebody finds it."""
    check = _open(check_id)
    expected = contents(check.place).numbers
    seen = set(check.sightings.values_list("number", flat=True))
    lost = [one for number, one in expected.items() if number not in seen]
    check.expected, check.closed_by, check.closed_at = len(expected), by.id, at
    check.missing = [one.number for one in lost]
    check.surplus = sorted(seen - set(expected))
    check.save()
    _miss(lost, check, by=by, at=at)
    record(
        by, "place.check_closed", str(check.pk), where=check.place.name, expected=len(expected),
        missing=len(lost), surplus=len(check.surplus),
    )  # fmt: skip
    return check


def _miss(lost: list[TrackedPaper | Box], check: DayCheck, *, by: Actor, at: datetime) -> None:
    """The papers are missing, and with a box all that lies in it."""
    boxes = [one for one in lost if isinstance(one, Box)]
    papers = [one for one in lost if isinstance(one, TrackedPaper)]
    papers += TrackedPaper.objects.filter(box__in=boxes, state__in=[PaperState.KEPT, PaperState.LISTED])
    TrackedPaper.objects.filter(pk__in=[one.pk for one in papers]).update(state=PaperState.MISSING, moved_at=at)
    write(papers, PaperStep.MISSED, check.place.name, by=by, at=at, note=f"点検 {check.pk}")
    for box in boxes:
        record(by, "box.missed", box.label, where=check.place.name)
    for paper in papers:
        record(by, "paper.missed", paper.label, paper.persons, where=check.place.name)


def _open(check_id: int) -> DayCheck:
    check = DayCheck.objects.select_for_update(of=("self",)).select_related("place").get(pk=check_id)
    if check.closed_at is not None:
        raise CannotTrack("この点検は終わっています。新しい点検を始めてください。", id="SZ-118", at="scan")
    return check
