"""Keeping what a verification found, for the page and for the alarms."""

from collections.abc import Sequence
from datetime import datetime

from sasae.intermediary.security.models import Verification
from sasae.kernel.findings import Finding, Severity

MOST = 1_000  # findings kept of one run; all of them are counted


def keep(findings: Sequence[Finding], *, by: str, codes_searched: bool, now: datetime) -> Verification:
    """One run. Errors go first, so that none is left out for a warning."""
    errors = [one for one in findings if one.severity is Severity.ERROR]
    warnings = [one for one in findings if one.severity is not Severity.ERROR]
    return Verification.objects.create(
        at=now, by=by[:64], codes_searched=codes_searched, errors=len(errors), warnings=len(warnings),
        findings=[one.as_dict() for one in [*errors, *warnings][:MOST]],
    )  # fmt: skip
