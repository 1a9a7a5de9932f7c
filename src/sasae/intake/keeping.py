"""Until when this service keeps applications, held files and what lies beside them, and what must be over before they go.

An application is one with its file: all of it is due together, at the end of the fiscal year in which it was settled and
the years after it. What is still needed elsewhere (word on its way, a medium that is out) is not due.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from sasae.foundation.custody.models import TakingOut, TakingState
from sasae.foundation.retention.source import Due
from sasae.foundation.terminals.models import FileState, TerminalFile
from sasae.foundation.tie_reports.models import FoundUse
from sasae.foundation.tie_reports.models import State as TieState
from sasae.intake import deleting, keeping_beside
from sasae.intake.applications.models import State
from sasae.intake.deleting import forget, tidy_before
from sasae.intake.downloads.models import Download, QuarantineState
from sasae.intake.examination.models import Handling
from sasae.intake.handover.models import Publication, ReportState, StatusReport
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated
from sasae.kernel.period import fiscal_year

__all__ = ["KINDS", "RULE", "delete", "due", "exists", "forget", "periods", "tidy", "touches", "why_kept"]

SUPERSEDED, APPLICATION, QUARANTINED = "superseded", "application", "quarantined"
KINDS = {SUPERSEDED: "置き換えられた申請（旧い版）", APPLICATION: "終わった申請", QUARANTINED: "確認済の隔離"}
KINDS |= {kind: kept.title for kind, kept in keeping_beside.KEPT.items()}
PERIODS = load_dated("sasae.intake", "retention_periods.yaml", dict)
ENDED = [State.DONE, State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.ERROR]
NEVER_HANDED = [
    State.WITHDRAWN,
    State.EXPIRED,
]  # its business system is not offered it any more: it need not take it first
APRIL = 4  # 会計年度 begins (地方自治法208条)


RULE = "終わった年度の翌年度から数え、最後の年度の3月31日までです。"


def periods(on: date) -> dict[str, str]:
    """For how long each kind is kept, in words, by the rule in force on a day."""
    return {kind: f"{years}年度" for kind, years in _years(on).items()}


def _years(on: date) -> dict[str, int]:
    """For how many fiscal years after the one in which it ended each kind is kept."""
    told = PERIODS.on(on)
    return {kind: told[kind] for kind in KINDS}


def _ended_before(kind: str, on: date) -> datetime:
    """What ended before this moment is due on the day."""
    return datetime(fiscal_year(on) - _years(on)[kind], APRIL, 1, tzinfo=TOKYO)


def _kept_until(kind: str, ended: datetime, on: date) -> date:
    """The last day of what ended then."""
    return date(fiscal_year(ended.astimezone(TOKYO).date()) + 1 + _years(on)[kind], 3, 31)


def due(on: date) -> Iterator[Due]:
    """Everything due on a day: what was replaced before what replaced it, older before newer."""
    needed = _needed()
    for kind in (SUPERSEDED, APPLICATION, QUARANTINED):
        rows = _due(kind, on).order_by("ended_at", "pk").values_list("receipt_number", "sha256", "ended_at")
        for key, sha256, ended in rows.iterator():
            if key not in needed:
                yield Due(kind, key, sha256, _kept_until(kind, ended, on))
    for kind in keeping_beside.KEPT:
        for key, sha256, ended in keeping_beside.ended_before(kind, _ended_before(kind, on)):
            yield Due(kind, key, sha256, _kept_until(kind, ended, on))


def why_kept(kind: str, key: str, on: date) -> str:
    """Why it is not to be deleted; empty where it is still due, or gone already."""
    if not exists(key):
        return ""
    if keeping_beside.kind_of(key):
        return "" if keeping_beside.still_due(key, _ended_before(kind, on)) else "抽出の後に変わったため"
    if Handling.objects.filter(replaced_by__receipt_number=key).exists():
        return "旧い版が残っているため"
    if key in _needed() or not _due(kind, on).filter(receipt_number=key).exists():
        return "抽出の後に変わったため"
    return ""


def touches(kind: str) -> Iterable[type[Model]]:
    """Every table a thing of this kind takes rows of, and every one that may keep it."""
    if kind in keeping_beside.KEPT:
        return keeping_beside.touches(kind)
    return [*deleting.TABLES, TakingOut, TerminalFile]


def exists(key: str) -> bool:
    """Whether there is a file with this receipt number, or something beside the applications with this number."""
    if keeping_beside.kind_of(key):
        return keeping_beside.exists(key)
    return Download.objects.filter(receipt_number=key).exists()


def delete(key: str) -> None:
    """On the connection of the retention role, inside its transaction. Gone already: nothing. Raises Changed."""
    if keeping_beside.kind_of(key):
        keeping_beside.delete(key)
    else:
        deleting.delete(key)


def tidy(on: date) -> None:
    """Revocation lists no evidence rests on any more, once they are old."""
    tidy_before(_ended_before(APPLICATION, on))


def _due(kind: str, on: date) -> "QuerySet[Download, Any]":
    """The files of a kind that are due on a day, with the moment they ended."""
    if kind == QUARANTINED:
        held = Download.objects.filter(application__isnull=True, quarantine__state=QuarantineState.CLOSED)
        return held.annotate(ended_at=F("quarantine__closed_at")).filter(ended_at__lt=_ended_before(kind, on))
    waiting = Publication.objects.filter(application=OuterRef("application"), acknowledged_at__isnull=True)
    telling = StatusReport.objects.filter(
        receipt_number=OuterRef("receipt_number"), state__in=[ReportState.WAITING, ReportState.SENT]
    )
    over = Download.objects.filter(~Exists(telling), application__state__in=ENDED)
    over = over.annotate(ended_at=F("application__moved_at")).filter(ended_at__lt=_ended_before(kind, on))
    replaced = Q(application__handling__replaced_by__isnull=False)
    handed = Q(application__state__in=NEVER_HANDED) | ~Exists(waiting)
    return over.filter(replaced) if kind == SUPERSEDED else over.filter(~replaced, handed)


def _needed() -> set[str]:
    """The receipt numbers a medium that is not erased yet, a terminal, or an unfinished report of wrong ties, names."""
    out = TakingOut.objects.exclude(state__in=[TakingState.ERASED, TakingState.REFUSED]).values_list("items", flat=True)
    uses = FoundUse.objects.filter(report__state__in=[TieState.SENDING, TieState.REFUSED])
    named = {reference.split()[0] for reference in uses.values_list("reference", flat=True)}
    lying = TerminalFile.objects.exclude(state=FileState.GONE).values_list("items", flat=True)
    return named.union(*out, *lying)
