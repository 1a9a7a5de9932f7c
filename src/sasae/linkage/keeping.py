"""Until when this service keeps what is over: changes that were mended, inquiries and their files, ties and corrections.

Each is due at the end of the fiscal year in which it ended and the years after it. The index itself is the register's: it
follows the register. What an unfinished correction of a tie may still have to look at is not due.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from sasae.foundation.retention.source import Due
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated
from sasae.linkage.deleting import DELETES, TABLES
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.inquiries.models import State as InquiryState
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine, LineState
from sasae.linkage.people.models import HeldChange
from sasae.linkage.ties.models import CaseState, Correction, CorrectionMove, CorrectionState, TieCase
from sasae.linkage.transfers.models import Transfer

__all__ = ["KINDS", "RULE", "delete", "due", "exists", "forget", "periods", "tidy", "touches", "why_kept", "years"]

PERIODS = load_dated("sasae.linkage", "retention_periods.yaml", dict)
UNDER_WAY = (InquiryState.ACCEPTED, InquiryState.REQUESTED, InquiryState.NOT_AUTOMATIC)
APRIL = 4  # 会計年度 begins (地方自治法208条)
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Kept:
    """One kind: its words, the letters its numbers begin with, which field is the number, and the rows that are over."""

    title: str
    letters: str
    field: str
    over: Callable[[], Rows]  # with `ended_at`


def _held_changes() -> Rows:
    return HeldChange.objects.filter(settled_at__isnull=False).annotate(ended_at=F("settled_at"))


def _files() -> Rows:
    """Files of which no line waits and no inquiry is under way."""
    lines = InquiryLine.objects.filter(file=OuterRef("pk"))
    going_on = lines.filter(Q(state=LineState.WAITING) | Q(inquiry__state__in=UNDER_WAY))
    ended = Greatest(F("taken_at"), Coalesce(Max("lines__inquiry__moved_at"), F("taken_at")))
    return InquiryFile.objects.filter(~Exists(going_on)).annotate(ended_at=ended)


def _inquiries() -> Rows:
    """Ended ones that stand in no file, about nobody whose tie is being corrected."""
    open_ones = CorrectionMove.objects.filter(
        person=OuterRef("person"), correction__state__in=[CorrectionState.PROPOSED, CorrectionState.DONE]
    )
    rows = Inquiry.objects.exclude(state__in=UNDER_WAY).filter(file_line__isnull=True)
    return rows.filter(~Exists(open_ones)).annotate(ended_at=F("moved_at"))


def _cases() -> Rows:
    """Decided ones; what led to a correction goes with it."""
    corrected = Correction.objects.filter(case=OuterRef("pk"))
    rows = TieCase.objects.exclude(state=CaseState.OPEN).filter(~Exists(corrected), decided_at__isnull=False)
    return rows.annotate(ended_at=F("decided_at"))


def _corrections() -> Rows:
    """Followed up to the end, or withdrawn."""
    rows = Correction.objects.filter(state__in=[CorrectionState.CLOSED, CorrectionState.WITHDRAWN])
    return rows.annotate(ended_at=Coalesce("closed_at", "proposed_at"))


def _transfers() -> Rows:
    """What was handed on to another office, or why not."""
    return Transfer.objects.filter(outcome__isnull=False).annotate(ended_at=F("outcome__at"))


_KEPT = {
    "held_change": Kept("解消した異動データ", "HC", "pk", _held_changes),
    "inquiry_file": Kept("終わった一括照会の依頼", "IF", "file_no", _files),
    "inquiry": Kept("終わった情報照会", "IQ", "inquiry_no", _inquiries),
    "tie_case": Kept("判断の済んだひも付けの確認", "TC", "pk", _cases),
    "correction": Kept("終わったひも付けの訂正", "CO", "number", _corrections),
    "transfer": Kept("ほかの事務への移転の記録", "LT", "number", _transfers),
}
KINDS = {kind: kept.title for kind, kept in _KEPT.items()}  # files before the inquiries in them


def years(on: date) -> dict[str, int]:
    """For how many fiscal years after the one in which it ended each kind is kept, by the rule in force on a day."""
    told = PERIODS.on(on)
    return {kind: told[kind] for kind in KINDS}


RULE = "終わった年度の翌年度から数え、最後の年度の3月31日までです。"


def periods(on: date) -> dict[str, str]:
    """The same in words."""
    return {kind: f"{count}年度" for kind, count in years(on).items()}


def _fiscal_year(day: date) -> int:
    return day.year if day.month >= APRIL else day.year - 1


def _due(kind: str, on: date) -> Rows:
    before = datetime(_fiscal_year(on) - years(on)[kind], APRIL, 1, tzinfo=TOKYO)
    return _KEPT[kind].over().filter(ended_at__lt=before)


def due(on: date) -> Iterator[Due]:
    """Everything due on a day, older before newer."""
    for kind, kept in _KEPT.items():
        rows = _due(kind, on).order_by("ended_at", "pk").values_list(kept.field, "ended_at")
        for number, ended in rows.iterator():
            key = f"{kept.letters}-{number}"
            digest = hashlib.sha256(f"{kind}\n{key}\n{ended.isoformat()}".encode()).hexdigest()
            last = date(_fiscal_year(ended.astimezone(TOKYO).date()) + 1 + years(on)[kind], 3, 31)
            yield Due(kind, key, digest, last)


def _named(key: str) -> tuple[Kept, str] | None:
    letters, _, number = key.partition("-")
    kept = next((one for one in _KEPT.values() if one.letters == letters), None)
    if kept is None or not number or (kept.field == "pk" and not (number.isascii() and number.isdecimal())):
        return None
    return kept, number


def _model(kept: Kept) -> Any:
    return kept.over().model


def why_kept(kind: str, key: str, on: date) -> str:
    """Why it is not to be deleted; empty where it is still due, or gone already."""
    named = _named(key)
    if named is None or not exists(key) or _due(kind, on).filter(**{named[0].field: named[1]}).exists():
        return ""
    return "抽出の後に変わったため"


def touches(kind: str) -> Iterable[type[Model]]:
    """Every table a thing of this kind takes rows of, and every one that may keep it."""
    return TABLES[kind]


def exists(key: str) -> bool:
    """Whether there is such a thing."""
    named = _named(key)
    return named is not None and bool(_model(named[0]).objects.filter(**{named[0].field: named[1]}).exists())


def delete(key: str) -> None:
    """On the connection of the retention role, inside its transaction. Gone already: nothing."""
    named = _named(key)
    if named is not None:
        DELETES[named[0].letters](named[1])


def forget(key: str) -> None:
    """No ledger that stays carries the number."""


def tidy(on: date) -> None:
    """Nothing rests on what was deleted."""
