"""Wards: which a user's right reaches, and what is told of where somebody lives."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.accounts.models import User
from sasae.foundation.gate import Gate
from sasae.foundation.release import MASK, GuardedText, release
from sasae.kernel import clock
from sasae.reference.municipalities import name_of
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_protected


def wards_of(user: User, right: str, on: date) -> list[str] | None:
    """The wards a right of the user reaches; None: all. A list shows, counts and takes out no other."""
    return user.wards(right, on)


def within(rows: QuerySet[Any], wards: Sequence[str] | None, column: str = "ward_code") -> QuerySet[Any]:
    """The rows of these wards. What belongs to nobody known belongs to every ward."""
    return rows if wards is None else rows.filter(Q(**{f"{column}__in": wards}) | Q(**{column: ""}))


def require_ward(gate: Gate, ward_code: str) -> None:
    """Refuse a page about somebody of a ward the page's right does not reach."""
    gate.require(ward=ward_code or None)


def in_ward(rows: QuerySet[Any], ward: str, on: date, *, person: str, column: str = "ward_code") -> QuerySet[Any]:
    """A list narrowed to a ward. It does not tell where a protected person lives: they are left out."""
    return rows.filter(**{column: ward}).exclude(**{f"{person}protected_until__gte": on})


def ward_shown(person: Person | None, ward_code: str, on: date) -> str:
    """A ward as a list tells it; of a protected person not even the ward."""
    if person is not None and is_protected(person, on):
        return MASK
    return name_of(ward_code) if ward_code else ""


def protected_among(persons: Iterable[str], on: date) -> list[str]:
    """Those of these under protection on the day, by 宛名番号."""
    rows = Person.objects.filter(atena_no__in=set(persons), protected_until__gte=on)
    return list(rows.order_by("atena_no").values_list("atena_no", flat=True))


def protected_since(persons: Iterable[str], at: datetime) -> list[str]:
    """Those protected now who were not yet at a moment (`SASAE_PROTECTED_SINCE`): what was printed or written then may
    tell where they live. What was made under protection went through the release point."""
    today = clock.today()
    now = Person.objects.filter(atena_no__in=set(persons), protected_until__gte=today)
    numbers = dict(now.values_list("pk", "atena_no"))
    versions = Person.pgh_event_model.objects.filter(pgh_obj_id__in=numbers, pgh_created_at__lte=at)  # type: ignore[attr-defined]
    latest = versions.order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    then = {row.pgh_obj_id for row in latest if row.protected_until is not None and row.protected_until >= today}
    return sorted(number for pk, number in numbers.items() if pk not in then)


def without_wards(persons: Sequence[str], facts: dict[str, Any], gate: Gate, on: date) -> Callable[[str], str]:
    """For sentences of an earlier decision: one that names a ward leaves by the release point, once somebody is protected.

    The decision was made, and keeps its bytes, before the protection began; whoever may not see is shown the mask.
    """
    words = {word for row in facts.get("wards", ()) for word in (row["ward"], name_of(row["ward"]))}
    hidden = protected_among(persons, on) if words else []

    def told(text: str) -> str:
        if not hidden or not any(word in text for word in words):
            return text
        return release(
            GuardedText(text), actor=gate.actor, way="screen", person=hidden[0], protected=True,
            reason=gate.reason or gate.purpose, may=gate.may("protected.view"),
        )  # fmt: skip

    return told
