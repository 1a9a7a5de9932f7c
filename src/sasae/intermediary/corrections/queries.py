"""What is asked of corrections. Called inside `acting_for`."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from sasae.intermediary.corrections.models import CORE, Correction, CorrectionLine, CorrectionMark, Mark
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.records.queries import in_force
from sasae.kernel import clock
from sasae.reference.municipalities import name_of

CORES_NAME = "内閣総理大臣（情報提供ネットワークシステム）"
WAITS, DONE, SPARED = "未対応", "対応済", "対応不要"


@dataclass
class Addressee:
    """Whom to tell of a correction: of which exchanges, and what was done about it, the newest mark first."""

    code: str
    name: str
    lines: list[CorrectionLine] = field(default_factory=list)
    marks: list[CorrectionMark] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The last mark says it, unless an exchange came into the list after it."""
        last = self.marks[0] if self.marks else None
        if last is None or last.mark == Mark.UNDONE or any(line.listed_at > last.marked_at for line in self.lines):
            return WAITS
        return DONE if last.mark == Mark.TOLD else SPARED


def provided(
    unified_no: str, information: str, items: Collection[str] = (), since: date | None = None
) -> QuerySet[ProvisionRecord]:
    """The provisions of a person's information to others that stand, of one of these items if any are named."""
    found = in_force().filter(side="提供", result="answered", unified_no=unified_no, information=information)
    if items:
        found = found.filter(items__overlap=list(items))
    if since is not None:
        found = found.filter(provided_at__gte=datetime.combine(since, time.min, tzinfo=clock.TOKYO))
    return found.order_by("id")


def addressees_of(number: int, names: dict[str, str]) -> list[Addressee]:
    """Everybody to be told of one correction, in the order of their codes; the network's own records come last."""
    found: dict[str, Addressee] = {}
    for line in CorrectionLine.objects.filter(correction=number).order_by("addressee", "id"):
        code = line.addressee
        found.setdefault(code, Addressee(code, name_of_addressee(code, names))).lines.append(line)
    for mark in CorrectionMark.objects.filter(correction=number).order_by("-id"):
        found[mark.addressee].marks.append(mark)
    return sorted(found.values(), key=lambda each: (each.code == CORE, each.code))


def waiting() -> QuerySet[CorrectionLine]:
    """Addressees nobody has told yet, as correction and code."""
    marks = CorrectionMark.objects.filter(correction=OuterRef("correction"), addressee=OuterRef("addressee"))
    last = marks.order_by("-id")
    rows: Any = CorrectionLine.objects.annotate(
        last=Subquery(last.values("mark")[:1]), last_at=Subquery(last.values("marked_at")[:1])
    )
    rows = rows.filter(Q(last=None) | Q(last=Mark.UNDONE) | Q(last_at__lt=F("listed_at")))
    return rows.order_by().values("correction", "addressee").distinct()  # type: ignore[no-any-return]


def with_state() -> QuerySet[Correction]:
    """Corrections, each with whether somebody is still to be told of it (`left`)."""
    return Correction.objects.annotate(left=Exists(waiting().filter(correction=OuterRef("pk"))))


def name_of_addressee(code: str, names: dict[str, str]) -> str:
    """In words: by the masters, or by the table of municipalities."""
    return CORES_NAME if code == CORE else names.get(code) or name_of(code)
