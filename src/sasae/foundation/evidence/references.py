"""The number of a journal's entry outside: its moment and a hash over the whole entry, which nobody can make up.

The hash covers the random number of the request, so that it tells nothing of the entry to who does not have it.
"""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from sasae.foundation.history.models import HistoryEntry

_FORM = re.compile(r"(\d{8}T\d{6}\d{6})-([0-9a-f]{24})")
_COLUMNS = (
    "id", "at", "actor_id", "actor_name", "actor_kind", "terminal", "right", "purpose", "event", "subject", "persons",
    "outcome", "detail", "request_id",
)  # fmt: skip


def reference_of(entry: HistoryEntry) -> str:
    """For example 20260615T013000123456-0123456789abcdef01234567 (moment in UTC)."""
    told: dict[str, Any] = {name: getattr(entry, name) for name in _COLUMNS}
    told["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(told)
    return stamp(entry.at, text)


def stamp(at: datetime, text: str) -> str:
    """A moment and the hash of what stands behind it."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def by_reference(rows: QuerySet[HistoryEntry], reference: str) -> QuerySet[HistoryEntry]:
    """The entry a reference stands for; none when the hash is not that of an entry of its moment."""
    read = _FORM.fullmatch(reference.strip())
    if read is None:
        return rows.none()
    at = datetime.strptime(read[1], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    found = [one.pk for one in HistoryEntry.objects.filter(at=at) if reference_of(one) == reference.strip()]
    return rows.filter(pk__in=found)
