"""Letters printed for another place than letters to their addressee go to by now: they travel under a cover letter.

A kept letter is never printed anew, and its window shows where its addressee was. Since then they may have moved, in
flight from somebody who still reads the mail of the old address.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Q

from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.release import GuardedText
from sasae.kernel import clock
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.notifications.models import MailingAddress
from sasae.subsidy.people.models import Person

Place = tuple[str, GuardedText]
CHUNK = 5000
# A change bears the moment its work began and is seen by others when that is done: a letter printed meanwhile knows the
# old place. What changed within this time before it counts as changed since; at worst there is a cover too many.
UNSEEN = timedelta(hours=1)


def moved_since(letters: Mapping[str, int], on: date) -> set[str]:
    """Of kept letters, each with its addressee's key, those that were printed for another place. A few questions a chunk."""
    listed = sorted(letters)
    found: set[str] = set()
    for first in range(0, len(listed), CHUNK):
        chunk = listed[first : first + CHUNK]
        kept = PrintedDocument.objects.filter(pk__in=chunk).values_list("pk", "printed_at")
        printed = {str(pk): at for pk, at in kept}
        if printed:
            found |= _moved({one: letters[one] for one in printed}, printed, on)
    return found


def _moved(letters: Mapping[str, int], printed: Mapping[str, datetime], on: date) -> set[str]:
    since = min(printed.values()) - UNSEEN
    lived = _versions(set(letters.values()), since)
    groups = all_one_with(letters.values())
    registered = _registrations({one for group in groups.values() for one in group}, since)
    return {
        document
        for document, addressee in letters.items()
        if lives_elsewhere(lived.get(addressee, []), printed[document])
        or any(
            _registered_since(row, printed[document], on)
            for one in groups[addressee]
            for row in registered.get(one, ())
        )
    }


def _versions(people: Iterable[int], since: datetime) -> dict[int, list[tuple[datetime, Place]]]:
    """Where each lived by every version, oldest first, of those of whom anything was recorded since a moment."""
    events = Person.pgh_event_model.objects.filter(pgh_obj_id__in=people)  # type: ignore[attr-defined]
    stirred = set(events.filter(pgh_created_at__gt=since).values_list("pgh_obj_id", flat=True))
    found: dict[int, list[tuple[datetime, Place]]] = defaultdict(list)
    rows = events.filter(pgh_obj_id__in=stirred).order_by("pgh_obj_id", "pgh_created_at", "pgh_id")
    for who, at, postal, address in rows.values_list("pgh_obj_id", "pgh_created_at", "postal_code", "address"):
        found[who].append((at, (postal, address)))
    return found


def lives_elsewhere(versions: list[tuple[datetime, Place]], printed_at: datetime) -> bool:
    """Whether the place of a letter printed at a moment is not the present one. `versions`: oldest first."""
    if not versions:
        return False
    then = max(bisect_right([at for at, _ in versions], printed_at - UNSEEN) - 1, 0)
    return versions[then][1] != versions[-1][1]


def _registrations(people: Iterable[int], since: datetime) -> dict[int, list[MailingAddress]]:
    """Registrations of 送付先 that may have come, gone, begun or ended since a moment."""
    day = since.astimezone(clock.TOKYO).date()
    recorded = Q(recorded_at__gt=since) | Q(superseded_at__gt=since)
    changed = recorded | Q(valid_from__gt=day) | Q(valid_to__gte=day)
    found: dict[int, list[MailingAddress]] = defaultdict(list)
    for row in MailingAddress.objects.filter(changed, person__in=people):
        found[row.person_id].append(row)
    return found


def _registered_since(row: MailingAddress, printed_at: datetime, on: date) -> bool:
    day = printed_at.astimezone(clock.TOKYO).date()
    seen = printed_at - UNSEEN
    if row.recorded_at > seen or (row.superseded_at is not None and row.superseded_at > seen):
        return True
    return day < row.valid_from <= on or (row.valid_to is not None and day <= row.valid_to < on)
