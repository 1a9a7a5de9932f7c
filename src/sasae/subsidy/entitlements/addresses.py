"""What addresses tell an examination: wards, and who lives at the same address. Of protected persons they tell nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lag

from sasae.contracts.people import Person as PersonMessage
from sasae.kernel.clock import TOKYO
from sasae.subsidy.duplicates.groups import hidden
from sasae.subsidy.entitlements.kinship import Kin, Rows, kin
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden

PARTNERS = {Kin.SPOUSE}


def wards_of(applicant: Person, told: PersonMessage | None, on: date) -> list[dict[str, str]]:
    """The wards the applicant is known to have lived in, each from the day it was first told of.

    The first from the day of residence. Empty where the applicant is protected: the decision is printed.
    """
    if is_hidden(applicant, on) or (
        told is not None and told.protected_until is not None and on <= told.protected_until
    ):
        return []
    versions = Person.pgh_event_model.objects.filter(pgh_obj_id=applicant.pk).order_by("pgh_id")  # type: ignore[attr-defined]
    return _stays([*versions, *([_seen(told, on)] if told else [])])


def wards_of_many(atena_nos: Iterable[str], on: date) -> dict[str, list[dict[str, str]]]:
    """The same for many by 宛名番号, in one question: each version that tells of another ward than the one before.

    Protected persons are left out.
    """
    columns = ("atena_no", "ward_code", "resident_since", "fetched_at")
    versions = Person.pgh_event_model.objects.filter(atena_no__in=list(atena_nos)).exclude(ward_code="")  # type: ignore[attr-defined]
    moved = versions.annotate(
        before=Window(Lag("ward_code"), partition_by="pgh_obj_id", order_by="pgh_id"),
        protected=hidden(on, "pgh_obj_id"),
    ).filter(Q(before__isnull=True) | ~Q(before=F("ward_code")), protected=False)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in moved.order_by("pgh_id").values(*columns):
        found[row["atena_no"]].append(SimpleNamespace(**row))
    return {atena_no: _stays(told) for atena_no, told in found.items()}


def _stays(versions: Sequence[Any]) -> list[dict[str, str]]:
    stays: list[dict[str, str]] = []
    for version in versions:
        if version.ward_code and (not stays or stays[-1]["ward"] != version.ward_code):
            told_on = version.fetched_at.astimezone(TOKYO).date()
            since = told_on if stays else version.resident_since or told_on
            stays.append({"since": since.isoformat(), "ward": version.ward_code})
    return stays


def _seen(told: PersonMessage, on: date) -> Any:
    """The person as linkage tells of them now, in the shape of a version."""

    return SimpleNamespace(
        ward_code=told.address.ward_code,
        resident_since=told.resident_since,
        fetched_at=datetime.combine(on, time.min, TOKYO),
    )


def at_same_address(
    applicant: PersonMessage, household: Sequence[PersonMessage], on: date, kinship: Rows | None = None
) -> list[str]:
    """Of the household, those whose address is the applicant's, word for word.

    Nobody protected is compared, and never a spouse: the other parent is not joined with the family by address.
    """
    if not _comparable(applicant, on):
        return []
    return [
        one.atena_no
        for one in household
        if one.atena_no != applicant.atena_no
        and _comparable(one, on)
        and kin(applicant.relation, one.relation, kinship) not in PARTNERS
        and (one.address.postal_code, one.address.text) == (applicant.address.postal_code, applicant.address.text)
    ]


def _comparable(one: PersonMessage, on: date) -> bool:
    protected = one.protected_until is not None and on <= one.protected_until
    return bool(one.address.text) and not one.address.sealed and not protected


def neighbours(applicant: Person, household: Sequence[str], on: date) -> QuerySet[Person]:
    """Persons of other households at the applicant's address (世帯分離), for staff to look into.

    Never of or for a protected person, and never anybody who was named as the spouse of one of the household.
    """
    if is_hidden(applicant, on) or not applicant.address:
        return Person.objects.none()
    others = Person.objects.filter(address=applicant.address, postal_code=applicant.postal_code)
    others = others.exclude(atena_no__in=household).exclude(household_no=applicant.household_no)
    return others.exclude(hidden(on)).filter(died_on__isnull=True, moved_out_on__isnull=True)
