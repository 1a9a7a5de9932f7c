"""The limits in force. Called inside `acting_for`: each body has its own."""

from datetime import date

from sasae.intermediary.limits.models import LimitChange, Name, State

Changed = dict[tuple[str, str], int]  # by what it limits and which information ("" for all others)


def changed_by(on: date, *, using: str = "default") -> Changed:
    """What this body has changed, as it stands on a day. Where it has changed nothing the defaults hold."""
    rows = LimitChange.objects.using(using).filter(state=State.APPROVED, since__lte=on).order_by("since")
    return {(row.name, row.information): row.value for row in rows}


def years(name: Name, default: int, changed: Changed) -> int:
    """How many years things are kept: the body's own, or the default."""
    return changed.get((name.value, ""), default)


def freshness_days(information: str, default: dict[str, int], other: str, changed: Changed) -> int:
    """How many days copies of an information may be behind: what names it goes before what holds for all others."""
    for found in (
        changed.get((Name.FRESHNESS.value, information)),
        default.get(information),
        changed.get((Name.FRESHNESS.value, "")),
    ):
        if found is not None:
            return found
    return default[other]
