"""What has been kept long enough on a day. One statement a kind; each names tables of the body's own schema alone.

What proves something goes after what it proves: a used permit when neither provision nor record under it is left, a
batch when no copy and no finding of it is. They are due from the deletion after that on.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Model

from sasae.intermediary.copies.models import Copy, CopyBatch, CopyFinding, CopySource
from sasae.intermediary.corrections.models import Correction
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.limits.models import Name
from sasae.intermediary.limits.queries import Changed, changed_by, years
from sasae.intermediary.provisions.models import PermitUse, Provision, ProvisionRefusal
from sasae.intermediary.records.models import ProvisionRecord, Reconciliation, RecordDifference
from sasae.intermediary.retention.models import DeletionHold, Kind
from sasae.kernel import clock
from sasae.kernel.dated import load_dated

COPY_YEARS = load_dated(__package__, "copies.yaml", int)
WORKING_YEARS = load_dated(__package__, "working.yaml", int)
EVIDENCE_YEARS = load_dated(__package__, "evidence.yaml", int)  # never less than a permit may last (provisions/permit.py)

_HELD = "(SELECT key FROM deletion_hold WHERE state <> 'lifted')"


def _free(*columns: str) -> str:
    """No number of the row is held."""
    return " AND ".join(f"coalesce({column}, '') NOT IN {_HELD}" for column in columns)  # noqa: S608 - our own


# A version whose successor came long ago; or a whole record that was withdrawn or is public no more. The newest version
# never goes before an older one: the older one would answer in its place. So a record is held whole.
_COPY = f"""
    SELECT id::text AS key, version AS nth FROM (
        SELECT id, version, last_value(withdrawn) OVER record AS withdrawn, last_value(public_to) OVER record AS public_to,
               max(registered_at) OVER record AS last_at,
               greatest(registered_at, min(registered_at) OVER (
                   PARTITION BY information, record_id ORDER BY version
                   ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)) AS followed_at,
               version = max(version) OVER record AS newest,
               bool_or(unified_no IN {_HELD}) OVER record AS held
        FROM copy WHERE {{only_copy}}
        WINDOW record AS (PARTITION BY information, record_id ORDER BY version
                          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ) AS version_of_record
    WHERE NOT held AND ((NOT newest AND followed_at < %(copies_before)s)
       OR (last_at < %(copies_before)s AND (withdrawn OR public_to < %(public_before)s)))
"""  # noqa: S608 - statements of our own
_DUE = {
    Kind.COPY: _COPY,
    Kind.RECORD: f"""
        SELECT id::text AS key, 0 AS nth FROM provision_record
        WHERE keep_until < %(on)s AND {_free("processing_no", "unified_no", "permit_no")} AND {{only_record}}""",
    Kind.INQUIRY: f"""
        SELECT processing_no AS key, 0 AS nth FROM inquiry
        WHERE state NOT IN ('requested', 'not_automatic')
          AND coalesce(closed_at, provided_at, requested_at) < %(working_before)s
          AND {_free("processing_no", "unified_no", "permit_no")} AND {{only_inquiry}}""",
    Kind.PROVISION: f"""
        SELECT permit_no AS key, 0 AS nth FROM provision
        WHERE state <> 'not_automatic'
          AND coalesce(decided_at, provided_at, requested_at) < %(working_before)s
          AND {_free("processing_no", "unified_no", "permit_no")} AND {{only_provision}}""",
    Kind.FINDING: f"""
        SELECT id::text AS key, 0 AS nth FROM copy_finding
        WHERE batch_id IN (SELECT id FROM copy_batch WHERE registered_at < %(working_before)s AND {_free("batch_no")})
          AND {_free("unified_no")} AND {{only_finding}}""",
    Kind.CORRECTION: f"""
        SELECT id::text AS key, 0 AS nth FROM correction
        WHERE keep_until < %(on)s AND {_free("unified_no")} AND {{only_correction}}
          AND NOT EXISTS (SELECT 1 FROM correction_line WHERE correction_line.correction_id = correction.id
                          AND (processing_no IN {_HELD} OR permit_no IN {_HELD}))""",
    Kind.DIFFERENCE: f"""
        SELECT id::text AS key, 0 AS nth FROM record_difference
        WHERE state <> 'open' AND settled_at < %(evidence_before)s AND {_free("processing_no")} AND {{only_difference}}
          AND NOT EXISTS (SELECT 1 FROM provision_record
                          WHERE provision_record.side = record_difference.side
                            AND provision_record.processing_no = record_difference.processing_no)""",
    Kind.REFUSAL: f"""
        SELECT id::text AS key, 0 AS nth FROM provision_refusal
        WHERE refused_at < %(evidence_before)s AND {_free("processing_no")} AND {{only_refusal}}""",
    Kind.PERMIT: f"""
        SELECT permit_no AS key, 0 AS nth FROM permit_use
        WHERE used_at < %(evidence_before)s AND {_free("permit_no")} AND {{only_permit}}
          AND NOT EXISTS (SELECT 1 FROM provision WHERE provision.permit_no = permit_use.permit_no)
          AND NOT EXISTS (SELECT 1 FROM provision_record WHERE provision_record.permit_no = permit_use.permit_no)""",
    Kind.BATCH: f"""
        SELECT id::text AS key, 0 AS nth FROM copy_batch
        WHERE registered_at < %(copies_before)s AND {_free("batch_no")} AND {{only_copy_batch}}
          AND NOT EXISTS (SELECT 1 FROM copy WHERE copy.batch_id = copy_batch.id)
          AND NOT EXISTS (SELECT 1 FROM copy_finding WHERE copy_finding.batch_id = copy_batch.id)""",
    Kind.SOURCE: """
        SELECT information AS key, 0 AS nth FROM copy_source
        WHERE coalesce(greatest(changed_at, reported_at, holds_until), '-infinity') < %(copies_before)s AND {only_source}
          AND NOT EXISTS (SELECT 1 FROM copy WHERE copy.information = copy_source.information)
          AND NOT EXISTS (SELECT 1 FROM copy_batch WHERE copy_batch.information = copy_source.information)""",
    Kind.NIGHT: """
        SELECT id::text AS key, 0 AS nth FROM reconciliation
        WHERE done_at < %(evidence_before)s AND id < (SELECT max(id) FROM reconciliation) AND {only_night}""",
    Kind.HOLD: """
        SELECT id::text AS key, 0 AS nth FROM deletion_hold
        WHERE state = 'lifted' AND lifted_at < %(working_before)s AND {only_hold}""",
}  # noqa: S608 - statements of our own
_BY_NUMBER = "id = ANY(%(keys)s::bigint[])"
_AMONG = {
    **dict.fromkeys(Kind, _BY_NUMBER),
    Kind.COPY: f"(information, record_id) IN (SELECT information, record_id FROM copy WHERE {_BY_NUMBER})",  # noqa: S608
    Kind.INQUIRY: "processing_no = ANY(%(keys)s)",
    Kind.PROVISION: "permit_no = ANY(%(keys)s)",
    Kind.PERMIT: "permit_no = ANY(%(keys)s)",
    Kind.SOURCE: "information = ANY(%(keys)s)",
}
TABLES = {
    Kind.COPY: ("copy", "id"),
    Kind.RECORD: ("provision_record", "id"),
    Kind.INQUIRY: ("inquiry", "processing_no"),
    Kind.PROVISION: ("provision", "permit_no"),
    Kind.FINDING: ("copy_finding", "id"),
    Kind.CORRECTION: ("correction", "id"),  # its lines and marks go with it
    Kind.DIFFERENCE: ("record_difference", "id"),
    Kind.REFUSAL: ("provision_refusal", "id"),
    Kind.PERMIT: ("permit_use", "permit_no"),
    Kind.BATCH: ("copy_batch", "id"),
    Kind.SOURCE: ("copy_source", "information"),
    Kind.NIGHT: ("reconciliation", "id"),
    Kind.HOLD: ("deletion_hold", "id"),
}
# Every table the conditions of a kind read, beside the body's limits: nobody writes them while it is deleted.
TOUCHES: dict[Kind, tuple[type[Model], ...]] = {
    Kind.COPY: (Copy, DeletionHold),
    Kind.RECORD: (ProvisionRecord, DeletionHold),
    Kind.INQUIRY: (Inquiry, DeletionHold),
    Kind.PROVISION: (Provision, DeletionHold),
    Kind.FINDING: (CopyFinding, CopyBatch, DeletionHold),
    Kind.CORRECTION: (Correction, DeletionHold),
    Kind.DIFFERENCE: (RecordDifference, ProvisionRecord, DeletionHold),
    Kind.REFUSAL: (ProvisionRefusal, DeletionHold),
    Kind.PERMIT: (PermitUse, Provision, ProvisionRecord, DeletionHold),
    Kind.BATCH: (CopyBatch, Copy, CopyFinding, DeletionHold),
    Kind.SOURCE: (CopySource, Copy, CopyBatch),
    Kind.NIGHT: (Reconciliation,),
    Kind.HOLD: (DeletionHold,),
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
    copies, working, evidence = (year_begins(each) for each in (for_copies, for_working, EVIDENCE_YEARS.on(on)))
    return {
        "on": on, "copies_before": copies, "public_before": copies.date(), "working_before": working,
        "evidence_before": evidence,
    }  # fmt: skip
