"""Which procedures a member of staff reaches: every list, count, search and export of the municipality's side is narrowed."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from sasae.kernel import clock
from sasae.portal.services.catalog import services

Row = TypeVar("Row", bound=Model)


def narrowed(request: HttpRequest, right: str, rows: QuerySet[Row], field: str = "procedure") -> QuerySet[Row]:
    """The rows of the procedures the right reaches; `field` leads from a row to the code of its procedure."""
    held = _held(request, right)
    return rows if held is None else rows.filter(**{f"{field}__in": held})


def choices(request: HttpRequest) -> list[tuple[str, str]]:
    """The procedures one may filter by."""
    held = _held(request, "submissions.view")
    return [(code, one.title) for code, one in services().items() if held is None or code in held]


def _held(request: HttpRequest, right: str) -> list[str] | None:
    user: Any = request.gate.user  # type: ignore[attr-defined]
    held: list[str] | None = user.procedures(right, clock.today())
    return held
