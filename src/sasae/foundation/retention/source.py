"""What a service tells of itself to have its data deleted when its time is over (SASAE_RETENTION_SOURCE)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.db.models import Model


@dataclass(frozen=True)
class Due:
    """One thing whose time is over: its kind, number, digest and last day."""

    kind: str
    key: str
    sha256: str
    kept_until: date


CHANGED = "消去の間に変わったため"


class Changed(Exception):
    """What was to be deleted has moved meanwhile, or something else rests on it: nothing of it goes. The text says why."""


class Source(Protocol):
    """The service's module."""

    KINDS: dict[str, str]  # in the order they are deleted

    RULE: str  # from when the periods are counted, in Japanese

    def periods(self, on: date) -> dict[str, str]:
        """For how long each kind is kept, in words, by the rule in force on a day."""

    def due(self, on: date) -> Iterable[Due]:
        """Everything due on a day, each kind in the order it is to be deleted."""

    def touches(self, kind: str) -> Iterable[type[Model]]:
        """Every table a thing of this kind takes rows of, and every one that may keep it: nobody writes them meanwhile."""

    def why_kept(self, kind: str, key: str, on: date) -> str:
        """Why it is not to be deleted, in Japanese; empty where it is still due, or gone already."""

    def delete(self, key: str) -> None:
        """Delete it on the connection of the retention role, inside its transaction. Gone already: nothing. Raises Changed."""

    def forget(self, key: str) -> None:
        """Take its number out of what stays, as the application's role."""

    def tidy(self, on: date) -> None:
        """Delete what nothing rests on any more, on the connection of the retention role."""

    def exists(self, key: str) -> bool:
        """Whether there is such a thing."""


def source() -> Source:
    """What the service's module tells, and what every system keeps alike."""
    whole = import_module("sasae.foundation.retention.whole")  # it reads this module
    return cast(Source, whole.Whole(import_module(settings.SASAE_RETENTION_SOURCE)))
