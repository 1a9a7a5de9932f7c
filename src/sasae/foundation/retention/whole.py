"""What a service keeps in its own way, and after it what every system keeps alike, as one."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Model

from sasae.foundation.retention import common
from sasae.foundation.retention.source import Due, Source


class Whole:
    """A source of its own and the common kinds. A key of a common kind begins with letters no service uses."""

    def __init__(self, own: Source) -> None:
        self.own = own
        self.common = common.kinds_here(but=own.KINDS)
        self.KINDS = own.KINDS | {kind: kept.title for kind, kept in self.common.items()}
        self.RULE = own.RULE

    def _parted(self, key: str) -> tuple[str, str] | None:
        found = common.parted(key)
        return found if found and found[0] in self.common else None

    def periods(self, on: date) -> dict[str, str]:
        """For how long each kind is kept, in words."""
        return self.own.periods(on) | {kind: f"{common.years(kind, on)}年度" for kind in self.common}

    def due(self, on: date) -> Iterable[Due]:
        """Everything due on a day."""
        yield from self.own.due(on)
        for kind in self.common:
            yield from common.due(kind, on)

    def touches(self, kind: str) -> Iterable[type[Model]]:
        """The tables nobody writes meanwhile."""
        return common.touches(kind) if kind in self.common else self.own.touches(kind)

    def why_kept(self, kind: str, key: str, on: date) -> str:
        """Why it is not to be deleted; empty where it is still due, or gone already."""
        found = self._parted(key)
        return common.why_kept(*found, on) if found else self.own.why_kept(kind, key, on)

    def delete(self, key: str) -> None:
        """Delete it, on the connection of the retention role."""
        found = self._parted(key)
        if found:
            common.delete(*found)
        else:
            self.own.delete(key)

    def exists(self, key: str) -> bool:
        """Whether there is such a thing."""
        found = self._parted(key)
        return common.exists(*found) if found else self.own.exists(key)

    def forget(self, key: str) -> None:
        """Take its number out of what stays."""
        self.own.forget(key)

    def tidy(self, on: date) -> None:
        """Delete what nothing rests on any more."""
        self.own.tidy(on)
