"""What is in force on a day."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from sasae.kernel.dated import Dated
from sasae.subsidy.wordings.fields import laid_over
from sasae.subsidy.wordings.models import Rewording, State


def approved(prefix: str, day: date, since: date) -> dict[str, Any]:
    """The values approved for a day under a prefix, by the place after it. What began before `since` is overtaken."""
    rows = Rewording.objects.filter(
        key__startswith=f"{prefix}.", state=State.APPROVED, since__lte=day, since__gte=since
    ).order_by("since")
    return {key.removeprefix(f"{prefix}."): value for key, value in rows.values_list("key", "value")}


def history_of(key: str) -> QuerySet[Rewording]:
    """Every change of one value, the newest first."""
    return Rewording.objects.filter(key=key).order_by("-since", "-pk")


class OnScreen:
    """A dated table of a file, with what was changed on screen laid over the row in force."""

    def __init__(self, prefix: str, table: Dated[dict[str, Any]]) -> None:
        self.prefix = prefix
        self.table = table

    def on(self, day: date) -> dict[str, Any]:
        """The values in force on a day. Raises NotInForce."""
        row = self.table.row_on(day)
        return laid_over(row.value, approved(self.prefix, day, row.since))
