"""The pages of a list: how many rows there are, and the rows of one page."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import Count, QuerySet, Window
from django.utils.functional import cached_property

MOST_COUNTED = 10_000  # rows; beyond it a list says "more than" and asks for a filter


class CappedPaginator(Paginator):
    """Counts no further than the cap, and in no order, so that a list over millions of rows opens at once."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list.order_by()
        if rows.query.group_by is None and not rows.query.values_select:
            rows = rows.values("pk")  # what is worked out beside each row need not be
        return int(rows[: MOST_COUNTED + 1].count())


class KeysFirstPaginator(CappedPaginator):
    """Finds a page's keys and how many rows there are in one question, and puts only that page's rows together: for rows
    that come from many tables, and an order no index has."""

    def __init__(
        self, rows: QuerySet[Any], per_page: int, by_keys: Callable[[QuerySet[Any], list[Any]], QuerySet[Any]]
    ) -> None:
        super().__init__(rows, per_page)
        self._by_keys = by_keys

    def page(self, number: int | str) -> Page:
        """As every paginator. A row that has gone between the two questions is left out. Raises InvalidPage."""
        wanted = _number(number)
        keys = self.object_list.annotate(in_all=Window(Count("*"))).values_list("pk", "in_all")
        found = list(keys[(wanted - 1) * self.per_page : wanted * self.per_page])
        if not found and wanted > 1:
            raise EmptyPage("There is no such page.")
        self.count = min(found[0][1], MOST_COUNTED + 1) if found else 0
        self.validate_number(wanted)
        order = [key for key, _ in found]
        rows = {row.pk: row for row in self._by_keys(self.object_list.order_by(), order)} if order else {}
        return self._get_page([rows[key] for key in order if key in rows], wanted, self)


def _number(text: int | str) -> int:
    """Raises PageNotAnInteger, and EmptyPage for what no list has."""
    try:
        number = int(text)
    except (TypeError, ValueError):
        raise PageNotAnInteger("That is no number.") from None
    if not 1 <= number <= MOST_COUNTED:
        raise EmptyPage("There is no such page.")
    return number
