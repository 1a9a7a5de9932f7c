"""From a declared view, columns and conditions to rows. Only what the catalogue names can be asked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from sasae.foundation.release import MASK
from sasae.kernel.findings import Refusal
from sasae.kernel.wareki import to_wareki
from sasae.reference.municipalities import name_of
from sasae.subsidy.disclosures.models import Stop
from sasae.subsidy.disclosures.queries import stopped
from sasae.subsidy.duplicates.groups import hidden
from sasae.subsidy.extraction.catalogue import VIEWS, Class, Column, Kind, View
from sasae.subsidy.people.wards import within

OPERATORS = {"is": "と同じ", "from": "以上・以後", "to": "以下・以前", "has": "を含む"}
_LOOK_UP = {"is": "", "from": "__gte", "to": "__lte", "has": "__icontains"}
MOST_ROWS = 50_000
Condition = dict[str, str]


class CannotExtract(Refusal):
    """What was asked cannot be taken out; the text says why, in Japanese."""


@dataclass(frozen=True)
class Asked:
    """A view, its chosen columns, the conditions, and the wards a right reaches."""

    view: View
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...]
    reach: list[str] | None

    @property
    def personal(self) -> bool:
        """Whether a column names persons, or a condition does: who counts by a name learns of somebody, too."""
        named = [self.view.column(one["column"]) for one in self.conditions]
        return any(column.of in (Class.PERSONAL, Class.PROTECTED) for column in self.columns) or any(
            column.of is Class.PERSONAL for column in named
        )


def asked(view: str, columns: Sequence[str], conditions: Iterable[Condition], reach: list[str] | None) -> Asked:
    """Look at what was asked. Raises CannotExtract for a view, column, comparison or value that is none."""
    known = VIEWS.get(view)
    if known is None or not set(columns) <= known.names:
        raise CannotExtract("取り出せない対象または列です。", id="EX-101", at="columns")
    chosen = tuple(column for column in known.columns if column.name in columns)
    if not chosen:
        raise CannotExtract("取り出す列を選んでください。", id="EX-102", at="columns")
    told = tuple(one for one in conditions if one.get("column"))
    found = Asked(known, chosen, told, reach)
    for one in told:
        _filter(found, one)
    return found


def _filter(ask: Asked, one: Condition) -> dict[str, Any]:
    if one["column"] not in ask.view.names or one.get("operator") not in OPERATORS:
        raise CannotExtract("条件の列または比べ方がわかりません。", id="EX-103", at="conditions")
    column, operator = ask.view.column(one["column"]), one["operator"]
    if (
        operator == "has"
        and column.kind is not Kind.TEXT
        or operator in ("from", "to")
        and column.kind in (Kind.CHOICE, Kind.WARD)
    ):
        raise CannotExtract(
            f"「{column.label}」は「{OPERATORS[operator]}」で比べられません。", id="EX-104", at="conditions"
        )
    try:
        return {column.path + _LOOK_UP[operator]: column.read(one.get("value", ""))}
    except ValueError as unread:
        raise CannotExtract(f"条件「{column.label}」：{unread}", id="EX-105", at="conditions") from unread


def rows_of(ask: Asked, on: date) -> QuerySet[Any]:
    """The rows the conditions leave, within the wards of the right. By a ward nobody under protection is found; who had
    this use suspended is in none."""
    rows = conditioned(ask, on)
    left_out = stopped(Stop.EXTRACTION)
    return rows.exclude(**{f"{ask.view.person}__in": left_out}) if left_out else rows


def suspended_in(ask: Asked, on: date) -> int:
    """How many persons the conditions would leave if their use was not suspended."""
    left_out = stopped(Stop.EXTRACTION)
    if not left_out:
        return 0
    rows = conditioned(ask, on).filter(**{f"{ask.view.person}__in": left_out}).order_by()
    return rows.values(ask.view.person).distinct().count()


def conditioned(ask: Asked, on: date) -> QuerySet[Any]:
    """The rows the conditions leave, suspended or not."""
    rows = within(ask.view.model(), ask.reach, f"{ask.view.person}__ward_code")
    for one in ask.conditions:
        rows = rows.filter(**_filter(ask, one))
        if ask.view.column(one["column"]).of is Class.PROTECTED:
            rows = rows.exclude(hidden(on, ask.view.person))
    return rows


def counted(ask: Asked, on: date, *, most: int = MOST_ROWS) -> tuple[int, int]:
    """How many rows and persons: all that is told before the approval. Raises CannotExtract where there are too many."""
    rows = rows_of(ask, on).order_by()
    count = rows.count()
    if count > most:
        raise CannotExtract(
            f"{count:,}行あります。{most:,}行までになるように条件を加えてください。", id="EX-106", at="conditions"
        )
    return count, rows.values(ask.view.person).distinct().count()


def texts(ask: Asked, keys: Sequence[int], on: date) -> Iterator[list[str]]:
    """The chosen columns of these rows, in the order of their keys."""
    paths = [column.path for column in ask.columns]
    rows = ask.view.model().filter(pk__in=keys).order_by("pk")
    guarded = set(ask.view.model().filter(hidden(on, ask.view.person), pk__in=keys).values_list("pk", flat=True))
    for pk, *values in rows.values_list("pk", *paths).iterator(chunk_size=2000):
        yield [_text(column, value, pk in guarded) for column, value in zip(ask.columns, values, strict=True)]


def _text(column: Column, value: Any, guarded: bool) -> str:
    if column.of is Class.PROTECTED and guarded:
        return MASK
    if value is None:
        return ""
    if column.kind is Kind.WARD:
        return name_of(value) if value else ""
    if column.choices:
        return column.choices.get(str(value), str(value))
    return to_wareki(value) if isinstance(value, date) else str(value)


def words(ask: Asked, *, named: bool) -> list[str]:
    """The conditions as sentences; what names a person only where it is asked for."""
    said = []
    for one in ask.conditions:
        column = ask.view.column(one["column"])
        value = "（個人を示す値）" if column.of is Class.PERSONAL and not named else one.get("value", "")
        said.append(f"{column.label}が「{value}」{OPERATORS[one['operator']]}")
    return said


def reaches(wards: Sequence[str] | None, reach: Sequence[str] | None) -> bool:
    """Whether a right of these wards reaches all an extraction does."""
    return wards is None or (reach is not None and set(reach) <= set(wards))
