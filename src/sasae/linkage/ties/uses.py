"""What was done with a wrong tie, from linkage's own records: inquiries of other bodies, and what other systems were told."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate
from django.utils import timezone

from sasae.foundation.history.models import HistoryEntry
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.naming import operation_name
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.ties.models import Correction, CorrectionMove, CorrectionUse, UseKind

TOLD = "contract.answered"  # the journal's line for every answer to another system that shows persons
_VERSIONS: Any = RegisteredPerson.pgh_event_model  # type: ignore[attr-defined]


def own_uses(correction: Correction, moves: Sequence[CorrectionMove]) -> list[CorrectionUse]:
    """Every use on record of these persons since each was tied wrongly; not written yet."""
    return [use for move in moves for use in (*_inquiries(correction, move), *_told(correction, move))]


def tied_since(move: CorrectionMove) -> datetime | None:
    """When the person was last not of the unified person that is now called wrong; None when never."""
    before = _VERSIONS.objects.filter(pgh_obj_id=move.person_id).exclude(unified_id=move.was_id)
    untied = _VERSIONS.objects.filter(pgh_obj_id=move.person_id, unified_id=None)
    found: datetime | None = (before | untied).aggregate(last=Max("pgh_created_at"))["last"]
    return found


def wrong_since(moves: Iterable[CorrectionMove]) -> date | None:
    """The first day one of these persons was tied wrongly, as the versions tell afterwards; None when they do not tell."""
    firsts = [_first_wrong(move) for move in moves]
    known = [each for each in firsts if each is not None]
    return timezone.localdate(min(known)) if known and len(known) == len(firsts) else None


def _first_wrong(move: CorrectionMove) -> datetime | None:
    """When the last stretch of the wrong tie began: it follows a version without it."""
    rows = _VERSIONS.objects.filter(pgh_obj_id=move.person_id)
    last = rows.filter(unified_id=move.was_id).order_by("-pgh_id").values_list("pgh_id", flat=True).first()
    if last is None:
        return None
    other = rows.filter(pgh_id__lt=last).exclude(unified_id=move.was_id) | rows.filter(pgh_id__lt=last, unified_id=None)
    before = other.aggregate(last=Max("pgh_id"))["last"]
    if before is None:
        return None
    found: datetime | None = rows.filter(pgh_id__gt=before).aggregate(first=Min("pgh_created_at"))["first"]
    return found


def _inquiries(correction: Correction, move: CorrectionMove) -> list[CorrectionUse]:
    since = tied_since(move)
    rows = Inquiry.objects.filter(person=move.person)
    if since is not None:
        rows = rows.filter(requested_at__gte=since)
    return [
        CorrectionUse(
            correction=correction, system=row.asked_by, kind=UseKind.INQUIRY, atena_no=move.person.atena_no,
            reference=row.inquiry_no, on=timezone.localdate(row.requested_at),
            note=f"{row.affair}・{row.get_state_display()}・案件 {row.case or '－'}",
        )
        for row in rows.order_by("id")
    ]  # fmt: skip


def _told(correction: Correction, move: CorrectionMove) -> list[CorrectionUse]:
    """One line a system, day and kind of question: the journal has every single one."""
    since = tied_since(move)
    lines = HistoryEntry.objects.filter(event=TOLD, persons__contains=[move.person.atena_no], actor_kind="system")
    if since is not None:
        lines = lines.filter(at__gte=since)
    days = (
        lines.annotate(day=TruncDate("at")).values("actor_id", "subject", "day").order_by("day", "actor_id", "subject")
    )
    return [
        CorrectionUse(
            correction=correction, system=line["actor_id"], kind=UseKind.TOLD, atena_no=move.person.atena_no,
            reference=f"{line['day']:%Y-%m-%d} {line['subject']}", on=line["day"], note=f"{operation_name(line['subject'])}　{line['times']}回",
        )
        for line in days.annotate(times=Count("id"))
    ]  # fmt: skip
