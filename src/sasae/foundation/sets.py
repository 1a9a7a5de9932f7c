"""Thousands of values as one parameter of a question: as many placeholders would cost more than the answer."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def among(values: Iterable[int]) -> RawSQL:
    """For `…__in=`: any of these numbers."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(values)])  # noqa: S611 - the values are one parameter


def among_texts(values: Iterable[str]) -> RawSQL:
    """For `…__in=`: any of these texts."""
    return RawSQL("SELECT unnest(%s::varchar[])", [list(values)])  # noqa: S611 - the values are one parameter
