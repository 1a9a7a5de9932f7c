"""Lists: one declaration gives filters, sorting, paging, the fragment for htmx, and the export, journaled.

CLAIMS = ListPage(title="請求の一覧", columns=[...], filters=[...], order="-id", persons=lambda c: [c.atena_no])

@gate(right="claims.view", purpose="助成管理", shows=True)
def claims(request):
    return CLAIMS.answer(request, Claim.objects.select_related("person"), "subsidy/claims/list.html")
"""

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from sasae.foundation.history import record
from sasae.foundation.screens.addresses import address
from sasae.foundation.screens.as_of import carried, days_of
from sasae.foundation.screens.paging import MOST_COUNTED, CappedPaginator, KeysFirstPaginator
from sasae.foundation.screens.refusals import ticks_again
from sasae.foundation.screens.rows import Cell, body, labels
from sasae.foundation.screens.tones import tone_of
from sasae.kernel.wareki import to_wareki

MOST_EXPORTED = 50_000  # rows of one export
_STATES = ("state", "status", "step", "outcome", "comparison")  # columns shown as badges
_NUMBER = re.compile(r"-[0-9][0-9,.]*")
_FORMULA = ("=", "+", "@", "\t", "\r")  # a spreadsheet would run a cell that begins with one of these


@dataclass(frozen=True)
class Column:
    """One column. `value` makes the cell from the row (default: the attribute `name`), `sort` names the order,
    `link` gives (url name, argument)."""

    name: str
    label: str
    value: Callable[[Any], Any] | None = None
    sort: str = ""
    link: Callable[[Any], tuple[str, Any] | None] | None = None
    number: bool = False


@dataclass(frozen=True)
class Filter:
    """One input above the list; `by` narrows the rows, and raises ValueError (Japanese) for what it cannot read.

    `choices` may be asked for with the request, once a page.
    """

    name: str
    label: str
    by: Callable[[Any, str], Any]
    choices: list[tuple[str, str]] | Callable[[HttpRequest], list[tuple[str, str]]] = field(default_factory=list)
    wide: bool = False


@dataclass(frozen=True)
class ListPage:
    """The declaration of a list. `persons` names the persons a row shows; `export_right` lets its holders export.

    With `by_keys` a page's keys are found first, and only the rows of these keys are put together: it narrows to them.
    """

    title: str
    columns: list[Column]
    filters: list[Filter] = field(default_factory=list)
    order: str = "-pk"
    persons: Callable[[Any], Iterable[str]] | None = None
    pick: Callable[[Any], str] | None = None  # what a ticked row sends; the ticks belong to the form `picked`
    page_size: int = 50
    by_keys: Callable[[QuerySet[Any], list[Any]], QuerySet[Any]] | None = None  # where putting rows together is dear
    export_right: str = ""
    empty: str = "当てはまるものはありません。"

    def answer(self, request: HttpRequest, rows: QuerySet[Any], template: str, **context: Any) -> HttpResponse:
        """The page, its fragment (htmx), or the export; whose data it shows is journaled."""
        found, problems = self.narrowed(request.GET, rows)
        order = self._order(request)
        found = found.order_by(*([order, "pk"] if order.lstrip("-") != "pk" else [order]))
        if request.GET.get("export") == "csv":
            return self._export(request, found)
        shown = Shown(self, request, found, order, problems)
        if self.persons is not None:
            request.gate.shown([p for row in shown.rows for p in self.persons(row)])  # type: ignore[attr-defined]
        part_only = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")
        return render(request, "screens/_list.html" if part_only else template, {"list": shown, **context})

    def cells(self, row: Any) -> list[Cell]:
        """The cells of one row."""
        return [self._cell(column, row) for column in self.columns]

    def _cell(self, column: Column, row: Any) -> Cell:
        url = ""
        if column.link and (to := column.link(row)):
            url = address(*to)
        text = plain(self._value(column, row))
        state = column.name in _STATES
        return Cell(column.label, text, url, column.number, state, tone_of(text) if state else "")

    def texts(self, row: Any) -> list[str]:
        """The cells of one row as text, for a file."""
        return [plain(self._value(column, row)) for column in self.columns]

    @staticmethod
    def _value(column: Column, row: Any) -> Any:
        if column.value:
            return column.value(row)
        value = getattr(row, column.name)
        return labels(type(row), column.name).get(value, value)

    def narrowed(self, asked: Mapping[str, str], rows: QuerySet[Any]) -> tuple[QuerySet[Any], list[str]]:
        """The rows the filters leave, and what could not be read."""
        problems = []
        for one in self.filters:
            text = asked.get(one.name, "").strip()
            if text:
                try:
                    rows = one.by(rows, text)
                except ValueError as unread:
                    problems.append(f"{one.label}：{unread}")
                    rows = rows.none()
        return rows, problems

    def _order(self, request: HttpRequest) -> str:
        wanted = request.GET.get("sort", "")
        allowed = {column.sort for column in self.columns if column.sort}
        return wanted if wanted.lstrip("-") in allowed else self.order

    def _export(self, request: HttpRequest, found: QuerySet[Any]) -> HttpResponse:
        gate = request.gate  # type: ignore[attr-defined]
        gate.require(self.export_right or "export.not_allowed")
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([column.label for column in self.columns])
        persons: list[str] = []
        count = 0
        for row in found[:MOST_EXPORTED].iterator(chunk_size=2000):
            writer.writerow([safe_cell(text) for text in self.texts(row)])
            count += 1
            if self.persons is not None:
                persons.extend(self.persons(row))
        gate.shown(persons, note="書き出し")
        record(gate.actor, "list.exported", self.title, list=self.title, rows=count)
        answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="list.csv"'
        return answer


