"""What has been kept long enough on a day. One statement a kind; each names tables of the body's own schema alone."""

from datetime import date, datetime
from typing import Any

from sasae.intermediary.limits.models import Name
from sasae.intermediary.limits.queries import Changed, changed_by, years
from sasae.intermediary.retention.models import Kind
from sasae.kernel import clock
from sasae.kernel.dated import load_dated

COPY_YEARS = load_dated(__package__, "copies.yaml", int)
WORKING_YEARS = load_dated(__package__, "working.yaml", int)

# A version whose successor came long ago; or a whole record that was withdrawn or is public no more. The newest version
# never goes before an older one: the older one would answer in its place.
_COPY = """
    SELECT id::text AS key, version AS nth FROM (
        SELECT id, version, last_value(withdrawn) OVER record AS withdrawn, last_value(public_to) OVER record AS public_to,
               max(registered_at) OVER record AS last_at,
               greatest(registered_at, min(registered_at) OVER (
                   PARTITION BY information, record_id ORDER BY version
                   ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)) AS followed_at,
               version = max(version) OVER record AS newest
        FROM copy WHERE {only_copy}
        WINDOW record AS (PARTITION BY information, record_id ORDER BY version
                          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ) AS version_of_record
    WHERE (NOT newest AND followed_at < %(copies_before)s)
       OR (last_at < %(copies_before)s AND (withdrawn OR public_to < %(public_before)s))
"""
_DUE = {
    Kind.COPY: _COPY,
    Kind.RECORD: "SELECT id::text AS key, 0 AS nth FROM provision_record WHERE keep_until < %(on)s AND {only_record}",
    Kind.INQUIRY: """
        SELECT processing_no AS key, 0 AS nth FROM inquiry
        WHERE state NOT IN ('requested', 'not_automatic')
          AND coalesce(closed_at, provided_at, requested_at) < %(working_before)s AND {only_inquiry}""",
    Kind.PROVISION: """
        SELECT permit_no AS key, 0 AS nth FROM provision
        WHERE state <> 'not_automatic'
          AND coalesce(decided_at, provided_at, requested_at) < %(working_before)s AND {only_provision}""",
    Kind.FINDING: """
        SELECT id::text AS key, 0 AS nth FROM copy_finding
        WHERE batch_id IN (SELECT id FROM copy_batch WHERE registered_at < %(working_before)s) AND {only_finding}""",
    Kind.CORRECTION: "SELECT id::text AS key, 0 AS nth FROM correction WHERE keep_until < %(on)s AND {only_correction}",
}
_AMONG = {
    Kind.COPY: "(information, record_id) IN (SELECT information, record_id FROM copy WHERE id = ANY(%(keys)s::bigint[]))",
    Kind.RECORD: "id = ANY(%(keys)s::bigint[])",
    Kind.INQUIRY: "processing_no = ANY(%(keys)s)",
    Kind.PROVISION: "permit_no = ANY(%(keys)s)",
    Kind.FINDING: "id = ANY(%(keys)s::bigint[])",
    Kind.CORRECTION: "id = ANY(%(keys)s::bigint[])",
}
TABLES = {
    Kind.COPY: ("copy", "id"),
    Kind.RECORD: ("provision_record", "id"),
    Kind.INQUIRY: ("inquiry", "processing_no"),
    Kind.PROVISION: ("provision", "permit_no"),
    Kind.FINDING: ("copy_finding", "id"),
    Kind.CORRECTION: ("correction", "id"),  # its lines and marks go with it
}


def due(kind: Kind) -> str:
    """The keys of what is due, as a statement over `bounds`."""
    return _DUE[kind].replace(f"{{only_{kind.value}}}", "true")


def still_due(kind: Kind) -> str:
    """The same among some `keys`: what has changed since it was listed is due no more."""
    return _DUE[kind].replace(f"{{only_{kind.value}}}", _AMONG[kind])


def kept_years(on: date, changed: Changed) -> tuple[int, int]:
    """How many years copies nobody uses any more, and how many the working data, are kept by what the body has set."""
    return years(Name.COPIES, COPY_YEARS.on(on), changed), years(Name.WORKING, WORKING_YEARS.on(on), changed)


def bounds(on: date, changed: Changed | None = None) -> dict[str, Any]:
    """The moments before which things must have ended to be due on a day: kept to the last day of their last year.

    Called inside `acting_for`, unless what the body has changed is given.
    """

    def year_begins(back: int) -> datetime:
        return datetime(on.year - back, 1, 1, tzinfo=clock.TOKYO)

    for_copies, for_working = kept_years(on, changed_by(on) if changed is None else changed)
    copies, working = year_begins(for_copies), year_begins(for_working)
    return {"on": on, "copies_before": copies, "public_before": copies.date(), "working_before": working}
