"""Wards: which a user's right reaches, and what is told of where somebody lives."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.accounts.models import User
from sasae.foundation.gate import Gate, GatedRequest, Refused
from sasae.foundation.history.as_of import versions
from sasae.foundation.release import MASK, GuardedText, release
from sasae.foundation.screens.lists import ListPage
from sasae.kernel import clock
from sasae.reference.municipalities import name_of
from sasae.subsidy.duplicates.groups import all_one_with, hidden
from sasae.subsidy.duplicates.models import Merge, State
from sasae.subsidy.people import queries
from sasae.subsidy.people.models import Person

# lists for enclosing and working by: of protected persons neither ward nor postal code
TELLING_NO_PROTECTED_ADDRESS = {"print_manifest", "renewal_targets"}


def wards_of(user: User, right: str, on: date) -> list[str] | None:
    """The wards a right of the user reaches; None: all. A list shows, counts and takes out no other."""
    return user.wards(right, on)


def in_both(some: list[str] | None, others: list[str] | None) -> list[str] | None:
    """The wards two rights reach together."""
    if some is None or others is None:
        return others if some is None else some
    return [ward for ward in some if ward in others]


def reach(gate: Gate, on: date, *, also: str = "") -> list[str] | None:
    """The wards the page's right reaches, and a further right with it; None: all."""
    wards = wards_of(gate.user, gate.right, on)
    return in_both(wards, wards_of(gate.user, also, on)) if also else wards


def listed(request: GatedRequest, page: ListPage, rows: QuerySet[Any], column: str, on: date) -> QuerySet[Any]:
    """What a list may show, count and take out for this user: the rows of the page's wards; into a file only those of the
    wards the right to export reaches as well."""
    also = page.export_right if request.GET.get("export") else ""
    return within(rows, reach(request.gate, on, also=also), column)


def within(rows: QuerySet[Any], wards: Sequence[str] | None, column: str = "ward_code") -> QuerySet[Any]:
    """The rows of these wards. What belongs to nobody known belongs to every ward."""
    if wards is None:
        return rows
    return rows.filter(Q(**{f"{column}__in": wards}) | Q(**{column: ""}) | Q(**{f"{column}__isnull": True}))


def require_ward(gate: Gate, ward_code: str) -> None:
    """Refuse a page about somebody of a ward the page's right does not reach."""
    gate.require(ward=ward_code or None)


def everywhere(gate: Gate, right: str, on: date) -> bool:
    """Whether a right of the user reaches every ward."""
    return wards_of(gate.user, right, on) is None


def require_everywhere(gate: Gate, on: date) -> None:
    """Refuse what touches every ward at once to a user whose right reaches some of them."""
    if not everywhere(gate, gate.right, on):
        raise Refused(f"権限「{gate.right}」が全区に及んでいません（全市の処理）")


def in_ward(rows: QuerySet[Any], ward: str, on: date, *, person: str = "pk", column: str = "ward_code") -> QuerySet[Any]:
    """A list narrowed to a ward. It does not tell where a protected person lives: they are left out."""
    return rows.filter(**{column: ward}).exclude(hidden(on, person))


def with_hidden(rows: QuerySet[Any], on: date, person: str = "pk") -> QuerySet[Any]:
    """The rows of a list, each with `hidden`: whether its person's ward is not told."""
    return rows.annotate(hidden=hidden(on, person))


def ward_shown(row: Any, ward_code: str) -> str:
    """A ward as a list tells it; of a protected person, or of one merged with them, not even the ward."""
    if row.hidden:
        return MASK
    return name_of(ward_code) if ward_code else ""


def protected_on_paper(kind: str, persons: Iterable[str], at: datetime) -> list[str]:
    """Whose whereabouts a kept paper may tell: of whoever is protected now or was when it was printed
    (`SASAE_PROTECTED_ON_PAPER`). A list that tells none of protected persons tells those of who came to be so later."""
    asked = set(persons)
    if kind in TELLING_NO_PROTECTED_ADDRESS:
        return protected_since(asked, at)
    numbers = dict(Person.objects.filter(atena_no__in=asked).values_list("pk", "atena_no"))
    groups = all_one_with(numbers)
    then = _protected_at(set().union(*groups.values()), at, at.astimezone(clock.TOKYO).date())
    return sorted({numbers[pk] for pk, ones in groups.items() if ones & then} | queries.protected_among(asked, clock.today()))


def protected_since(persons: Iterable[str], at: datetime, on: date | None = None) -> list[str]:
    """Those protected now who were not at a moment: a list made then, on the day `on`, may tell where they live. One
    that was made under protection, whenever that was to end, tells nothing of it."""
    today, then_on = clock.today(), on or at.astimezone(clock.TOKYO).date()
    now = Person.objects.filter(hidden(today), atena_no__in=set(persons))
    numbers = dict(now.values_list("pk", "atena_no"))
    groups = all_one_with(numbers)
    guarded, since = _protected_at(set().union(*groups.values()), at, then_on), _merged_after(at)
    then = {pk for pk, ones in groups.items() if pk in guarded or ones & guarded and not ones & since}
    return sorted(number for pk, number in numbers.items() if pk not in then)


def _protected_at(people: Iterable[int], at: datetime, on: date) -> set[int]:
    """Who of these was already known to be protected, by the versions of a moment."""
    then = versions(Person, at, pgh_obj_id__in=set(people))
    return {row.pgh_obj_id for row in then if row.protected_until is not None and row.protected_until >= on}


def _merged_after(at: datetime) -> set[int]:
    """Persons of merges that stand but did not yet at a moment."""
    before = Merge.pgh_event_model.objects.filter(state=State.MERGED, pgh_created_at__lte=at)  # type: ignore[attr-defined]
    young = Merge.objects.filter(state=State.MERGED).exclude(pk__in=before.values("pgh_obj_id"))
    return {one for pair in young.values_list("kept", "other") for one in pair}


def without_wards(persons: Sequence[str], facts: dict[str, Any], gate: Gate, on: date) -> Callable[[str], str]:
    """For sentences of an earlier decision: one that names a ward leaves by the release point, once somebody is protected.

    The decision was made, and keeps its bytes, before the protection began; whoever may not see is shown the mask.
    """
    words = {word for row in facts.get("wards", ()) for word in (row["ward"], name_of(row["ward"]))}
    guarded = sorted(queries.protected_among(persons, on)) if words else []

    def told(text: str) -> str:
        if not guarded or not any(word in text for word in words):
            return text
        return release(
            GuardedText(text), actor=gate.actor, way="screen", person=guarded[0], protected=True,
            reason=gate.reason or gate.purpose, gate=gate,
        )  # fmt: skip

    return told
