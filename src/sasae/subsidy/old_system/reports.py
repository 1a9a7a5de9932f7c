"""The report of a parallel run as a paper: what was compared, what differs and why, each difference on a line."""

from datetime import date

from sasae.foundation.printing import render
from sasae.foundation.printing.practice import stamped
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.old_system.lists import ABOUT, cause_label
from sasae.subsidy.old_system.models import Migration
from sasae.subsidy.old_system.queries import by_cause, compared_counts

MOST_LINES = 2000  # of a paper; the CSV has all


def report(migration: Migration, *, on: date) -> bytes:
    """A PDF. The same migration and day give the same bytes."""
    rows = migration.differences.order_by("cause", "key")[:MOST_LINES]
    data = {
        "office": OFFICE.on(on),
        "number": migration.number,
        "title": migration.title,
        "date": to_wareki(on),
        "cutover": to_wareki(migration.cutover_on),
        "counts": compared_counts(migration),
        "causes": [
            {"label": f"{row['cause']} {row['one'].label}", "text": row["one"].text, "count": row["count"], "yen": row["yen"],
             "explained": row["one"].explained}
            for row in by_cause(migration)
        ],
        "rows": [
            {"about": ABOUT[row.about], "key": row.key, "cause": cause_label(row), "theirs": row.theirs, "ours": row.ours,
             "yen": row.yen, "words": row.words}
            for row in rows
        ],
        "most": MOST_LINES,
    }  # fmt: skip
    return stamped(
        render("subsidy/old_system_report", data, title=f"旧システムとの違い {migration.number}", day=on, exact=False)
    )
