"""What a change of the register did to a person of the index: the row before it and the row after it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sasae.kernel.wareki import to_wareki
from sasae.linkage.naming import system_name
from sasae.linkage.people.models import RegisteredPerson, RegisterEvent

_VERSIONS: Any = RegisteredPerson.pgh_event_model  # type: ignore[attr-defined]
_COLUMNS = [field.attname for field in RegisteredPerson._meta.concrete_fields if field.name != "id"]

MOST_SHOWN = 50  # versions of one person on their page

Around = tuple[int, RegisteredPerson | None, RegisteredPerson]  # number of the change, before, after


def around(numbers: Iterable[int]) -> list[Around]:
    """In the order of the changes, and in two questions. A change that left no version of its own is not among them."""
    events = list(RegisterEvent.objects.filter(pk__in=list(numbers)).order_by("pk"))
    told: dict[str, list[Any]] = defaultdict(list)
    rows = _VERSIONS.objects.filter(pgh_obj__atena_no__in={event.atena_no for event in events})
    for version in rows.order_by("pgh_id"):
        told[version.atena_no].append(version)
    found: list[Around] = []
    for event in events:
        versions = told[event.atena_no]
        place = next((place for place, one in enumerate(versions) if _made_by(event, one)), None)
        if place is not None:
            before = _person(versions[place - 1]) if place else None
            found.append((event.pk, before, _person(versions[place])))
    return found


def happened(person: RegisteredPerson) -> list[dict[str, Any]]:
    """What became known of a person, newest first, for the time line of the page. The first load is no event."""
    versions = list(
        _VERSIONS.objects.filter(pgh_obj=person).exclude(pgh_label="before").order_by("-pgh_id")[:MOST_SHOWN]
    )
    changes = [(one.system, one.sequence) for one in versions]
    return [
        {
            "at": one.pgh_created_at,
            "text": "連携基盤で登録を改めた"
            if change in changes[place + 1 :]
            else f"{one.event}（{to_wareki(one.occurred_on)}）",
            "by": system_name("linkage" if change in changes[place + 1 :] else one.system),
        }
        for place, (one, change) in enumerate(zip(versions, changes, strict=True))
    ]


def _made_by(event: RegisterEvent, version: Any) -> bool:
    """The first with a change's number is the change; those after it are of what was done here since."""
    return (version.system, version.sequence) == (event.system, event.sequence)


def _person(version: Any) -> RegisteredPerson:
    return RegisteredPerson(pk=version.pgh_obj_id, **{name: getattr(version, name) for name in _COLUMNS})
