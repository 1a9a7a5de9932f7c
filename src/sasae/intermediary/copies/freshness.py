"""Whether copies are older than their source. Called inside `acting_for`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sasae.intermediary.copies.models import CopySource
from sasae.intermediary.limits.queries import Changed, changed_by, freshness_days
from sasae.kernel.dated import load_dated

DAYS = load_dated(__package__, "freshness.yaml", dict[str, int])
OTHER = "ほか"


class Freshness(StrEnum):
    """副本の新しさ."""

    CURRENT = "最新"
    BEHIND = "反映待ち"
    STALE = "原本より古い"
    SILENT = "報告が途絶えた"
    UNKNOWN = "報告なし"


@dataclass(frozen=True)
class Judged:
    """One information: what its source and its copies say of themselves, and what follows."""

    source: CopySource
    days: int
    freshness: Freshness

    @property
    def alarm(self) -> bool:
        """Whether somebody must look after it."""
        return self.freshness in (Freshness.STALE, Freshness.SILENT)


def judge(source: CopySource, now: datetime, changed: Changed | None = None) -> Judged:
    """Copies are stale when a change of the source has been missing for longer than allowed.

    `changed`: the limits the body has set for itself.
    """
    days = freshness_days(source.information, DAYS.on(now.date()), OTHER, changed or {})
    late = now - timedelta(days=days)
    if source.changed_at is None or source.reported_at is None:
        freshness = Freshness.UNKNOWN
    elif source.holds_until is None or source.holds_until < source.changed_at:
        freshness = Freshness.STALE if source.changed_at < late else Freshness.BEHIND
    else:
        freshness = Freshness.SILENT if source.reported_at < late else Freshness.CURRENT
    return Judged(source, days, freshness)


def all_judged(now: datetime) -> list[Judged]:
    """Every information there are copies of, or whose source has reported."""
    changed = changed_by(now.date())
    return [judge(source, now, changed) for source in CopySource.objects.order_by("information")]


def stale_information(now: datetime) -> set[str]:
    """The information whose copies are known to be older than their source."""
    return {one.source.information for one in all_judged(now) if one.freshness is Freshness.STALE}