class Shown:
    """One page of a list, ready for the template."""

    def __init__(
        self, page: ListPage, request: HttpRequest, found: QuerySet[Any], order: str, problems: list[str]
    ) -> None:
        self.declared = page
        self._request = request
        self.problems = problems
        self._query = {key: value for key, value in request.GET.items() if value and key not in ("page", "export")}
        self._order = order
        self.path = request.path
        self.carried = days_of(request)
        self.bare_url = carried(request, request.path)  # without conditions, of the same past
        self.paginator = (
            KeysFirstPaginator(found, page.page_size, page.by_keys)
            if page.by_keys
            else CappedPaginator(found, page.page_size)
        )
        try:
            self.page = self.paginator.page(request.GET.get("page", 1))
        except (EmptyPage, PageNotAnInteger):
            self.page = self.paginator.page(1)
        self.rows = list(self.page.object_list)
        self.may_export = bool(page.export_right) and request.gate.may(page.export_right)  # type: ignore[attr-defined]

    @property
    def count_text(self) -> str:
        """How many there are, in words."""
        count = self.paginator.count
        return f"{MOST_COUNTED:,}件以上" if count > MOST_COUNTED else f"{count:,}件"

    @property
    def too_many(self) -> bool:
        """More than the list counts: it asks for a filter."""
        return bool(self.paginator.count > MOST_COUNTED)

    @property
    def table(self) -> list[list[Cell]]:
        return [self._cells(row) for row in self.rows]

    def _cells(self, row: Any) -> list[Cell]:
        """The cells of a row; where the list shows the past, their links lead on into it."""
        cells = self.declared.cells(row)
        return [each._replace(url=carried(self._request, each.url)) for each in cells] if self.carried else cells

    @property
    def picking(self) -> bool:
        """Whether rows are ticked."""
        return self.declared.pick is not None

    @property
    def body(self) -> SafeString:
        """The rows, each with what its tick sends; nothing where rows are not ticked."""
        pick = self.declared.pick
        ticked = ticks_again(self._request) if pick else ()
        return body(((pick(row) if pick else "", self._cells(row)) for row in self.rows), ticked)

    @property
    def heads(self) -> list[dict[str, Any]]:
        """Column heads with their link to sort and the state aria-sort wants."""
        heads = []
        for column in self.declared.columns:
            state = (
                {column.sort: "ascending", f"-{column.sort}": "descending"}.get(self._order) if column.sort else None
            )
            turned = f"-{column.sort}" if state == "ascending" else column.sort
            url = self._url(sort=turned) if column.sort else ""
            heads.append({"label": column.label, "url": url, "state": state, "number": column.number})
        return heads

    @cached_property
    def inputs(self) -> list[dict[str, Any]]:
        """The filters with what was typed."""
        return [
            {
                "name": one.name,
                "label": one.label,
                "choices": one.choices(self._request) if callable(one.choices) else one.choices,
                "value": self._query.get(one.name, ""),
                "wide": one.wide,
            }
            for one in self.declared.filters
        ]

    @property
    def sort(self) -> str:
        return self._query.get("sort", "")

    @property
    def previous_url(self) -> str:
        return self._url(page=self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self._url(page=self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def export_url(self) -> str:
        return self._url(export="csv")

    def _url(self, **changed: Any) -> str:
        return f"{self.path}?{urlencode({**self._query, **changed})}"


def plain(value: Any) -> str:
    """A cell's text: days in 和暦, times to the minute, yes and no as a mark, nothing as a dash.

    A guarded text stays guarded: its str() is the mask.
    """
    if type(value) is str:  # nearly always
        return value or "－"
    if value is None or value == "":
        return "－"
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        return f"{_wareki(local.date())} {local:%H:%M}"
    if isinstance(value, datetime.date):
        return _wareki(value)
    if isinstance(value, bool):
        return "○" if value else "－"
    if isinstance(value, models.Model):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


_wareki = lru_cache(maxsize=4096)(to_wareki)  # the days of a page are few, and those of a list the same again and again


def safe_cell(text: str) -> str:
    """A cell no spreadsheet takes for a formula. A negative number stays a number."""
    formula = text.startswith(_FORMULA) or (text.startswith("-") and not _NUMBER.fullmatch(text))
    return f"'{text}" if formula else text
