"""A trailer against the transfers before it; for 口座振替 also what became of them."""

from collections.abc import Mapping

from sasae.formats.fixed_width import Layout
from sasae.formats.issues import Issues
from sasae.formats.zengin.checks import place
from sasae.formats.zengin.model import ReadBatch

LARGEST = 999_999_999_999


def check_totals(batch: ReadBatch, layout: Layout, stated: Mapping[str, int | None], line: int, issues: Issues) -> None:
    """Count and sum; a transfer whose amount is unreadable has been reported and makes no second finding here."""
    counted = len(batch.transfers)
    if not counted:
        issues.add("Z-213", place(line))
    if stated["count"] is not None and stated["count"] != counted:
        issues.add("Z-401", place(line, layout["count"]), stated=stated["count"], counted=counted)
    amounts = [transfer.yen for transfer in batch.transfers if transfer.yen is not None]
    complete = len(amounts) == counted
    total = sum(amounts)
    if total > LARGEST:
        issues.add("Z-403", place(line, layout["yen"]), counted=total)
    elif complete and stated["yen"] is not None and stated["yen"] != total:
        issues.add("Z-402", place(line, layout["yen"]), stated=stated["yen"], counted=total)
    if "done_count" in layout.by_name:
        _check_outcome(batch, layout, stated, line, issues)


def _check_outcome(
    batch: ReadBatch, layout: Layout, stated: Mapping[str, int | None], line: int, issues: Issues
) -> None:
    """A request has sub-totals of zero (or blank) and no result; anything else is the bank's answer."""
    batch.answered = bool(
        any(transfer.result not in ("", "0") for transfer in batch.transfers)
        or any(stated[name] for name in ("done_count", "done_yen", "failed_count", "failed_yen"))
    )
    if not batch.answered:
        return
    done = [transfer.yen or 0 for transfer in batch.transfers if transfer.result == "0"]
    failed = [transfer.yen or 0 for transfer in batch.transfers if transfer.result != "0"]
    counted = {
        "done_count": len(done),
        "done_yen": sum(done),
        "failed_count": len(failed),
        "failed_yen": sum(failed),
    }
    for name, value in counted.items():
        if stated[name] is not None and stated[name] != value:
            field = layout[name]
            issues.add("Z-404", place(line, field), what=field.label, stated=stated[name], counted=value)
