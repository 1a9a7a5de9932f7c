"""What is kept of contractors: contracts with those named in them, and what is watched while they run."""

from sasae.subsidy.contractors.models.contracts import (
    LEVELS,
    MOVES,
    REQUEST_MOVES,
    ClauseModel,
    Contract,
    Request,
    RequestState,
    State,
    Worker,
)
from sasae.subsidy.contractors.models.watching import (
    AUDIT_MOVES,
    Audit,
    AuditKind,
    AuditState,
    Defect,
    Entrusted,
    Report,
    ReportKind,
    Settled,
)

__all__ = [
    "AUDIT_MOVES",
    "LEVELS",
    "MOVES",
    "REQUEST_MOVES",
    "Audit",
    "AuditKind",
    "AuditState",
    "ClauseModel",
    "Contract",
    "Defect",
    "Entrusted",
    "Report",
    "ReportKind",
    "Request",
    "RequestState",
    "Settled",
    "State",
    "Worker",
]
