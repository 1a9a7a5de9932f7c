"""A trailer against the transfers before it; for 口座振替 also what became of them."""

from collections.abc import Mapping

from sasae.formats.fixed_width import Layout
from sasae.formats.issues import Issues
from sasae.formats.zengin.checks import place
from sasae.formats.zengin.model import ReadBatch

LARGEST = 999_999_999_999


def check_totals(batch: ReadBatch, layout: Layout, stated: Mapping[str, int | None], line: int, issues: Issues) -> None:
    """Count and sum; a transfer whose amount is unreadable has been reported and makes no second finding here."""
    counted = batch.counted
    if not counted.count:
        issues.add("Z-213", place(line))
    if stated["count"] is not None and stated["count"] != counted.count:
        issues.add("Z-401", place(line, layout["count"]), stated=stated["count"], counted=counted.count)
    if counted.yen > LARGEST:
        issues.add("Z-403", place(line, layout["yen"]), counted=counted.yen)
    elif not counted.unreadable and stated["yen"] is not None and stated["yen"] != counted.yen:
        issues.add("Z-402", place(line, layout["yen"]), stated=stated["yen"], counted=counted.yen)
    if "done_count" in layout.by_name:
        _check_outcome(batch, layout, stated, line, issues)


OUTCOME = ("done_count", "done_yen", "failed_count", "failed_yen")


def _check_outcome(
    batch: ReadBatch, layout: Layout, stated: Mapping[str, int | None], line: int, issues: Issues
) -> None:
    """A request has sub-totals of zero (or blank) and no result; anything else is the bank's answer."""
    batch.answered = batch.counted.answered or any(stated[name] for name in OUTCOME)
    if not batch.answered:
        return
    for name in OUTCOME:
        value = getattr(batch.counted, name)
        if stated[name] is not None and stated[name] != value:
            field = layout[name]
            issues.add("Z-404", place(line, field), what=field.label, stated=stated[name], counted=value)
