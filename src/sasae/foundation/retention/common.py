"""What every system keeps alike, and until when: incidents, looks asked about, samples, batches, messages.

Each is due at the end of the fiscal year in which it ended and the years after it. Messages are many and say little: they
go month by month. What waits for somebody or for another system has not ended. A kind whose tables a system does not have,
or which it keeps in its own way, is not one of its kinds.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet
from django.db.models.functions import Cast, Coalesce, TruncMonth

from sasae.foundation.retention.source import CHANGED, Due
from sasae.foundation.retention.trees import BY, delete_tree, tree_of
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated
from sasae.kernel.period import Month, fiscal_year

PERIODS = load_dated("sasae.foundation.retention", "common_periods.yaml", dict)
APRIL = 4  # 会計年度 begins (地方自治法208条)
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Kept:
    """One kind: its words, the letters its numbers begin with, its table, the rows that are over (with `over_at`), and
    which column is the number; none where whole months go."""

    title: str
    letters: str
    table: str
    over: Callable[[Rows], Rows]
    field: str = "pk"

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.table)

    def named(self, number: str) -> Rows:
        """The rows a number names, over or not; of a month those that are over. None where it names nothing."""
        rows = self.model._default_manager.all()
        if self.field:
            good = self.field != "pk" or self._a_key(number)
            return rows.filter(**{self.field: number}) if good else rows.none()
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", number, re.ASCII):
            return rows.none()
        month = Month(int(number[:4]), int(number[5:]))
        return self.over(rows).filter(over_at__gte=_midnight(month.first), over_at__lt=_midnight(month.plus(1).first))

    def _a_key(self, number: str) -> bool:
        try:
            self.model._meta.pk.to_python(number)
        except ValidationError:
            return False
        return number.isascii()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)


def _ended(state: list[str], day: Any) -> Callable[[Rows], Rows]:
    return lambda rows: rows.filter(state__in=state).annotate(over_at=day)


def _samples(rows: Rows) -> Rows:
    """All of it was looked at, and nothing is still to be asked."""
    return rows.exclude(drawn__result__in=["open", "ask"]).annotate(over_at=F("drawn_at"))


def _lists(rows: Rows) -> Rows:
    """A newer list of the same kind has taken its place."""
    newer = rows.filter(kind=OuterRef("kind"), taken_at__gt=OuterRef("taken_at"), as_of__gte=OuterRef("as_of"))
    return rows.filter(Exists(newer)).annotate(over_at=F("taken_at"))


def _printed(rows: Rows) -> Rows:
    """No row names it any more."""
    rows = rows.annotate(over_at=F("printed_at"), words=Cast("pk", CharField()))
    for table in apps.get_models():
        if any(each.name == "document_id" for each in table._meta.concrete_fields) and not hasattr(
            table, "pgh_tracked_model"
        ):
            named = table._base_manager.annotate(words=Cast("document_id", CharField()))
            rows = rows.filter(~Exists(named.filter(words=OuterRef("words"))))
    return rows


KEPT = {
    "incident": Kept("終わった事故の記録", "JK", "incidents.Incident", _ended(["closed"], F("closed_at")), "number"),
    "printed": Kept("ほかに使われていない印刷物", "DO", "printing.PrintedDocument", _printed),
    "inspection": Kept("確認した閲覧の点検", "NS", "inspections.Sheet", _ended(["confirmed"], F("confirmed_at"))),
    "staff_list": Kept("置き換えられた職員の一覧", "SL", "inspections.StaffList", _lists),
    "sample": Kept("見終えた監査の標本", "AU", "audits.Sample", _samples),
    "tie_report": Kept(
        "誤ったひも付けの利用の報告", "TI", "tie_reports.TieReport", _ended(["reported", "handled"], Coalesce("handled_at", "reported_at"))
    ),
    "showing": Kept("住所等の表示の許可", "SW", "showings.Showing", lambda rows: rows.annotate(over_at=Coalesce("decided_at", "asked_at"))),
    "batch": Kept("終わった一括処理", "BA", "batch.BatchRun", _ended(["finished", "cancelled"], F("ended_at"))),
    "sent_message": Kept("送った電文（月ごと）", "OM", "outbox.OutboxMessage", _ended(["delivered"], F("settled_at")), ""),
    "received_message": Kept("受けた電文（月ごと）", "RQ", "outbox.ReceivedMessage", lambda rows: rows.annotate(over_at=F("received_at")), ""),
}  # fmt: skip


def kinds_here(but: Iterable[str]) -> dict[str, Kept]:
    """The kinds whose tables this system has, but those it keeps in its own way."""
    tables = {model._meta.label for model in apps.get_models()}
    return {kind: kept for kind, kept in KEPT.items() if kept.table in tables and kind not in but}


def years(kind: str, on: date) -> int:
    """For how many fiscal years after the one in which it ended, by the rule in force on a day."""
    return int(PERIODS.on(on)[kind])


def over(kind: str, on: date) -> Rows:
    """What is due of a kind on a day."""
    kept = KEPT[kind]
    return kept.over(kept.model._default_manager.all()).filter(
        over_at__lt=_midnight(date(fiscal_year(on) - years(kind, on), APRIL, 1))
    )


def due(kind: str, on: date) -> Iterator[Due]:
    """Everything due of a kind on a day, older before newer."""
    kept = KEPT[kind]
    if kept.field:
        found = over(kind, on).order_by("over_at", "pk").values_list(kept.field, "over_at")
    else:
        months = (
            over(kind, on)
            .order_by()
            .annotate(month=TruncMonth("over_at", tzinfo=TOKYO))
            .values_list("month", flat=True)
        )
        found = [(f"{month:%Y-%m}", month) for month in sorted(set(months.distinct()))]
    for number, ended in found:
        key = f"{kept.letters}-{number}".upper()
        day = ended.astimezone(TOKYO).date()
        digest = hashlib.sha256(f"{kind}\n{key}\n{day.isoformat()}".encode()).hexdigest()
        yield Due(kind, key, digest, date(fiscal_year(day) + 1 + years(kind, on), 3, 31))


def parted(key: str) -> tuple[str, str] | None:
    """The kind and the number a key names."""
    letters, _, number = key.partition("-")
    return next(((kind, number) for kind, kept in KEPT.items() if kept.letters == letters and number), None)


def exists(kind: str, number: str) -> bool:
    """Whether there is such a thing."""
    return KEPT[kind].named(number).exists()


def why_kept(kind: str, number: str, on: date) -> str:
    """Why it is not to be deleted; empty where it is still due, or gone already."""
    rows = KEPT[kind].named(number)
    if rows.exists() and not over(kind, on).filter(pk__in=rows.values("pk")).exists():
        return CHANGED
    return ""


def touches(kind: str) -> list[type[Model]]:
    """The tables it takes rows of."""
    return tree_of(KEPT[kind].model)


def delete(kind: str, number: str) -> None:
    """With everything that belongs to it, on the connection of the retention role. Gone already: nothing."""
    keys = list(KEPT[kind].named(number).using(BY).values_list("pk", flat=True))
    if KEPT[kind].field:
        delete_tree(KEPT[kind].model, pk__in=keys)
        return
    with pgtrigger.ignore(databases=[BY]):
        KEPT[kind].model._default_manager.using(BY).filter(pk__in=keys)._raw_delete(BY)  # type: ignore[attr-defined]
